"""The loss waterfall: how many orders reach each milestone at the first attempt, and how many at last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Integers, Truths, filled, numbers, one_of, replications, true
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.lot_keys import NONE, LotKeys
from cipsc_sim.analysis.milestone import Milestone, milestones
from cipsc_sim.analysis.order_keys import order_keys
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

FIRST, ANY = "first_attempt_fraction", "any_attempt_fraction"

_ORDERS = ("replication", "order", "in_cohort", "treated_at", "lot", "meets_target")
_LOTS = ("replication", "order", "lot", "material", "attempt", "begun_at", "made_at", "released_at")
_STEPS = ("replication", "order", "lot", "step")


@dataclass(frozen=True, slots=True)
class _Keyed:
    """Rows of a table, with the keys of the orders they are of and of the lots that they name."""

    rows: pd.DataFrame
    orders: Integers
    lots: Integers

    def where(self, chosen: Truths) -> _Keyed:
        return _Keyed(self.rows[chosen], self.orders[chosen], self.lots[chosen])


def waterfall(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each milestone: the fraction of cohort orders that reached it and all before it.

    ``first_attempt_fraction`` counts lots of the first attempt and stock only, ``any_attempt_fraction`` recoveries too; each
    with ``_low`` and ``_high`` (95 %). ``lost_fraction``: lost at the first attempt since the milestone before.
    Orders open at the end of follow-up count as far as they came.
    """
    stations = milestones(manifest)
    reached = PerReplication(rows.replications)
    keys = LotKeys()
    orders = _keyed(rows.table("orders", _ORDERS), keys)
    cohort = orders.where(true(orders.rows["in_cohort"]))
    lots = _keyed(rows.table("lots", _LOTS), keys)
    steps = _steps_done(rows, manifest, keys)
    replication = replications(cohort.rows)
    reached.add("orders", replication)
    for column, counted in ((FIRST, lots.where(~(numbers(lots.rows["attempt"]) > 1))), (ANY, lots)):
        batches = counted.rows[one_of(counted.rows["material"], manifest.wanted)]
        done = steps.where(_among(steps.lots, np.concatenate([keys.of(batches), keys.of_run(batches)])))
        still = np.ones(len(replication), dtype=bool)
        for station in stations:
            still &= _reached(station, cohort, counted, done)
            reached.add((column, station.key), replication, still)
    return _table(stations, reached, manifest)


def _keyed(rows: pd.DataFrame, keys: LotKeys) -> _Keyed:
    return _Keyed(rows, order_keys(rows), keys.of(rows))


def _steps_done(rows: Rows, manifest: Manifest, keys: LotKeys) -> _Keyed:
    """The steps of the wanted material's procedure that were done."""
    where = {"task": None, "procedure": manifest.made_by.get(manifest.wanted, ""), "outcome": "done"}
    return _keyed(rows.table("steps", _STEPS, where=where), keys)


def _reached(station: Milestone, cohort: _Keyed, lots: _Keyed, done: _Keyed) -> Truths:
    """Which orders of the cohort reached one milestone with these lots."""
    if station.kind == "arrived":
        return np.ones(len(cohort.rows), dtype=bool)
    if station.kind in ("treated", "enough"):
        treated = filled(cohort.rows["treated_at"]) & _among(cohort.lots, lots.lots)
        return treated & true(cohort.rows["meets_target"]) if station.kind == "enough" else treated
    if station.kind == "step":
        return np.isin(cohort.orders, done.orders[one_of(done.rows["step"], station.name.partition(".")[2])])
    instant = filled(lots.rows[f"{station.kind}_at"])
    return np.isin(cohort.orders, lots.orders[instant & one_of(lots.rows["material"], station.name)])


def _among(lots: Integers, known: Integers) -> Truths:
    """Which of the lots are known; a row that names no lot is not."""
    return np.asarray((lots != NONE) & np.isin(lots, known), dtype=bool)


def _table(stations: tuple[Milestone, ...], reached: PerReplication, manifest: Manifest) -> pd.DataFrame:
    table = []
    for station in stations:
        row: dict[str, object] = {"milestone": station.key, "title": station.title}
        row["orders"] = int(reached.of((FIRST, station.key)).sum())
        for column in (FIRST, ANY):
            entry = fraction(reached.of((column, station.key)), reached.of("orders"), pairs=manifest.pairs)
            row |= estimate_columns(column, entry)
        table.append(row)
    result = pd.DataFrame(table)
    result["lost_fraction"] = result[FIRST].astype(float).shift(fill_value=1.0) - result[FIRST]
    return result
