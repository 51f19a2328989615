from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cipsc_sim.analysis.costs import costs
from cipsc_sim.analysis.summary import indicators
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows


def test_costs_by_material_and_category_sum_to_the_cost_per_treated_order(
    rows_of: Callable[..., HeldRows], manifest: Manifest
) -> None:
    orders = [{"order": i, "in_cohort": True, "arrived_at": 0, "treated_at": 9, "closed_at": 9} for i in range(2)]
    dose = {"order": 0, "material": "dose", "procedure": "d", "begun_at": 1, "in_cohort": True}
    lots = [
        dose | {"cost_labour": 10.0, "cost_tests": 4.0, "end": "released", "released_at": 8},
        dose | {"cost_labour": 6.0, "end": "rejected"},
        {"order": 1, "material": "line", "in_cohort": True, "cost_consumables": 2.0, "end": "used"},
    ]
    lots.append({"order": 9, "material": "line", "in_cohort": False, "cost_consumables": 99.0, "end": "used"})
    resources = [{"resource": "fitter", "upkeep_cost": 5.0}, {"resource": "engineer", "upkeep_cost": 1.0}]
    rows = rows_of({"orders": orders, "lots": lots, "resources": resources})
    priced = replace(manifest, fixed_per_year=20.0)

    table = costs(rows, priced).set_index(["material", "category"])

    assert table.loc[("dose", "labour"), "cost_per_treated_order"] == 8
    assert table.loc[("dose", "labour"), "failed_per_treated_order"] == 3
    assert table.loc[("", "fixed"), "cost_per_treated_order"] == 10
    assert table.loc[("", "upkeep"), "cost_per_treated_order"] == 3
    assert table["cost_per_treated_order"].sum() == indicators(rows, priced).estimates["cost_per_treated_order"].mean
