"""What each recovery takes and gives: the policy table."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, filled, numbers, replications, true
from cipsc_sim.analysis.estimates import POSITIVE, fraction, pooled_quantile, ratio
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns, estimate_names
from cipsc_sim.analysis.tallies.costs import CATEGORIES, total_cost
from cipsc_sim.analysis.tallies.decisions import COLUMNS as DECISIONS
from cipsc_sim.analysis.tallies.decisions import RecoveryTaken, recoveries
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

COLUMNS = ["rung", "title", "recoveries", *estimate_names("success_fraction"), "p10_d", "p50_d", "p90_d"]
COLUMNS += estimate_names("cost_per_recovery")

_ORDERS = ("replication", "order", "released_at", "closed_at")
_LOTS = ("replication", "order", "attempt", "in_cohort", *(f"cost_{category}" for category in CATEGORIES))


def rescue(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each recovery rung, cohort only, those whose outcome is known.

    ``success_fraction`` with interval; days from the recovery to the release where it succeeded (``p10_d``, ``p50_d``,
    ``p90_d``); ``cost_per_recovery``: mean cost of the lots begun in its attempt, in the manifest's currency.
    """
    decisions, orders = rows.table("decisions", DECISIONS, where={"kind": "recovery"}), rows.table("orders", _ORDERS)
    taken = list(recoveries(decisions[true(decisions["in_cohort"])], orders))
    cost = _cost_of(taken, rows.table("lots", _LOTS))
    counted = PerReplication(rows.replications)
    days: dict[str, list[float]] = defaultdict(list)
    replication = np.array([each.replication for each in taken], dtype=np.int64)
    groups = grouped(np.array([each.rung for each in taken], dtype=object))
    counted.add_grouped(("taken",), groups, replication)
    counted.add_grouped(("succeeded",), groups, replication, [each.succeeded for each in taken])
    counted.add_grouped(("cost",), groups, replication, cost)
    for each in taken:
        if each.succeeded:
            days[each.rung].append((each.released_at - each.at) / DAY_MIN)
    return pd.DataFrame([_row(rung, counted, days[rung], manifest) for (rung,) in groups.words], columns=COLUMNS)


def _cost_of(taken: list[RecoveryTaken], lots: pd.DataFrame) -> list[float]:
    """Cost of the lots of the attempt that each recovery began."""
    later = lots[filled(lots["order"]) & (numbers(lots["attempt"]) > 1)]
    attempts = replications(later), numbers(later["order"]), numbers(later["attempt"])
    cost: dict[tuple[float, ...], float] = defaultdict(float)
    for key, amount in zip(zip(*attempts, strict=True), total_cost(later), strict=True):
        cost[key] += amount
    return [cost[each.replication, each.order, each.attempt] for each in taken]


def _row(rung: str, counted: PerReplication, days: list[float], manifest: Manifest) -> dict[str, object]:
    pairs, taken = manifest.pairs, counted.of(("taken", rung))
    row: dict[str, object] = {"rung": rung, "title": manifest.title_of("rung", rung), "recoveries": int(taken.sum())}
    row |= estimate_columns("success_fraction", fraction(counted.of(("succeeded", rung)), taken, pairs=pairs))
    for name, q in (("p10_d", 0.1), ("p50_d", 0.5), ("p90_d", 0.9)):
        row[name] = pooled_quantile(days, q)
    cost = ratio(counted.of(("cost", rung)), taken, manifest.currency, pairs=pairs, bounds=POSITIVE)
    return row | estimate_columns("cost_per_recovery", cost)
