from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cipsc_sim.analysis.costs import costs
from cipsc_sim.analysis.summary import indicators
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440


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


def test_what_was_made_for_stock_and_failed_is_a_burden_of_those_who_are_treated(
    rows_of: Callable[..., HeldRows], manifest: Manifest
) -> None:
    orders = [{"order": i, "in_cohort": True, "arrived_at": 0, "treated_at": 9, "closed_at": 9} for i in range(4)]
    stock = {"material": "bank", "procedure": "banking", "begun_at": 120 * DAY, "in_cohort": False}
    lots = [
        stock | {"cost_tests": 30.0, "end": "rejected"},
        stock | {"cost_labour": 8.0, "end": "expired"},
        stock | {"cost_labour": 16.0, "end": "used"},
        stock | {"cost_labour": 500.0, "end": "lost", "begun_at": 20 * DAY},
        {"material": "organ", "made_at": 120 * DAY, "in_cohort": False, "cost_consumables": 70.0, "end": "rejected"},
        {"order": 1, "material": "line", "procedure": "picking", "in_cohort": True, "cost_tests": 90.0, "end": "lost"},
        {"order": 1, "material": "dose", "procedure": "d", "begun_at": 1, "in_cohort": True, "end": "lost"}
        | {"cost_labour": 2.0},
    ]

    estimates = indicators(rows_of({"orders": orders, "lots": lots}), manifest).estimates

    assert estimates["failed_batch_cost_per_treated_order"].mean == (30 + 8 + 2) / 4
    assert estimates["cost_per_treated_order"].mean == (30 + 8 + 16 + 70 + 90 + 2) / 4
