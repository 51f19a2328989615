"""A worker process that plays parts of studies, and works out what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.experiment.workers.serving import serve

if TYPE_CHECKING:
    from cipsc_sim.experiment.study.playing.hands import Result, Task

MODULE = "cipsc_sim.experiment.workers.study_worker"


def carry_out(task: Task[Result]) -> Result:
    """What a task gives."""
    return task.carry_out()


if __name__ == "__main__":
    serve(carry_out, "cipsc_sim.experiment.study.playing.parts")
