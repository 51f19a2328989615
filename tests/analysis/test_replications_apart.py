"""All replications are read at once; numbers of orders and labels of lots are the same in each, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from cipsc_sim.analysis.costs import costs
from cipsc_sim.analysis.doses import dose_by_band
from cipsc_sim.analysis.leadtime import leadtime
from cipsc_sim.analysis.pareto import pareto
from cipsc_sim.analysis.rescue import rescue
from cipsc_sim.analysis.waterfall import ANY, FIRST, waterfall
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440
RowsOf = Callable[..., HeldRows]
Replication = Mapping[str, Sequence[Mapping[str, Any]]]


def replication(weight_kg: float, begun_d: int, *, released: bool) -> Replication:
    """One order and its one batch, thawed for ten days; released ten days later and given, or lost."""
    order = {"order": 0, "in_cohort": True, "arrived_at": 0, "started_at": 0, "has.weight_kg": weight_kg}
    batch = {"order": 0, "lot": "0.1", "material": "dose", "procedure": "differentiation", "attempt": 2}
    batch |= {"in_cohort": True, "begun_at": begun_d * DAY, "tested_at": 0, "cost_labour": weight_kg}
    batch |= {"true.ieq": 2000.0 if released else 500.0, "meets_target": released}
    step = {"order": 0, "lot": "0.1", "procedure": "differentiation", "step": "thaw", "outcome": "done"}
    step |= {"requested_at": 0, "started_at": begun_d * DAY, "ended_at": (begun_d + 10) * DAY}
    taken = {"order": 0, "in_cohort": True, "kind": "recovery", "subject": "again", "at": 0}
    at = (begun_d + 20) * DAY
    if released:
        order |= {"lot": "0.1", "released_at": at, "treated_at": at, "closed_at": at, "meets_target": True}
        batch |= {"made_at": at, "released_at": at, "end": "used"}
    else:
        order |= {"closed_at": at, "outcome": "untreated", "reason": "lost"}
        batch |= {"end": "lost", "ended_at": at, "reason": "contamination"}
    return {"orders": [order], "lots": [batch], "steps": [step] if released else [], "decisions": [taken]}


LIGHT = replication(50.0, 4, released=True)
HEAVY = replication(90.0, 8, released=False)
SLOW = replication(90.0, 30, released=True)


@pytest.fixture
def doses_only(manifest: Manifest) -> Manifest:
    return replace(manifest, chain=("dose",), routes={"differentiation": ("thaw",)})


def test_what_an_order_of_another_replication_reached_is_not_ones_own(rows_of: RowsOf, doses_only: Manifest) -> None:
    table = waterfall(rows_of(LIGHT, HEAVY), doses_only)

    stations = ["arrived", "begun.dose", "step.differentiation.thaw", "made.dose", "released.dose", "treated", "enough"]
    assert table["milestone"].tolist() == stations
    assert table[ANY].tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.5]
    assert table[FIRST].tolist() == [1, 0, 0, 0, 0, 0, 0]


def test_the_days_of_a_lot_are_those_of_its_own_replication(rows_of: RowsOf, manifest: Manifest) -> None:
    """Thawed on day 4 and on day 30, for ten days, released ten days later."""
    table = leadtime(rows_of(LIGHT, HEAVY, SLOW), manifest).set_index("phase")

    assert table[["worked_d", "waited_d"]].to_numpy().tolist() == [[10, (4 + 30) / 2], [0, 10]]
    assert table["p50_d"].tolist() == [(14 + 40) / 2, 10]


def test_a_dose_is_for_the_patient_of_its_own_replication(rows_of: RowsOf, manifest: Manifest) -> None:
    table = dose_by_band(rows_of(LIGHT, HEAVY), manifest, "weight_kg", [40, 70, 100])

    assert table["batches"].tolist() == [1, 1]
    assert table["dose_sufficient_fraction"].tolist() == [1, 0]
    assert table["p50"].tolist() == [2000, 500]


def test_the_recovery_of_an_order_is_that_of_its_own_replication(rows_of: RowsOf, manifest: Manifest) -> None:
    [row] = rescue(rows_of(LIGHT, HEAVY, SLOW), manifest).to_dict("records")

    assert (row["recoveries"], row["success_fraction"]) == (3, pytest.approx(2 / 3))
    assert row["p50_d"] == (24 + 50) / 2
    assert row["cost_per_recovery"] == pytest.approx((50 + 90 + 90) / 3)


def test_sums_are_kept_apart_for_the_interval(rows_of: RowsOf, manifest: Manifest) -> None:
    """Ten replications that agree leave no doubt; the same orders, five good replications and five bad ones, do."""
    agree = pareto(rows_of(*[HEAVY] * 10), manifest).set_index("subject")
    differ = costs(rows_of(*[LIGHT, SLOW] * 5), manifest).set_index("category")

    assert agree.loc["dose", ["failures", "failure_fraction", "lost_d", "cost_per_failure"]].tolist() == [10, 1, 20, 90]
    assert agree.loc["order", "reason"] == "lost"
    row = differ.loc["labour"]
    assert row["cost_per_treated_order"] == 70 and row["cost_per_treated_order_high"] > 75
    assert differ.loc["tests", "cost_per_treated_order"] == 0
