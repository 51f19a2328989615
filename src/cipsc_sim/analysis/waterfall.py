"""The loss waterfall: how many orders reach each milestone at the first attempt, and how many at last."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Truths, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.milestone import Milestone, milestones
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

FIRST, ANY = "first_attempt_fraction", "any_attempt_fraction"

_ORDERS = ("order", "in_cohort", "treated_at", "lot", "meets_target")
_LOTS = ("order", "lot", "material", "attempt", "in_cohort", "begun_at", "made_at", "released_at")
_STEPS = ("order", "lot", "procedure", "step", "task", "outcome")


def waterfall(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each milestone: the fraction of cohort orders that reached it and all before it.

    ``first_attempt_fraction`` counts lots of the first attempt only, ``any_attempt_fraction`` recoveries too; each
    with ``_low`` and ``_high`` (95 %). ``lost_fraction``: lost at the first attempt since the milestone before.
    Orders open at the end of follow-up count as far as they came.
    """
    stations = milestones(manifest)
    reached = PerReplication(rows.replications)
    for replication, (orders, lots, steps) in enumerate(_tables(rows)):
        cohort = orders[true(orders["in_cohort"])]
        reached.add("orders", replication, len(cohort))
        for column, only_first in ((FIRST, True), (ANY, False)):
            still = np.ones(len(cohort), dtype=bool)
            for station in stations:
                still &= _reached(station, cohort, lots, steps, only_first)
                reached.add((column, station.key), replication, still.sum())
    return _table(stations, reached, manifest)


def _tables(rows: Rows) -> zip[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    each = (rows.row_groups("orders", _ORDERS), rows.row_groups("lots", _LOTS), rows.row_groups("steps", _STEPS))
    return zip(*((table for _, table in groups) for groups in each), strict=True)


def _reached(
    station: Milestone, cohort: pd.DataFrame, lots: pd.DataFrame, steps: pd.DataFrame, only_first: bool
) -> Truths:
    """Which orders of the cohort reached one milestone."""
    counted = ~only_first | (numbers(lots["attempt"]) == 1)
    if station.kind in ("treated", "enough"):
        given = np.isin(texts(cohort["lot"]), texts(lots["lot"])[counted]) | (not only_first)
        treated = filled(cohort["treated_at"]) & given
        return treated & true(cohort["meets_target"]) if station.kind == "enough" else treated
    if station.kind == "arrived":
        return np.ones(len(cohort), dtype=bool)
    if station.kind == "step":
        return _has(cohort, _orders_with_step(station.name, steps, texts(lots["lot"])[counted]))
    instant = filled(lots[f"{station.kind}_at"])
    return _has(cohort, numbers(lots["order"])[counted & instant & one_of(lots["material"], station.name)])


def _orders_with_step(name: str, steps: pd.DataFrame, lots: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Floats:
    procedure, _, step = name.partition(".")
    of_step = one_of(steps["step"], step) & one_of(steps["procedure"], procedure)
    done = steps[of_step & ~filled(steps["task"]) & one_of(steps["outcome"], "done")]
    return numbers(done["order"])[np.isin(texts(done["lot"]), lots)]


def _has(cohort: pd.DataFrame, orders: Floats) -> Truths:
    return np.asarray(np.isin(numbers(cohort["order"]), orders), dtype=bool)


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
    result["lost_fraction"] = -result[FIRST].astype(float).diff().fillna(0.0)
    return result
