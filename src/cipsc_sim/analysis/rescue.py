"""What each recovery takes and gives: the policy table."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, numbers, true
from cipsc_sim.analysis.estimates import fraction, quantile, ratio
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns, estimate_names
from cipsc_sim.analysis.tallies.costs import CATEGORIES, total_cost
from cipsc_sim.analysis.tallies.decisions import COLUMNS as DECISIONS
from cipsc_sim.analysis.tallies.decisions import recoveries
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

COLUMNS = ["rung", "title", "recoveries", *estimate_names("success_fraction"), "p10_d", "p50_d", "p90_d"]
COLUMNS += estimate_names("cost_per_recovery")

_ORDERS = ("order", "released_at", "closed_at")
_LOTS = ("order", "attempt", "in_cohort", *(f"cost_{category}" for category in CATEGORIES))


def rescue(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each recovery rung, cohort only, those whose outcome is known.

    ``success_fraction`` with interval; days from the recovery to the release where it succeeded (``p10_d``, ``p50_d``,
    ``p90_d``); ``cost_per_recovery``: mean cost of the lots begun in its attempt, in the manifest's currency.
    """
    counted = PerReplication(rows.replications)
    days: dict[str, list[list[float]]] = defaultdict(lambda: [[] for _ in range(rows.replications)])
    each = (rows.row_groups("decisions", DECISIONS), rows.row_groups("orders", _ORDERS), rows.row_groups("lots", _LOTS))
    for (replication, decisions), (_, orders), (_, lots) in zip(*each, strict=True):
        cost = _cost_by_attempt(lots)
        for taken in recoveries(decisions[true(decisions["in_cohort"])], orders):
            counted.add(("taken", taken.rung), replication, 1)
            counted.add(("succeeded", taken.rung), replication, taken.succeeded)
            counted.add(("cost", taken.rung), replication, cost[taken.order, taken.attempt])
            if taken.succeeded:
                days[taken.rung][replication].append((taken.released_at - taken.at) / DAY_MIN)
    rungs = [key[1] for key in counted if isinstance(key, tuple) and key[0] == "taken"]
    return pd.DataFrame([_row(rung, counted, days[rung], manifest) for rung in sorted(rungs)], columns=COLUMNS)


def _cost_by_attempt(lots: pd.DataFrame) -> dict[tuple[float, float], float]:
    cost: dict[tuple[float, float], float] = defaultdict(float)
    for order, attempt, amount in zip(numbers(lots["order"]), numbers(lots["attempt"]), total_cost(lots), strict=True):
        cost[order, attempt] += amount
    return cost


def _row(rung: str, counted: PerReplication, days: list[list[float]], manifest: Manifest) -> dict[str, object]:
    pairs, taken = manifest.pairs, counted.of(("taken", rung))
    row: dict[str, object] = {"rung": rung, "title": manifest.title_of("rung", rung), "recoveries": int(taken.sum())}
    row |= estimate_columns("success_fraction", fraction(counted.of(("succeeded", rung)), taken, pairs=pairs))
    for name, q in (("p10_d", 0.1), ("p50_d", 0.5), ("p90_d", 0.9)):
        row[name] = quantile([np.array(each) for each in days], q, "d", pairs=pairs).mean
    cost = ratio(counted.of(("cost", rung)), taken, manifest.currency, pairs=pairs)
    return row | estimate_columns("cost_per_recovery", cost)
