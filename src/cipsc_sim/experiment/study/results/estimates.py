"""The tables of a study: its points, and what was estimated at each of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from cipsc_sim.analysis.estimates import Entry, together
from cipsc_sim.analysis.registry import title_of
from cipsc_sim.analysis.summary import Summary, summarise
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.comparison.difference import in_line
from cipsc_sim.experiment.comparison.paired import difference
from cipsc_sim.experiment.comparison.verdict import verdict
from cipsc_sim.experiment.headline import shown_in
from cipsc_sim.experiment.study.playing.folder import ESTIMATES, StudyFolder
from cipsc_sim.experiment.study.playing.play import PlayedPoints
from cipsc_sim.experiment.study.target import MET
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.paths import get, parse

_ENTRY = tuple(field.name for field in fields(Entry))
_TEXTS, _COUNTS = (
    ("label", "key", "title", "unit", "reason", "rough", "difference_rough", "verdict"),
    ("point", "n", "replications_needed"),
)
_COMPARED = ("difference", "difference_low", "difference_high", "difference_rough", "verdict", "replications_needed")
COLUMNS = ("point", "label", "key", "title", *_ENTRY, *_COMPARED)
SCHEMA = pa.schema(
    [(name, pa.string() if name in _TEXTS else pa.int64() if name in _COUNTS else pa.float64()) for name in COLUMNS]
)
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


def write_estimates(points: PlayedPoints, folder: StudyFolder) -> None:
    """One row for each point and estimate, quantiles as ``key.p90``; written point by point."""
    folder.write_batches(ESTIMATES, SCHEMA, _batches(points, folder))


def read_estimates(folder: Path, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """The estimates that were written, or those of some keys only."""
    wanted = None if keys is None else [("key", "in", list(keys))]
    return pd.read_parquet(folder / ESTIMATES, filters=wanted).reset_index(drop=True)


def _batches(points: PlayedPoints, folder: StudyFolder) -> Iterator[pa.RecordBatch]:
    study = points.study
    base = points.tallies(folder, study.base)
    for number in range(len(study.points)):
        tallies = base if number == study.base else points.tallies(folder, number)
        rows = list(_rows(points, number, base, tallies))
        yield pa.RecordBatch.from_pylist([{name: row.get(name) for name in COLUMNS} for row in rows], schema=SCHEMA)


def _rows(points: PlayedPoints, number: int, base: list[Tally], mine: list[Tally]) -> Iterator[dict[str, Any]]:
    study, manifest = points.study, points.manifest(points.study.base)
    paired = number != study.base and study.compares and len(mine) == len(base)
    compared = {each.name for each in shown_in(manifest, study.margins)} if paired else set()
    for name, entry in _entries(summarise(mine, points.manifest(number))):
        title = title_of(name, manifest)
        row: dict[str, Any] = {"point": number, "label": study.points[number].label, "key": name, "title": title}
        row |= {field: getattr(entry, field) for field in _ENTRY}
        if paired and _is_compared(name, compared):
            between = difference(name, base, mine, manifest, confidence=together(study.comparisons))
            row |= {"difference": between.mean, "difference_low": between.low, "difference_high": between.high}
            row["difference_rough"] = between.rough
            found = verdict(name, between, study.margins.get(name))
            row |= {"verdict": found.word, "replications_needed": found.replications_needed}
        yield row


def _is_compared(name: str, compared: set[str]) -> bool:
    """All that is no quantile, and the quantiles that are compared."""
    return name.rpartition(".")[2] not in ("p10", "p50", "p90") or name in compared or name.startswith(MET)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _entries(summary: Summary) -> Iterator[tuple[str, Entry]]:
    yield from summary.estimates.items()
    for key, quantiles in summary.quantiles.items():
        for label, entry in quantiles.items():
            yield f"{key}.{label}", entry


def manifest_of(points: PlayedPoints) -> Manifest:
    """What readers of the estimates need to know: the manifest of the base point."""
    return points.manifest(points.study.base)
