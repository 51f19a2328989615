from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from cipsc_sim.analysis.leadtime import leadtime
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440
RowsOf = Callable[..., HeldRows]


def released_order(started_d: float, released_d: float, lot: str) -> dict[str, Any]:
    instants = {"started_at": round(started_d * DAY), "released_at": round(released_d * DAY)}
    return {"order": 0, "in_cohort": True, "arrived_at": 0, "lot": lot} | instants


def lot(
    label: str, parent: str | None, attempt: int = 1, released_d: float | None = None, **values: Any
) -> dict[str, Any]:
    released_at = None if released_d is None else round(released_d * DAY)
    row = {"order": 0, "lot": label, "parent": parent, "attempt": attempt}
    return row | {"released_at": released_at} | values


def step(label: str, name: str, requested_d: float, started_d: float, ended_d: float) -> dict[str, Any]:
    procedure, _, step = name.partition(".")
    days = {"requested_at": requested_d, "started_at": started_d, "ended_at": ended_d}
    return {"lot": label, "procedure": procedure, "step": step} | {k: round(d * DAY) for k, d in days.items()}


def days(table: pd.DataFrame) -> dict[str, tuple[float, float]]:
    return {row["phase"]: (row["worked_d"], row["waited_d"]) for row in table.to_dict("records")}


def test_every_day_from_start_to_release_has_a_phase(rows_of: RowsOf, manifest: Manifest) -> None:
    """Line: asked on 0, begun on 2, ended on 10, released on 15; batch: asked on 18, thawed 20–25, stages 26–40,
    harvested to 41, released on 44.
    """
    steps = [
        step("a", "picking.pick", 0, 2, 10),
        step("a.1", "differentiation.thaw", 18, 20, 25),
        step("a.1", "differentiation.stages", 25, 26, 40),
        step("a.1", "differentiation.harvest", 40, 40, 41),
        step("a.1", "differentiation.harvest", 26, 27, 43) | {"task": "clean"},
        step("b", "picking.pick", 0, 0, 44),
    ]
    lots = [lot("a", None, released_d=15), lot("a.1", "a", released_d=44), lot("b", None)]

    table = leadtime(rows_of({"orders": [released_order(0, 44, "a.1")], "lots": lots, "steps": steps}), manifest)

    assert days(table) == {
        "lines": (8, 2),
        "expansion": (5, 20 - 15),
        "stages": (15, 1),
        "testing and release": (0, 5 + 3),
    }
    assert table["worked_d"].sum() + table["waited_d"].sum() == pytest.approx(44)
    assert table.loc[table["phase"] == "stages", "p50_d"].tolist() == [16]


def test_what_went_before_the_start_and_after_the_release_does_not_count(rows_of: RowsOf, manifest: Manifest) -> None:
    steps = [
        step("a", "picking.pick", 0, 0, 10),
        step("a.1", "differentiation.thaw", 10, 12, 20),
        step("a.1", "differentiation.stages", 20, 20, 33),
    ]
    lots = [lot("a", None), lot("a.1", "a", released_d=30)]

    table = leadtime(rows_of({"orders": [released_order(10, 30, "a.1")], "lots": lots, "steps": steps}), manifest)

    assert days(table) == {"expansion": (8, 2), "stages": (10, 0)}


def test_time_lost_with_earlier_attempts_is_told_apart(rows_of: RowsOf, manifest: Manifest) -> None:
    """A first batch of the line failed; the second begins on day 60."""
    steps = [
        step("a", "picking.pick", 0, 0, 10),
        step("a.1", "differentiation.thaw", 10, 10, 55),
        step("a.2", "differentiation.thaw", 58, 60, 70),
    ]
    lots = [lot("a", None), lot("a.1", "a"), lot("a.2", "a", attempt=2, released_d=70)]

    table = leadtime(rows_of({"orders": [released_order(0, 70, "a.2")], "lots": lots, "steps": steps}), manifest)

    assert days(table) == {"lines": (10, 0), "expansion": (10, 2), "earlier attempts": (0, 48)}


def test_work_at_risk_before_release_of_the_parent_is_counted_once(rows_of: RowsOf, manifest: Manifest) -> None:
    """The batch is thawed on day 10, the line released on day 30 only."""
    steps = [step("a", "picking.pick", 0, 0, 10), step("a.1", "differentiation.thaw", 10, 10, 25)]
    lots = [lot("a", None, released_d=30), lot("a.1", "a", released_d=32)]

    table = leadtime(rows_of({"orders": [released_order(0, 32, "a.1")], "lots": lots, "steps": steps}), manifest)

    assert days(table) == {"lines": (10, 0), "expansion": (15, 0), "testing and release": (0, 7)}


def test_lots_made_together_share_the_steps_of_their_run(rows_of: RowsOf, manifest: Manifest) -> None:
    """The run was called a; the lots split from it are a.1 and a.2."""
    steps = [step("a", "picking.pick", 0, 0, 10), step("b.1", "differentiation.thaw", 10, 10, 20)]
    lots = [lot("a.1", None), lot("a.2", None), lot("b.1", "a.2", released_d=20)]

    table = leadtime(rows_of({"orders": [released_order(0, 20, "b.1")], "lots": lots, "steps": steps}), manifest)

    assert days(table) == {"lines": (10, 0), "expansion": (10, 0)}


def test_a_lot_that_was_not_released_and_orders_outside_the_cohort_have_no_lead_time(
    rows_of: RowsOf, manifest: Manifest
) -> None:
    orders = [
        {"order": 0, "in_cohort": True, "started_at": 0},
        released_order(0, 10, "a.1") | {"in_cohort": False},
    ]

    assert leadtime(rows_of({"orders": orders}), manifest).empty


def test_what_an_order_waits_for_stock_is_a_phase_also_before_anything_was_begun(
    rows_of: RowsOf, manifest: Manifest
) -> None:
    """An organ is asked for on 0 and there on 6; the batch asks for a second material of stock from 17 to 18."""
    steps = [
        step("a", "picking.pick", 6, 7, 10),
        step("a.1", "differentiation.thaw", 18, 20, 25),
    ]
    lots = [lot("a", "organ", released_d=15, asked_at=0), lot("a.1", "a", released_d=27, asked_at=17 * DAY)]

    table = leadtime(rows_of({"orders": [released_order(7, 27, "a.1")], "lots": lots, "steps": steps}), manifest)

    assert days(table) == {
        "waiting for stock": (0, 6 + 1),
        "lines": (3, 1),
        "expansion": (5, 2),
        "testing and release": (0, 5 + 2 + 2),
    }
    assert table["worked_d"].sum() + table["waited_d"].sum() == pytest.approx(27)


def test_lots_given_before_and_attempts_that_failed_are_no_waiting_for_stock(
    rows_of: RowsOf, manifest: Manifest
) -> None:
    """A first lot begins on 2; another is asked for on 30, fails, and one more is asked for on 40 and begins on 44."""
    steps = [step("b", "picking.pick", 34, 34, 39), step("c", "picking.pick", 44, 44, 50)]
    first, second = lot("a", "organ", asked_at=0), lot("b", "organ", asked_at=30 * DAY)
    third = lot("c", "organ", attempt=2, released_d=51, asked_at=40 * DAY)

    def of(label: str, *lots: dict[str, Any]) -> dict[str, tuple[float, float]]:
        end = 41 if label == "b" else 51
        tables = {"orders": [released_order(2, end, label)], "lots": [first, *lots], "steps": steps}
        return days(leadtime(rows_of(tables), manifest))

    assert of("b", second) == {
        "waiting for stock": (0, 2 + 4),
        "lines": (5, 0),
        "testing and release": (0, 2),
        "lots given before": (0, 30 - 2),
    }
    assert of("c", second, third) == {
        "waiting for stock": (0, 2 + 4),
        "lines": (6, 0),
        "testing and release": (0, 1),
        "earlier attempts": (0, 40 - 2),
    }
