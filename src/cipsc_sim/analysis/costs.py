"""Where the money of the cohort goes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import filled, numbers, texts, true
from cipsc_sim.analysis.estimates import ratio
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns
from cipsc_sim.analysis.tallies.costs import CATEGORIES, charged_lots, window_years
from cipsc_sim.analysis.tallies.lots import lot_failed
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

_LOTS = ("order", "material", "in_cohort", "begun_at", "made_at", "tested_at", "released_at", "end")
_ORDERS = ("in_cohort", "treated_at")


def costs(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each material and category, in the manifest's currency per treated cohort order.

    ``cost_per_treated_order`` with interval, and ``failed_per_treated_order``: the part of it spent on lots of that
    material that failed. Fixed cost of the window stands under the empty material. The rows sum to the estimate.
    """
    counted = PerReplication(rows.replications)
    columns = [*_LOTS, *(f"cost_{category}" for category in CATEGORIES)]
    lots, orders = rows.row_groups("lots", columns), rows.row_groups("orders", _ORDERS)
    for (replication, of_lots), (_, of_orders) in zip(lots, orders, strict=True):
        treated = true(of_orders["in_cohort"]) & filled(of_orders["treated_at"])
        counted.add("treated", replication, treated.sum())
        counted.add(("all", "", "fixed"), replication, manifest.fixed_per_year * window_years(manifest))
        _count(of_lots[charged_lots(of_lots, manifest)], replication, manifest, counted)
    return _table(counted, manifest)


def _count(lots: pd.DataFrame, replication: int, manifest: Manifest, counted: PerReplication) -> None:
    failed, materials = lot_failed(lots, manifest), texts(lots["material"])
    for category in CATEGORIES:
        cost = np.nan_to_num(numbers(lots[f"cost_{category}"]))
        for material in sorted(set(materials)):
            of_material = materials == material
            counted.add(("all", material, category), replication, cost[of_material].sum())
            counted.add(("failed", material, category), replication, cost[of_material & failed].sum())


def _table(counted: PerReplication, manifest: Manifest) -> pd.DataFrame:
    table = []
    for key in counted:
        if not (isinstance(key, tuple) and key[0] == "all"):
            continue
        _, material, category = key
        entry = ratio(counted.of(key), counted.of("treated"), manifest.currency, pairs=manifest.pairs)
        failed = ratio(counted.of(("failed", *key[1:])), counted.of("treated"), manifest.currency, pairs=manifest.pairs)
        row = {"material": material, "category": category}
        row |= estimate_columns("cost_per_treated_order", entry) | {"failed_per_treated_order": failed.mean}
        table.append(row)
    return pd.DataFrame(table).sort_values(["material", "category"], ignore_index=True)
