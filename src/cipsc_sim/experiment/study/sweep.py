"""Playing a study: its points, their parts, and the estimates made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.headline import Headline, shown_in
from cipsc_sim.experiment.study.playing.folder import POINTS, REPORT, SCENARIO, STUDY, StudyFolder
from cipsc_sim.experiment.study.playing.hands import Players, team
from cipsc_sim.experiment.study.playing.parts import Part, ranges_of
from cipsc_sim.experiment.study.playing.play import NumberedPart, PlayedPoints, play_missing
from cipsc_sim.experiment.study.playing.writer_lock import Share
from cipsc_sim.experiment.study.reading.file import read_study
from cipsc_sim.experiment.study.results.estimates import point_table, read_estimates, write_estimates
from cipsc_sim.experiment.study.results.jams import jams
from cipsc_sim.experiment.study.results.tables import INDICES, INPUTS, VARIANCE, evaluated_in, write_tables
from cipsc_sim.experiment.study.selection import SELECTION, play_selection
from cipsc_sim.experiment.study.study import CROSSED, SELECT, SOBOL_INDICES, Study
from cipsc_sim.experiment.study.target import MET
from cipsc_sim.records.manifest import Manifest

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Progress = Callable[[int, int], None]

WANTED_LATER = ("plotly.graph_objects", "plotly.subplots", "cipsc_sim.experiment.study.page.page")
"""What the page is made with."""

OF_ITS_KIND = {SOBOL_INDICES: (INDICES, INPUTS), CROSSED: (VARIANCE,), SELECT: (SELECTION,)}
"""By kind of study, the tables that it has besides points and estimates."""


@dataclass(frozen=True)
class Swept:
    """A study that was played. ``points``: one row for each; ``manifest``: that of the base point."""

    study: Study
    folder: Path
    points: pd.DataFrame
    manifest: Manifest
    played: int
    """Parts that were played now, not before."""

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """One row for each point and estimate, with the paired difference to the base point."""
        return read_estimates(self.folder)

    def tallies(self, point: int) -> list[Tally]:
        """The tally of every replication of a point, from its parts."""
        study, versions = self.study, self.manifest.versions
        parts = [
            Part(study.hashes[point], study.seed, study.point_values, each, versions) for each in ranges_of(study.pairs)
        ]
        return [tally for part in parts for tally in part.read(self.folder)]

    def values(self, key: str) -> pd.DataFrame:
        """An estimate, or a quantile of one, at every point in their order."""
        return self.estimates[self.estimates["key"] == key].set_index("point").reindex(self.points["point"])

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """What the kind of the study gives besides: ``indices``, ``variance`` or ``selection``."""
        found = {name: self.folder / f"{name}.parquet" for name in OF_ITS_KIND.get(self.study.kind, ())}
        return {name: pd.read_parquet(file) for name, file in found.items()}

    @cached_property
    def headlines(self) -> tuple[Headline, ...]:
        """What is looked at: whether targets are met, what is judged, what is weighed, and what is usually asked."""
        study = self.study
        first = [MET] if study.targets else []
        return shown_in(
            self.manifest, [*first, *study.margins, *(each.name for each in study.targets), *study.trade_off]
        )

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The estimates that are looked at."""
        return read_estimates(self.folder, [each.name for each in self.headlines])

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the view of the study comes to, if it names one; and where a store was too small."""
        from cipsc_sim.experiment.views.view import view_of

        return (*view_of(self).sentences, *self.jams)

    @cached_property
    def jams(self) -> tuple[str, ...]:
        """At which points a store was too small, where points are compared."""
        labels = [each.label for each in self.study.points]
        return tuple(jams(self.estimates, labels, self.manifest)) if self.study.compares else ()

    def figure(self, name: str) -> Figure:
        """One figure of the page. RunError with the names there are if it has none that is called so."""
        from cipsc_sim.experiment.study.page.page import study_figure

        return study_figure(self, name)


Page = Callable[[Swept], str]
"""What makes a page of a study that was played."""
NO_PAGES: Mapping[str, Page] = MappingProxyType({})


def sweep(
    study: Study | Path | str,
    folder: Path | str | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
    pages: Mapping[str, Page] = NO_PAGES,
) -> Swept:
    """Play every part of a study that is not there yet, and write its points, estimates and page.

    ``cluster`` is the address of a Dask scheduler whose workers play the parts. ``pages`` are written beside the page of the
    study, by the names of their files.

    ScenarioError if the study cannot be played, RunError if its folder holds something else or is being written.
    """
    checked = study if isinstance(study, Study) else read_study(study)
    where = Path(folder) if folder is not None else checked.folder
    with StudyFolder(where, checked.hash, force) as kept:
        crowd = PlayedPoints(checked)
        points = _begin(crowd, kept)
        every = list(crowd.every_part())
        with team(_missing(kept, every), len(checked.points), workers, cluster) as hands:
            _import_what_is_wanted_later()
            played = _play(crowd, kept, every, hands.players, progress)
            kept.drop(REPORT)
            values = write_estimates(crowd, kept, hands.readers, evaluated_in(crowd))
        write_tables(crowd, kept, values)
        swept = Swept(checked, kept.path, points, crowd.manifest(checked.base), played)
        for name, page in {REPORT: _page, **pages}.items():
            kept.write(name, page(swept))
    return swept


@dataclass(frozen=True, slots=True)
class Shared:
    """A share of a study that was played: parts that were played now, that are there by now, and that there are in all."""

    study: Study
    folder: Path
    played: int
    there: int
    parts: int


def play_share(
    study: Study | Path | str,
    share: Share,
    folder: Path | str | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Shared:
    """Play one of several shares of the parts; ``sweep`` makes the tables when all are there. Shares may be played at the same
    time, by processes that see the same folder.
    """
    which, shares = share
    if shares < 1:
        raise RunError("There is at least one share: --part 1/1.")
    if not 1 <= which <= shares:
        raise RunError(f"There is no share {which}/{shares}; they go from 1/{shares} to {shares}/{shares}.")
    checked = study if isinstance(study, Study) else read_study(study)
    if checked.kind == SELECT:
        raise RunError("A search decides as it goes what to play, and cannot be shared out. Play it without --part.")
    where = Path(folder) if folder is not None else checked.folder
    with StudyFolder(where, checked.hash, force, share) as kept:
        crowd = PlayedPoints(checked)
        _begin(crowd, kept)
        every = list(crowd.every_part())
        mine = every[which - 1 :: shares]
        with team(_missing(kept, mine), 0, workers, cluster) as hands:
            played = _play(crowd, kept, mine, hands.players, progress)
        there = sum(part.is_there(kept.path) for _, part in every)
        return Shared(checked, kept.path, played, there, len(every))


def _begin(crowd: PlayedPoints, kept: StudyFolder) -> pd.DataFrame:
    """Write what is known before anything is played; the table of points."""
    points = point_table(crowd)
    kept.write_table(POINTS, pa.Table.from_pandas(points, preserve_index=False))
    kept.write(STUDY, crowd.study.text)
    kept.write(SCENARIO, crowd.loaded(crowd.study.base).resolved.as_text())
    return points


def _play(
    points: PlayedPoints,
    folder: StudyFolder,
    parts: Sequence[NumberedPart],
    players: Players,
    progress: Progress | None,
) -> int:
    """Play those that are not there yet; how many those were."""
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(parts))

    if points.study.kind == SELECT:
        return play_selection(points, folder, players, told)
    return play_missing(points, folder, players, parts, told)


def _missing(folder: StudyFolder, parts: Sequence[NumberedPart]) -> int:
    """How many parts are not there yet."""
    return sum(not part.is_whole(folder) for _, part in parts)


def _import_what_is_wanted_later() -> None:
    """While the workers begin: at the end everybody would wait for it."""
    for module in WANTED_LATER:
        import_module(module)


def _page(swept: Swept) -> str:
    from cipsc_sim.experiment.study.page.page import study_page

    return study_page(swept)
