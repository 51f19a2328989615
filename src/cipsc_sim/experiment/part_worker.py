"""A worker process that plays parts of studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.experiment.serving import serve

if TYPE_CHECKING:
    from cipsc_sim.analysis.tallies.tally import Tally
    from cipsc_sim.experiment.parts import PartTask

MODULE = "cipsc_sim.experiment.part_worker"


def play(task: PartTask) -> list[Tally]:
    """The tallies of a part."""
    return task.play()


if __name__ == "__main__":
    serve(play)
