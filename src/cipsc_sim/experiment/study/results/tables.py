"""The tables that some kinds of study have besides points and estimates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import ndtri

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates.ignorance import PairValues
from cipsc_sim.analysis.grade_shares import strongest_inputs
from cipsc_sim.analysis.prior_scores import PriorScores
from cipsc_sim.experiment.headline import shown_in
from cipsc_sim.experiment.ignorance.ignorance import Ignorance
from cipsc_sim.experiment.study.designs.prior_design import groups_of, section_of
from cipsc_sim.experiment.study.playing.folder import StudyFolder
from cipsc_sim.experiment.study.playing.play import PlayedPoints
from cipsc_sim.experiment.study.reading.points import StudyPoints
from cipsc_sim.experiment.study.results.crossed import crossed_table
from cipsc_sim.experiment.study.results.indices import sobol_table
from cipsc_sim.experiment.study.study import CROSSED, SOBOL_INDICES
from cipsc_sim.scenario.evidence import evidence_of
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.paths import show

INDICES, INPUTS, VARIANCE = "indices", "inputs", "variance"


def evaluated_in(points: PlayedPoints) -> list[str]:
    """The estimates of which the kind of the study wants what every point gave in every replication."""
    study = points.study
    if study.kind not in (SOBOL_INDICES, CROSSED):
        return []
    return [each.name for each in shown_in(points.manifest(study.base), study.margins)]


def write_tables(points: PlayedPoints, folder: StudyFolder, values: dict[str, Floats]) -> None:
    """Write what the kind of the study gives, of what every point gave in every replication."""
    study = points.study
    if study.kind == CROSSED:
        _write(folder, VARIANCE, crossed_table(values))
    if study.kind != SOBOL_INDICES:
        return
    ignorance = Ignorance(load_scenario(study.points[0].file))
    inputs = [(prior.path, prior.grade) for prior in ignorance.priors]
    groups = groups_of(inputs, StudyPoints.group_by(study.design))
    _write(folder, INDICES, sobol_table(values, groups, study.seed))
    _write(folder, INPUTS, _inputs(points, ignorance, values, 2 + len(groups)))


def _inputs(points: PlayedPoints, ignorance: Ignorance, values: dict[str, Floats], each: int) -> pd.DataFrame:
    """One row for each estimate and input: its grade and source, and how it goes with the estimate in rows A and B."""
    study = points.study
    chosen = [number for number in range(len(study.points)) if number % each < 2]
    uniforms = np.array([study.points[number].uniforms for number in chosen], dtype=np.float64)
    paths, grades = zip(*((show(prior.path), prior.grade) for prior in ignorance.priors), strict=True)
    scores = PriorScores(paths, grades, np.asarray(ndtri(uniforms).T, dtype=np.float64))
    resolved = load_scenario(study.points[0].file).resolved
    evidence = {show(prior.path): evidence_of(prior.path, resolved.evidence) for prior in ignorance.priors}
    sections = {show(prior.path): section_of(prior.path) for prior in ignorance.priors}
    tables = []
    for key, rows in values.items():
        found = strongest_inputs(scores, PairValues(rows[chosen].mean(axis=1), np.zeros(len(chosen))), len(paths))
        found.insert(0, "key", key)
        found["section"] = found["path"].map(sections)
        found["source"] = [_source(evidence[path]) for path in found["path"]]
        tables.append(found)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _source(evidence: Any) -> str:
    return "" if evidence is None or evidence.source is None else str(evidence.source)


def _write(folder: StudyFolder, name: str, table: pd.DataFrame) -> None:
    folder.write_table(f"{name}.parquet", pa.Table.from_pandas(table, preserve_index=False))


def wanted_keys(study_margins: Sequence[str], there: Sequence[str]) -> list[str]:
    """Of which estimates it is told: those with a margin; else success, lead time and cost."""
    usual = ("order_success_fraction", "order_treated_fraction", "start_to_release_d.p90", "cost_per_treated_order")
    asked = [name for name in study_margins if name in there] or [name for name in usual if name in there]
    return asked or list(there)[:3]
