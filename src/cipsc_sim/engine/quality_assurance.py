"""What quality assurance does about a lot: attended hours, and days that it lasts at least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.blueprint import ReviewPlan
from cipsc_sim.engine.lot import Lot
from cipsc_sim.engine.minutes import minutes_of_days
from cipsc_sim.engine.rank import LABORATORY, LIVING
from cipsc_sim.engine.story import Signal, Storyline
from cipsc_sim.engine.work import Work

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

LAB_STEPS = 1 << 20
"""Numbers of laboratory work in keys, above those of steps; then those of what is done about results."""
REVIEWS, GATE_REVIEWS, INVESTIGATIONS, REQUESTS, ACTION_PLANS = (LAB_STEPS * k for k in (2, 3, 4, 5, 6))
QUALITY_ASSURANCE = "quality_assurance"


def rank_of(lot: Lot) -> int:
    """The class of work on a lot: what lives or ages goes before what is frozen."""
    return LIVING if lot.in_process or lot.expires_at is not None else LABORATORY


def attend(
    plant: Plant, lot: Lot, plan: ReviewPlan, step: str, number: int, *, of: str = QUALITY_ASSURANCE, ordinal: int = 0
) -> Storyline:
    """Do the work and let the days pass. ``number`` is what no other work on the lot has; ``ordinal`` that of its chance."""
    began = plant.agenda.now
    if plan.task is not None:
        done = Signal()
        run = TaskRun(plant, Work(lot, of, step, number, rank_of(lot)), plan.task, ordinal, began, done)
        run.ask()
        try:
            yield done
        finally:
            if not done.fired and not plant.over:
                run.break_off()
    if plan.duration_d is not None:
        until = began + minutes_of_days(plant.draws.value(plan.duration_d, lot, ordinal))
        if until > plant.agenda.now:
            yield plant.until(until, lot, number, 0)
