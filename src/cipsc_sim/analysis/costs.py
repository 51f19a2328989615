"""Where the money of the cohort goes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import filled, numbers, replications, texts, true
from cipsc_sim.analysis.estimates import POSITIVE, ratio
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns
from cipsc_sim.analysis.tallies.costs import CATEGORIES, charged_lots, upkeep_cost, window_years
from cipsc_sim.analysis.tallies.lots import lot_failed
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

UPKEEP, FIXED = "upkeep", "fixed"

_INSTANTS = ("begun_at", "made_at", "tested_at", "released_at")
_COSTS = tuple(f"cost_{category}" for category in CATEGORIES)
_LOTS = ("replication", "order", "material", "in_cohort", "end", *_INSTANTS, *_COSTS)
_RESOURCES = ("replication", "upkeep_cost")
_ORDERS = ("replication", "in_cohort", "treated_at")


def costs(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each material and category, in the manifest's currency per treated cohort order.

    ``cost_per_treated_order`` with interval, and ``failed_per_treated_order``: the part of it spent on lots of that
    material that failed. Upkeep and fixed cost of the window stand under the empty material. The rows sum to the estimate.
    """
    counted = PerReplication(rows.replications)
    lots, orders = rows.table("lots", _LOTS), rows.table("orders", _ORDERS)
    treated = true(orders["in_cohort"]) & filled(orders["treated_at"])
    counted.add("treated", replications(orders)[treated])
    resources = rows.table("resources", _RESOURCES)
    counted.add(("all", UPKEEP, ""), replications(resources), upkeep_cost(resources))
    every = np.arange(rows.replications)
    counted.add(("all", FIXED, ""), every, np.full(len(every), manifest.fixed_per_year * window_years(manifest)))
    _count(lots[charged_lots(lots, manifest)], manifest, counted)
    return _table(counted, manifest)


def _count(lots: pd.DataFrame, manifest: Manifest, counted: PerReplication) -> None:
    failed, replication = lot_failed(lots, manifest), replications(lots)
    groups = grouped(texts(lots["material"]))
    for category in CATEGORIES:
        cost = np.nan_to_num(numbers(lots[f"cost_{category}"]))
        counted.add_grouped(("all", category), groups, replication, cost)
        counted.add_grouped(("failed", category), groups, replication, np.where(failed, cost, 0.0))


def _table(counted: PerReplication, manifest: Manifest) -> pd.DataFrame:
    table = []
    for category, material in counted.keys("all"):
        all_of_it, lost = counted.of(("all", category, material)), counted.of(("failed", category, material))
        entry = ratio(all_of_it, counted.of("treated"), manifest.currency, pairs=manifest.pairs, bounds=POSITIVE)
        failed = ratio(lost, counted.of("treated"), manifest.currency, pairs=manifest.pairs, bounds=POSITIVE)
        row: dict[str, object] = {"material": material, "category": category}
        row |= estimate_columns("cost_per_treated_order", entry) | {"failed_per_treated_order": failed.mean}
        table.append(row)
    return pd.DataFrame(table).sort_values(["material", "category"], ignore_index=True)
