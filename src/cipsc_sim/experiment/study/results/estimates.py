"""The tables of a study: its points, and what was estimated at each of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.experiment.comparison.difference import in_line
from cipsc_sim.experiment.study.playing.folder import ESTIMATES, StudyFolder
from cipsc_sim.experiment.study.playing.hands import Hands
from cipsc_sim.experiment.study.playing.play import PlayedPoints
from cipsc_sim.experiment.study.results.point_estimates import SCHEMA, Asked, PointTask, base_tallies
from cipsc_sim.scenario.paths import get, parse

FIXED_COLUMNS = 5
"""Columns of the table of points before those of the factors."""


def point_table(points: PlayedPoints) -> pd.DataFrame:
    """One row for each point: its label, file, hash, and the value of every factor there."""
    study = points.study
    tree = points.loaded(study.base).resolved.tree
    as_it_is = {factor.name: get(tree, parse(factor.path)) for factor in study.factors}
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(study.points):
        row: dict[str, Any] = {"point": number, "label": point.label, "base": number == study.base}
        file = os.path.relpath(point.file, study.file.parent)
        row |= {"file": Path(file).as_posix(), "scenario_hash": study.hashes[number]}
        rows.append({**row, **as_it_is, **point.levels})
    table = pd.DataFrame(rows)
    for name in table.columns[FIXED_COLUMNS:]:
        values = [value for value in table[name] if value is not None]
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            table[name] = [None if _is_missing(value) else in_line(value) for value in table[name]]
    return table


def write_estimates(
    points: PlayedPoints, folder: StudyFolder, readers: Hands, evaluated: Sequence[str] = ()
) -> dict[str, Floats]:
    """One row for each point and estimate, quantiles as ``key.p90``; written point by point, each of which is read once.

    Gives back, of those of the ``evaluated`` estimates that every point gave, what each did in every replication: one row for
    each point.
    """
    values: dict[str, list[Floats | None]] = {name: [] for name in evaluated}

    def batches() -> Iterator[pa.RecordBatch]:
        with closing(readers.results(_tasks(points, folder, evaluated), len(points.study.points))) as results:
            for found in results:
                for name, each in found.values.items():
                    values[name].append(each)
                yield found.rows

    try:
        folder.write_batches(ESTIMATES, SCHEMA, batches())
    finally:
        base_tallies.cache_clear()
    whole = {name: [each for each in rows if each is not None] for name, rows in values.items()}
    return {name: np.stack(rows) for name, rows in whole.items() if rows and len(rows) == len(values[name])}


def _tasks(points: PlayedPoints, folder: StudyFolder, evaluated: Sequence[str]) -> Iterator[PointTask]:
    study, manifest = points.study, points.manifest(points.study.base)
    there = partial(points.parts_there, folder.path)
    stated = study.targets, study.margins, study.comparisons
    asked = Asked(folder.path, there(study.base), manifest, *stated, tuple(evaluated))
    for number, point in enumerate(study.points):
        compared = study.compares and number != study.base
        yield PointTask(asked, number, point.label, there(number), points.manifest(number), compared)


def read_estimates(folder: Path, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """The estimates that were written, or those of some keys only."""
    wanted = None if keys is None else [("key", "in", list(keys))]
    return pd.read_parquet(folder / ESTIMATES, filters=wanted).reset_index(drop=True)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)
