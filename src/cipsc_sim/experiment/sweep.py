"""Playing a study: its points, their parts, and the estimates made of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pyarrow as pa

from cipsc_sim.analysis.estimates import Entry, together
from cipsc_sim.analysis.registry import title_of
from cipsc_sim.analysis.summary import Summary, summarise
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.engine.drafting import draft
from cipsc_sim.errors import InvariantError, RunError, ScenarioError
from cipsc_sim.experiment.crew import Crew
from cipsc_sim.experiment.describe import describe
from cipsc_sim.experiment.difference import in_line
from cipsc_sim.experiment.headline import compared
from cipsc_sim.experiment.paired import difference
from cipsc_sim.experiment.part_worker import MODULE
from cipsc_sim.experiment.parts import Part, PartTask, parts_of
from cipsc_sim.experiment.study import Study
from cipsc_sim.experiment.study_file import read_study
from cipsc_sim.experiment.study_folder import ESTIMATES, POINTS, REPORT, SCENARIO, STUDY, StudyFolder
from cipsc_sim.experiment.tally_store import shared_out
from cipsc_sim.experiment.verdict import verdict
from cipsc_sim.experiment.workers import usable_cores
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.paths import get, parse

Progress = Callable[[int, int], None]

_ENTRY = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Swept:
    """A study that was played. ``points``: one row for each; ``estimates``: one row for each point and estimate, with
    the paired difference to the base point; ``manifest``: that of the base point.
    """

    study: Study
    folder: Path
    points: pd.DataFrame
    estimates: pd.DataFrame
    manifest: Manifest
    played: int
    """Parts that were played now, not before."""

    def tallies(self, point: int) -> list[Tally]:
        """The tally of every replication of a point, from its parts."""
        study, versions = self.study, self.manifest.versions
        parts = parts_of(study.hashes[point], study.seed, study.fixed, study.pairs, versions)
        return [tally for part in parts for tally in part.read(self.folder)]

    def values(self, key: str) -> pd.DataFrame:
        """An estimate, or a quantile of one, at every point in their order."""
        return self.estimates[self.estimates["key"] == key].set_index("point").reindex(self.points["point"])


Page = Callable[[Swept], str]
"""What makes a page of a study that was played."""
NO_PAGES: Mapping[str, Page] = MappingProxyType({})


def sweep(
    study: Study | Path | str,
    folder: Path | str | None = None,
    *,
    workers: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
    pages: Mapping[str, Page] = NO_PAGES,
) -> Swept:
    """Play every part of a study that is not there yet, and write its points, estimates and page.

    ``pages`` are written beside that one, by the names of their files.

    ScenarioError if the study cannot be played, RunError if its folder holds something else.
    """
    checked = study if isinstance(study, Study) else read_study(study)
    where = Path(folder) if folder is not None else checked.folder
    with StudyFolder(where, checked.hash, force) as kept:
        crowd = _Points(checked)
        points = _point_table(crowd)
        kept.write_table(POINTS, pa.Table.from_pandas(points, preserve_index=False))
        kept.write(STUDY, checked.text)
        kept.write(SCENARIO, crowd.loaded(checked.base).resolved.as_text())
        played = _play(crowd, kept, workers, progress)
        estimates = _estimate_table(crowd, kept)
        swept = Swept(checked, kept.path, points, estimates, crowd.manifest(checked.base), played)
        for name, page in {REPORT: _page, **pages}.items():
            kept.write(name, page(swept))
        kept.write_table(ESTIMATES, pa.Table.from_pandas(estimates, preserve_index=False))
    return swept


class _Points:
    """The points of a study, loaded when they are needed."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.loaded = lru_cache(maxsize=8)(self._load)
        self.manifest = lru_cache(maxsize=8)(self._describe)

    def parts(self, number: int) -> list[Part]:
        """The parts of a point."""
        study, versions = self.study, self.manifest(self.study.base).versions
        return parts_of(study.hashes[number], study.seed, study.fixed, study.pairs, versions)

    def task(self, number: int, part: Part) -> PartTask:
        """What it takes to play a part of a point."""
        return PartTask(self.loaded(number), self.manifest(number), part.pairs)

    def _load(self, number: int) -> LoadedScenario:
        loaded = self.study.points[number].load()
        if loaded.hash != self.study.hashes[number]:
            raise RunError(f"{self.study.points[number].file} was changed while the study was played. Start it again.")
        return loaded

    def _describe(self, number: int) -> Manifest:
        study, loaded = self.study, self.loaded(number)
        name = study.points[number].file.stem
        replications = 2 * study.pairs
        return describe(
            loaded, draft(loaded.scenario), name=name, seed=study.seed, fixed=study.fixed, replications=replications
        )


def _play(points: _Points, folder: StudyFolder, workers: int | None, progress: Progress | None) -> int:
    """Play the parts that are not there yet; how many those were."""
    every = {part.name: (number, part) for number in range(len(points.study.points)) for part in points.parts(number)}
    missing = [(number, part) for number, part in every.values() if not part.is_whole(folder)]
    if progress is not None:
        progress(len(every) - len(missing), len(every))
    with closing(_in_order(points, missing, workers)) as results:
        for done, ((_, part), tallies) in enumerate(zip(missing, results, strict=True), start=1):
            part.write(folder, tallies)
            if progress is not None:
                progress(len(every) - len(missing) + done, len(every))
    return len(missing)


def _in_order(
    points: _Points, missing: Sequence[tuple[int, Part]], workers: int | None
) -> Generator[list[Tally], None, None]:
    """The tallies of every part; what breaks on the way says in which point, and with which seed."""
    tasks = (points.task(number, part) for number, part in missing)
    count = min(workers or usable_cores(), len(missing))
    done = 0
    try:
        if count <= 1:
            for task in tasks:
                yield task.play()
                done += 1
            return
        crew: Crew[PartTask, list[Tally]] = Crew(count, MODULE)
        with crew:
            for tallies in crew.results(tasks):
                yield tallies
                done += 1
    except (ScenarioError, RunError):
        raise
    except Exception as error:
        number, part = missing[done]
        study = points.study
        found = str(error) if isinstance(error, InvariantError) else f"{type(error).__name__}: {error}"
        raise InvariantError(
            f"{found} (point {study.points[number].label}, hash {part.hash}, seed {study.seed}, "
            f"replications {2 * part.pairs.start} to {2 * part.pairs.stop - 1})"
        ) from error


def _point_table(points: _Points) -> pd.DataFrame:
    """One row for each point: its label, file, hash, and the value of every factor there."""
    study = points.study
    tree = points.loaded(study.base).resolved.tree
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(study.points):
        row: dict[str, Any] = {"point": number, "label": point.label, "base": number == study.base}
        file = os.path.relpath(point.file, study.file.parent)
        row |= {"file": Path(file).as_posix(), "scenario_hash": study.hashes[number]}
        as_it_is = {factor.name: get(tree, parse(factor.path)) for factor in study.factors}
        rows.append({**row, **as_it_is, **point.levels})
    table = pd.DataFrame(rows)
    for name in table.columns[5:]:
        values = [value for value in table[name] if value is not None]
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            table[name] = [None if _is_missing(value) else in_line(value) for value in table[name]]
    return table


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _estimate_table(points: _Points, folder: StudyFolder) -> pd.DataFrame:
    """One row for each point and estimate, quantiles as ``key.p90``."""
    study = points.study
    base, confidence = shared_out(_tallies(points, folder, study.base)), together(study.comparisons)
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(study.points):
        tallies = _tallies(points, folder, number)
        summary = summarise(tallies, points.manifest(number))
        mine = shared_out(tallies)
        for name, title, entry in _entries(summary):
            row: dict[str, Any] = {"point": number, "label": point.label, "key": name, "title": title}
            row |= {field: getattr(entry, field) for field in _ENTRY}
            if number != study.base and _is_compared(name, points.manifest(study.base)):
                between = difference(name, base, mine, points.manifest(study.base), confidence=confidence)
                row |= {"difference": between.mean, "difference_low": between.low, "difference_high": between.high}
                found = verdict(name, between, study.margins.get(name))
                row |= {"verdict": found.word, "replications_needed": found.replications_needed}
            rows.append(row)
    compared_by = ["difference", "difference_low", "difference_high", "verdict", "replications_needed"]
    return pd.DataFrame(rows, columns=["point", "label", "key", "title", *_ENTRY, *compared_by])


def _is_compared(name: str, manifest: Manifest) -> bool:
    """All that is no quantile, and the quantiles that are compared."""
    last = name.rpartition(".")[2]
    return last not in ("p10", "p50", "p90") or name in (each.name for each in compared(manifest))


def _tallies(points: _Points, folder: StudyFolder, number: int) -> list[Tally]:
    return [tally for part in points.parts(number) for tally in part.read(folder.path)]


def _entries(summary: Summary) -> Iterator[tuple[str, str, Entry]]:
    for key, entry in summary.estimates.items():
        yield key, title_of(key), entry
    for key, quantiles in summary.quantiles.items():
        for label, entry in quantiles.items():
            yield f"{key}.{label}", f"{title_of(key)}, {label.upper()}", entry


def _page(swept: Swept) -> str:
    from cipsc_sim.experiment.study_page import study_page

    return study_page(swept)
