from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cipsc_sim.analysis.pareto import pareto
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440


def failed(reason: str | None, place: str, **values: Any) -> dict[str, Any]:
    lot = {"order": 0, "lot": "x", "material": "dose", "procedure": "differentiation", "in_cohort": True}
    ends = {"begun_at": 0, "ended_at": 10 * DAY, "end": "lost", "reason": reason, "place": place, "cost_labour": 3.0}
    return lot | ends | values


def test_failures_by_reason_and_place_the_most_frequent_first(
    rows_of: Callable[..., HeldRows], manifest: Manifest
) -> None:
    first = [
        failed("collapse", "stages", cost_tests=1.0),
        failed("collapse", "stages", ended_at=20 * DAY),
        failed("collapse", "thaw"),
        failed("genome", "release", material="line", end="rejected"),
        failed("collapse", "thaw", in_cohort=False),
    ]
    second = [
        failed(None, "release", end="expired"),
        failed(None, "", end="released", released_at=9 * DAY),
        failed(None, "", material="line", end="used", made_at=5 * DAY),
        failed(None, "", material="line", end="open"),
    ]

    table = pareto(rows_of({"lots": first}, {"lots": second}), manifest)

    assert table[["subject", "reason", "place", "failures"]].to_numpy().tolist() == [
        ["dose", "collapse", "stages", 2],
        ["dose", "collapse", "thaw", 1],
        ["dose", "expired", "release", 1],
        ["line", "genome", "release", 1],
    ]
    assert table["failure_fraction"].tolist() == pytest.approx([0.4, 0.2, 0.2, 0.5])
    assert table["cumulative_fraction"].tolist() == pytest.approx([0.5, 0.75, 1.0, 1.0])
    assert (table.loc[0, "lost_d"], table.loc[0, "cost_per_failure"]) == (15, 3.5)


def test_orders_that_failed_and_those_below_target(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    closed = {"in_cohort": True, "arrived_at": 0, "closed_at": 9}
    orders = [
        closed | {"order": 0, "reason": "potency", "place": "release", "outcome": "untreated"},
        closed | {"order": 1, "outcome": "withdrew"},
        closed | {"order": 2, "treated_at": 9, "meets_target": False, "place": "stages"},
        closed | {"order": 3, "treated_at": 9, "meets_target": True},
        {"order": 4, "in_cohort": True, "arrived_at": 0, "outcome": "open"},
    ]

    table = pareto(rows_of({"orders": orders}), manifest)

    assert table[["reason", "place", "failures"]].to_numpy().tolist() == [
        ["below_target", "", 1],
        ["potency", "release", 1],
        ["withdrew", "", 1],
    ]
    assert table["failure_fraction"].tolist() == [0.25] * 3


def test_nothing_failed(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    table = pareto(rows_of({"orders": []}), manifest)

    assert table.empty and "cumulative_fraction" in table.columns
