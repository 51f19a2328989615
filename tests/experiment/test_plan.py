"""What a plan makes goes somewhere: every amount of every lot, and its packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.experiment.plan import make_plan
from cipsc_sim.scenario.load import load_scenario

CASES = Path(__file__).parents[1] / "cases" / "valid"


@pytest.mark.parametrize("name", ["bank_for_two_orders", "large_clusters", "one_lot_of_many_doses"])
def test_every_amount_and_every_pack_is_accounted_for(name: str) -> None:
    plan = make_plan(load_scenario(CASES / f"{name}.yaml"))

    assert plan.balances
    assert {each.material for each in plan.balances} <= {each.material for each in plan.milestones}
    for each in plan.balances:
        assert abs(each.difference) <= 1e-9 * max(1.0, each.produced), each
