from __future__ import annotations

from collections.abc import Callable

from cipsc_sim.analysis.rescue import rescue
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440


def test_success_days_and_cost_of_each_recovery(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    """Order 0: next line on day 10 fails, again on day 50, released on day 90. Order 1: next line on day 20, day 80."""
    recovery = {"in_cohort": True, "kind": "recovery"}
    decisions = [
        recovery | {"order": 0, "at": 50 * DAY, "subject": "again"},
        recovery | {"order": 0, "at": 10 * DAY, "subject": "next_line"},
        recovery | {"order": 1, "at": 20 * DAY, "subject": "next_line"},
    ]
    orders = [
        {"order": 0, "released_at": 90 * DAY, "closed_at": 91 * DAY},
        {"order": 1, "released_at": 80 * DAY, "closed_at": 81 * DAY},
    ]
    lots = [
        {"order": 0, "attempt": 1, "cost_labour": 100.0},
        {"order": 0, "attempt": 2, "cost_labour": 10.0},
        {"order": 0, "attempt": 3, "cost_labour": 7.0},
        {"order": 0, "attempt": 3, "cost_tests": 1.0},
        {"order": 1, "attempt": 2, "cost_labour": 20.0},
    ]

    table = rescue(rows_of({"decisions": decisions, "orders": orders, "lots": lots}), manifest).set_index("rung")

    assert table["recoveries"].to_dict() == {"again": 1, "next_line": 2}
    assert table["success_fraction"].to_dict() == {"again": 1.0, "next_line": 0.5}
    assert table["p50_d"].to_dict() == {"again": 40, "next_line": 60}
    assert table["cost_per_recovery"].to_dict() == {"again": 8, "next_line": 15}
