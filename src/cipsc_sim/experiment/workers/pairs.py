"""Pairs played side by side: in this process, or by a crew of workers that never changes a result."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cipsc_sim.experiment.pair import PairPlayer, PlayedPair
from cipsc_sim.experiment.workers.crew import Crew
from cipsc_sim.experiment.workers.pair_worker import MODULE, PairTask
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.scenario.load import LoadedScenario


def usable_cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def played_pairs(
    loaded: LoadedScenario, manifest: Manifest, pairs: Sequence[int], *, workers: int | None, keep_rows: bool
) -> Iterator[Iterator[PlayedPair]]:
    """The pairs in order, played in worker processes if more than one. These begin at once, and end with this."""
    count = min(workers or usable_cores(), len(pairs))
    if count <= 1:
        player = PairPlayer(loaded, manifest, keep_rows=keep_rows)
        yield (player.play(pair) for pair in pairs)
        return
    with Crew[PairTask, PlayedPair](count, MODULE) as crew:
        yield crew.results(((loaded, manifest, keep_rows, pair) for pair in pairs), len(pairs))
