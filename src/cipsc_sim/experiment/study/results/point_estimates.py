"""What was estimated at one point of a study, from its parts: a task of its own, which a worker may carry out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import Entry, together
from cipsc_sim.analysis.registry import title_of
from cipsc_sim.analysis.summary import Summary, every_estimate, shared_out
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.comparison.paired import difference
from cipsc_sim.experiment.comparison.verdict import verdict
from cipsc_sim.experiment.headline import shown_in
from cipsc_sim.experiment.study.playing.parts import Part
from cipsc_sim.experiment.study.results.evaluations import pseudo_values
from cipsc_sim.experiment.study.target import MET, Target, with_targets
from cipsc_sim.records.manifest import Manifest

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What all points of a study are asked. ``base`` are the parts of the point that the others are compared with, ``evaluated``
    the estimates of which every replication is wanted.
    """

    folder: Path
    base: tuple[Part, ...]
    manifest: Manifest
    targets: tuple[Target, ...]
    margins: Mapping[str, float]
    comparisons: int
    evaluated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointEstimates:
    """The rows of a point in the table of estimates, and by estimate its values in every replication, if there are any."""

    rows: pa.RecordBatch
    values: dict[str, Floats | None]


@dataclass(frozen=True, slots=True)
class PointTask:
    """What it takes to work out a point. ``parts`` are those that are there, ``manifest`` its own."""

    asked: Asked
    number: int
    label: str
    parts: tuple[Part, ...]
    manifest: Manifest
    compared: bool

    def carry_out(self) -> PointEstimates:
        """What was estimated there. RunError if a part is damaged."""
        asked = self.asked
        base = base_tallies(asked.folder, asked.base, asked.targets)
        mine = base if self.parts == asked.base else point_tallies(asked.folder, self.parts, asked.targets)
        rows = [{name: row.get(name) for name in COLUMNS} for row in self._rows(base, mine)]
        values = {name: pseudo_values(name, mine) for name in asked.evaluated}
        return PointEstimates(pa.RecordBatch.from_pylist(rows, schema=SCHEMA), values)

    def _rows(self, base: list[Tally], mine: list[Tally]) -> Iterator[dict[str, Any]]:
        asked, manifest = self.asked, self.asked.manifest
        paired = self.compared and len(mine) == len(base)
        compared = {each.name for each in shown_in(manifest, asked.margins)} if paired else set()
        for name, entry in _entries(every_estimate(mine, self.manifest)):
            row: dict[str, Any] = {"point": self.number, "label": self.label, "key": name}
            row |= {"title": title_of(name, manifest), **{field: getattr(entry, field) for field in _ENTRY}}
            if paired and _is_compared(name, compared):
                between = difference(name, base, mine, manifest, confidence=together(asked.comparisons))
                row |= {"difference": between.mean, "difference_low": between.low, "difference_high": between.high}
                row["difference_rough"] = between.rough
                found = verdict(name, between, asked.margins.get(name))
                row |= {"verdict": found.word, "replications_needed": found.replications_needed}
            yield row


def point_tallies(folder: Path, parts: tuple[Part, ...], targets: tuple[Target, ...]) -> list[Tally]:
    """What a point was found to give in every replication of these parts, whether it kept the targets too."""
    found = [tally for part in parts for tally in part.read(folder)]
    return with_targets(shared_out(found), targets)


base_tallies = lru_cache(maxsize=1)(point_tallies)
"""The same, kept for the next point: all are compared with one."""


def _is_compared(name: str, compared: set[str]) -> bool:
    """All that is no quantile, and the quantiles that are compared."""
    return name.rpartition(".")[2] not in ("p10", "p50", "p90") or name in compared or name.startswith(MET)


def _entries(summary: Summary) -> Iterator[tuple[str, Entry]]:
    yield from summary.estimates.items()
    for key, quantiles in summary.quantiles.items():
        for label, entry in quantiles.items():
            yield f"{key}.{label}", entry
