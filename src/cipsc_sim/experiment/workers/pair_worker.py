"""A worker process that plays pairs."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from cipsc_sim.experiment.workers.serving import serve

if TYPE_CHECKING:
    from cipsc_sim.experiment.pair import PlayedPair
    from cipsc_sim.records.manifest import Manifest
    from cipsc_sim.scenario.load import LoadedScenario

MODULE = "cipsc_sim.experiment.workers.pair_worker"

PairTask = tuple["LoadedScenario", "Manifest", bool, int]
"""What to play, whether its rows are kept, and which pair."""

_players: dict[str, Callable[[int], PlayedPair]] = {}


def play(task: PairTask) -> PlayedPair:
    """The pair. What is made ready for a scenario is kept for its next pair."""
    loaded, manifest, keep_rows, pair = task
    if loaded.hash not in _players:
        from cipsc_sim.experiment.pair import PairPlayer

        _players[loaded.hash] = PairPlayer(loaded, manifest, keep_rows=keep_rows).play
        gc.collect()
        gc.freeze()
    return _players[loaded.hash](pair)


if __name__ == "__main__":
    serve(play, "cipsc_sim.experiment.pair")
