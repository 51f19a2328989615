"""Why open orders rise: what is full or what is waited for, where they rise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from cipsc_sim.analysis.summary import indicators
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440
RowsOf = Callable[..., HeldRows]


@pytest.fixture
def stocked(manifest: Manifest) -> Manifest:
    """The plant, with a bank that it makes and organs that come from outside."""
    made_by = {**manifest.made_by, "bank": "banking"}
    titles = {**manifest.material_titles, "bank": "Bank", "organ": "Organs"}
    return replace(manifest, shared=("organ", "bank"), made_by=made_by, material_titles=titles)


def replication(
    i: int, *, rises: bool = True, waited: float = 0, used: Mapping[str, float] | None = None, **stock_wait: float
) -> dict[str, Any]:
    """Forty orders that stay open, or are closed in a day; each waits that part of its time for stock."""
    orders = []
    for k in range(40):
        arrived = (100 + 9 * k + i / 10) * DAY
        closed = 1000 * DAY if rises else arrived + DAY
        part = round(waited * (closed - arrived))
        row = {"order": k, "in_cohort": True, "arrived_at": round(arrived), "waited_for_stock_min": part}
        orders.append(row | ({} if rises else {"closed_at": round(closed), "outcome": "untreated", "reason": "lost"}))
    kept = {"kind": "equipment", "calendar_min": 100}
    resources = [
        {"resource": name, **kept, "working_min": round(60 * part), "changeover_min": round(40 * part)}
        for name, part in (used or {}).items()
    ]
    resources += [{"resource": name, "kind": "stock", "wait_min": 60 * wait} for name, wait in stock_wait.items()]
    return {"orders": orders, "resources": resources}


def said(rows_of: RowsOf, manifest: Manifest, *replications: dict[str, Any]) -> str:
    (note,) = indicators(rows_of(*replications), manifest).notes
    return note


def test_a_full_resource_is_a_lack_of_capacity(rows_of: RowsOf, stocked: Manifest) -> None:
    note = said(rows_of, stocked, *(replication(i, used={"cabinet": 0.96, "freezer": 0.4}) for i in range(12)))
    assert note == (
        "demand exceeds capacity: open orders rise throughout the count window; where they do, the fullest resource, "
        "“cabinet”, is occupied 96 % of its time"
    )


def test_waiting_for_stock_beside_idle_resources_is_a_lack_of_supply(rows_of: RowsOf, stocked: Manifest) -> None:
    each = [replication(i, waited=0.9, used={"cabinet": 0.45}, bank=40, organ=3) for i in range(12)]
    failed = {"material": "bank", "procedure": "banking", "begun_at": 120 * DAY, "end": "stopped_in_process"}
    made = {"material": "bank", "procedure": "banking", "begun_at": 120 * DAY, "made_at": 130 * DAY, "end": "open"}
    each[0]["lots"] = [failed, failed, failed, made]
    assert said(rows_of, stocked, *each) == (
        "demand exceeds supply, not capacity: open orders rise throughout the count window; where they do, 90 % of the time "
        "that they are open they wait for “Bank” (of what is made of it 75 % fails), and the fullest resource, “cabinet”, "
        "is occupied 45 % of its time"
    )


@pytest.mark.parametrize(
    ("stock", "head"), [("bank", "demand exceeds capacity:"), ("organ", "demand exceeds supply, not capacity:")]
)
def test_stock_that_a_full_site_makes_is_a_lack_of_capacity_and_what_comes_from_outside_is_not(
    stock: str, head: str, rows_of: RowsOf, stocked: Manifest
) -> None:
    each = (replication(i, waited=0.9, used={"cabinet": 0.95}, **{stock: 9}) for i in range(12))
    assert said(rows_of, stocked, *each).startswith(head)


def test_only_where_orders_rise_is_looked_at(rows_of: RowsOf, stocked: Manifest) -> None:
    rising = [replication(i, used={"cabinet": 0.97}) for i in range(16)]
    quiet = [replication(i, rises=False, used={"cabinet": 0.1}) for i in range(4)]
    assert "“cabinet”, is occupied 97 % of its time" in said(rows_of, stocked, *rising, *quiet)


def test_where_neither_is_so_no_cause_is_made_up(rows_of: RowsOf, stocked: Manifest) -> None:
    note = said(rows_of, stocked, *(replication(i, waited=0.1, used={"cabinet": 0.3}, bank=1) for i in range(12)))
    assert note.startswith(
        "more is asked for than is given: open orders rise throughout the count window, though nothing"
    )
    assert "“cabinet”, is occupied 30 % of its time" in note and "capacity" not in note
