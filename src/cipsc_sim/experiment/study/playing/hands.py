"""Who plays: this process, a crew of its own workers, or a cluster. None of them changes a result."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.study.playing.parts import PartTask
from cipsc_sim.experiment.workers.crew import Crew
from cipsc_sim.experiment.workers.pairs import usable_cores
from cipsc_sim.experiment.workers.part_worker import MODULE


class Hands(Protocol):
    """Something that plays parts and gives back their tallies, in order."""

    def results(self, tasks: Iterable[PartTask], many: int) -> Generator[list[Tally], None, None]: ...


class Alone:
    """This process, one part after the other."""

    def results(self, tasks: Iterable[PartTask], many: int) -> Generator[list[Tally], None, None]:
        """The tallies of each part."""
        for task in tasks:
            yield task.play()


@contextmanager
def hands(parts: int, workers: int | None, cluster: str | None = None) -> Iterator[Hands]:
    """Who plays so many parts; workers end with this."""
    if cluster is not None and parts:
        from cipsc_sim.experiment.study.playing.cluster import Cluster

        with Cluster(cluster) as found:
            yield found
        return
    count = min(workers or usable_cores(), parts)
    if count <= 1:
        yield Alone()
        return
    crew: Crew[PartTask, list[Tally]] = Crew(count, MODULE)
    with crew:
        yield crew
