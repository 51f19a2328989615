"""Who does what a study takes: this process, a crew of its own workers, or a cluster. None of them changes a result."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.study.playing.parts import PartTask
from cipsc_sim.experiment.workers.crew import Crew
from cipsc_sim.experiment.workers.pairs import usable_cores
from cipsc_sim.experiment.workers.study_worker import MODULE

Result = TypeVar("Result")
Found = TypeVar("Found", covariant=True)

POINTS_FOR_WORKERS = 50
"""To work out so many points takes one process longer than workers need to begin."""


class Task(Protocol[Found]):
    """Something to do that needs nothing but itself, and the folder of the study."""

    def carry_out(self) -> Found:
        """What it gives."""


class Players(Protocol):
    """Something that plays parts and gives back their tallies, in order."""

    def results(self, tasks: Iterable[PartTask], many: int) -> Generator[list[Tally], None, None]: ...


class Hands(Protocol):
    """Something that carries out any tasks, and gives back what they give, in order."""

    def results(self, tasks: Iterable[Task[Result]], many: int) -> Generator[Result, None, None]: ...


class Alone:
    """This process, one task after the other."""

    def results(self, tasks: Iterable[Task[Result]], many: int) -> Generator[Result, None, None]:
        """What each task gives."""
        for task in tasks:
            yield task.carry_out()


@dataclass(frozen=True, slots=True)
class Team:
    """``players`` play parts, wherever they are; ``readers`` see the folder, and work out what its parts come to."""

    players: Players
    readers: Hands


@contextmanager
def team(parts: int, points: int, workers: int | None, cluster: str | None = None) -> Iterator[Team]:
    """Who plays so many parts, and works out so many points; workers end with this."""
    if cluster is not None and parts:
        from cipsc_sim.experiment.study.playing.cluster import Cluster

        with Cluster(cluster) as found:
            yield Team(found, Alone())
        return
    count = min(workers or usable_cores(), parts + points // POINTS_FOR_WORKERS)
    if count <= 1:
        yield Team(Alone(), Alone())
        return
    with Crew[Any, Any](count, MODULE) as crew:
        yield Team(crew, crew)
