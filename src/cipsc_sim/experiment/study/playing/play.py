"""Playing the parts of a study that are not there yet: replications outside, points inside."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from cipsc_sim.engine.drafting import draft
from cipsc_sim.errors import InvariantError, RunError, ScenarioError
from cipsc_sim.experiment.describe import describe
from cipsc_sim.experiment.study.playing.folder import StudyFolder
from cipsc_sim.experiment.study.playing.hands import Players
from cipsc_sim.experiment.study.playing.parts import Part, PartTask, ranges_of
from cipsc_sim.experiment.study.study import Study
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.load import LoadedScenario

NumberedPart = tuple[int, Part]
"""The number of a point, and a part of it."""


class PlayedPoints:
    """The points of a study that is played, loaded when they are needed."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.loaded = lru_cache(maxsize=8)(self._load)
        self.manifest = lru_cache(maxsize=8)(self._describe)

    def part(self, number: int, pairs: range) -> Part:
        """Some pairs of a point."""
        study, versions = self.study, self.manifest(self.study.base).versions
        return Part(study.hashes[number], study.seed, study.point_values, pairs, versions)

    def parts(self, number: int) -> list[Part]:
        """The parts of a point."""
        return [self.part(number, pairs) for pairs in ranges_of(self.study.pairs)]

    def task(self, number: int, part: Part) -> PartTask:
        """What it takes to play a part of a point."""
        return PartTask(self.loaded(number), self.manifest(number), part.pairs)

    def parts_there(self, folder: Path, number: int) -> tuple[Part, ...]:
        """The parts of a point of which there is a file."""
        return tuple(part for part in self.parts(number) if part.is_there(folder))

    def every_part(self) -> Iterator[NumberedPart]:
        """Replications outside, points inside, so that all points share what is known of them so far; of points that play
        the same, the first."""
        first: dict[str, int] = {}
        for number, point_hash in enumerate(self.study.hashes):
            first.setdefault(point_hash, number)
        for pairs in ranges_of(self.study.pairs):
            for number in first.values():
                yield number, self.part(number, pairs)

    @property
    def part_count(self) -> int:
        """How many parts there are in all."""
        return len(set(self.study.hashes)) * len(ranges_of(self.study.pairs))

    def _load(self, number: int) -> LoadedScenario:
        return self.study.points[number].load_again(self.study.hashes[number])

    def _describe(self, number: int) -> Manifest:
        study, loaded = self.study, self.loaded(number)
        name, replications = study.points[number].file.stem, 2 * study.pairs
        blueprint = draft(loaded.scenario)
        return describe(
            loaded, blueprint, name=name, seed=study.seed, fixed=study.point_values, replications=replications
        )


def play_missing(
    points: PlayedPoints, folder: StudyFolder, players: Players, parts: Sequence[NumberedPart], told: Callable[[], None]
) -> int:
    """Play those of the parts that are not there yet; how many those were. ``told`` is called for each part.

    What breaks on the way says in which point, and with which seed.
    """
    missing = [each for each in parts if not each[1].is_whole(folder)]
    for _ in range(len(parts) - len(missing)):
        told()
    played, waiting = 0, deque[NumberedPart]()

    def tasks() -> Iterator[PartTask]:
        for number, part in missing:
            waiting.append((number, part))
            yield points.task(number, part)

    try:
        with closing(players.results(tasks(), len(missing))) as results:
            for tallies in results:
                waiting[0][1].write(folder, tallies)
                waiting.popleft()
                played += 1
                told()
    except (ScenarioError, RunError, OSError):
        raise
    except Exception as error:
        if not waiting:
            raise
        raise _located(error, points.study, *waiting[0]) from error
    return played


def _located(error: Exception, study: Study, number: int, part: Part) -> InvariantError:
    found = str(error) if isinstance(error, InvariantError) else f"{type(error).__name__}: {error}"
    return InvariantError(
        f"{found} (point {study.points[number].label}, hash {part.hash}, seed {study.seed}, "
        f"replications {2 * part.pairs.start} to {2 * part.pairs.stop - 1})"
    )
