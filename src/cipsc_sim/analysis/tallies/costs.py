"""What the cohort costs: its own lots, stock begun in the window, upkeep and fixed cost of the window."""

from __future__ import annotations

import numpy as np

from cipsc_sim.analysis.cells import YEAR_MIN, Floats, Table, Truths, filled, numbers, one_of, true
from cipsc_sim.analysis.tallies.lots import lot_failed
from cipsc_sim.analysis.tallies.orders import in_window
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest

CATEGORIES = ("consumables", "labour", "tests", "equipment", "action_plans")
SITE = ("upkeep", "fixed")
"""What the site costs, whatever is made: hours of who maintains and repairs, and the fixed cost."""

COST_PER = ("cost_per_started_batch", "cost_per_released_dose", "cost_per_treated_order")


def tally_costs(lots: Table, resources: Table, manifest: Manifest, tally: Tally) -> None:
    """Total cost by category, and the part of it that went into batches that failed, those made for stock too."""
    charged = charged_lots(lots, manifest)
    cost = {category: float(np.nansum(numbers(lots[f"cost_{category}"])[charged])) for category in CATEGORIES}
    cost["upkeep"] = float(upkeep_cost(resources).sum())
    cost["fixed"] = manifest.fixed_per_year * window_years(manifest)
    for estimate in COST_PER:
        tally.count(estimate, sum(cost.values()))
        for category, amount in cost.items():
            tally.count(f"{estimate}.{category}", amount)
    burden = total_cost(lots)[charged & _is_failed_batch(lots, manifest)].sum()
    tally.count("failed_batch_cost_per_released_dose", burden)
    tally.count("failed_batch_cost_per_treated_order", burden)


def _is_failed_batch(lots: Table, manifest: Manifest) -> Truths:
    """Lots of the wanted material that ended without release, and what was made for stock and came to nothing."""
    for_stock = ~filled(lots["order"]) & filled(lots["procedure"])
    is_batch = one_of(lots["material"], manifest.wanted) | for_stock
    return np.asarray(is_batch & lot_failed(lots, manifest), dtype=bool)


def charged_lots(lots: Table, manifest: Manifest) -> Truths:
    """Lots of cohort orders, and lots of nobody (stock) that were begun, or came, in the count window."""
    began = np.where(filled(lots["begun_at"]), numbers(lots["begun_at"]), numbers(lots["made_at"]))
    stock = ~filled(lots["order"]) & in_window(began, manifest.window)
    return np.asarray(true(lots["in_cohort"]) | stock, dtype=bool)


def total_cost(lots: Table) -> Floats:
    """Cost of each lot, all categories."""
    columns = [np.nan_to_num(numbers(lots[f"cost_{category}"])) for category in CATEGORIES]
    return np.asarray(np.sum(columns, axis=0), dtype=np.float64)


def upkeep_cost(resources: Table) -> Floats:
    """What the upkeep by each resource cost in the window."""
    return np.asarray(np.nan_to_num(numbers(resources["upkeep_cost"])), dtype=np.float64)


def window_years(manifest: Manifest) -> float:
    """Length of the count window."""
    return manifest.window.minutes / YEAR_MIN
