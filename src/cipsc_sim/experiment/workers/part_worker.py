"""A worker process that plays parts of studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.experiment.workers.serving import serve

if TYPE_CHECKING:
    from cipsc_sim.analysis.tallies.tally import Tally
    from cipsc_sim.experiment.study.playing.parts import PartTask

MODULE = "cipsc_sim.experiment.workers.part_worker"


def play(task: PartTask) -> list[Tally]:
    """The tallies of a part."""
    return task.play()


if __name__ == "__main__":
    serve(play, "cipsc_sim.experiment.study.playing.parts")
