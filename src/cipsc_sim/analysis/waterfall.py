"""The loss waterfall: how many orders reach each milestone at the first attempt, and how many at last."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Truths, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.lineage import run_labels
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
        first = lots[numbers(lots["attempt"]) == 1]
        reached.add("orders", replication, len(cohort))
        for column, counted in ((FIRST, first), (ANY, lots)):
            done = _steps_done(steps, counted, manifest)
            still = np.ones(len(cohort), dtype=bool)
            for station in stations:
                still &= _reached(station, cohort, counted, done)
                reached.add((column, station.key), replication, still.sum())
    return _table(stations, reached, manifest)


def _tables(rows: Rows) -> zip[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    each = (rows.row_groups("orders", _ORDERS), rows.row_groups("lots", _LOTS), rows.row_groups("steps", _STEPS))
    return zip(*((table for _, table in groups) for groups in each), strict=True)


def _steps_done(steps: pd.DataFrame, lots: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    """The steps of the wanted material's procedure that were done in the runs of these lots."""
    of_procedure = one_of(steps["procedure"], manifest.made_by.get(manifest.wanted, ""))
    done = steps[of_procedure & ~filled(steps["task"]) & one_of(steps["outcome"], "done")]
    batches = lots[one_of(lots["material"], manifest.wanted)]
    return done[one_of(done["lot"], *run_labels(texts(batches["lot"])))]


def _reached(station: Milestone, cohort: pd.DataFrame, lots: pd.DataFrame, done: pd.DataFrame) -> Truths:
    """Which orders of the cohort reached one milestone with these lots."""
    if station.kind == "arrived":
        return np.ones(len(cohort), dtype=bool)
    if station.kind in ("treated", "enough"):
        treated = filled(cohort["treated_at"]) & one_of(cohort["lot"], *texts(lots["lot"]))
        return treated & true(cohort["meets_target"]) if station.kind == "enough" else treated
    if station.kind == "step":
        return _has(cohort, done[one_of(done["step"], station.name.partition(".")[2])])
    instant = filled(lots[f"{station.kind}_at"])
    return _has(cohort, lots[instant & one_of(lots["material"], station.name)])


def _has(cohort: pd.DataFrame, rows: pd.DataFrame) -> Truths:
    """Which orders of the cohort have one of the rows."""
    return np.asarray(np.isin(numbers(cohort["order"]), numbers(rows["order"])), dtype=bool)


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
