"""Feeding: tasks that are due at fixed times while a step lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.agenda import FOLLOW_UP
from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.blueprint import TaskPlan
from cipsc_sim.engine.minutes import DAY
from cipsc_sim.engine.request import WAITING
from cipsc_sim.engine.work import Work

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant


class Feeding:
    """A task due at fixed times while a step lasts. One still waiting when the next is due is merged with it: missed."""

    __slots__ = ("last", "occurrence", "plan", "plant", "work")

    def __init__(self, plant: Plant, work: Work, plan: TaskPlan) -> None:
        self.plant = plant
        self.work = work
        self.plan = plan
        self.occurrence = 0
        self.last: TaskRun | None = None
        self.arm()

    def arm(self) -> None:
        """Put the next due time on the agenda."""
        plan, work, agenda = self.plan, self.work, self.plant.agenda
        occurrence = self.occurrence
        if plan.every_min:
            due = work.started_at + plan.every_min * (occurrence + 1)
        elif occurrence < len(plan.on_min):
            due = work.started_at + plan.on_min[occurrence]
        else:
            return
        if plan.at_min_of_day is not None:
            due = due // DAY * DAY + plan.at_min_of_day
        self.occurrence = occurrence = occurrence + 1
        lot = work.lot
        if due < agenda.now:
            due = agenda.now
        agenda.at(due, FOLLOW_UP, (lot.owner.key, lot.packed, work.number, plan.number, occurrence), self.fall_due)

    def fall_due(self) -> None:
        """It is due: ask for it, unless the one before still waits or the step is over."""
        work, plant = self.work, self.plant
        if not work.active:
            return
        now = plant.agenda.now
        if now < work.planned_end:
            run = TaskRun(plant, work, self.plan, self.occurrence, now)
            if self.last is not None and self.last.state == WAITING:
                run.not_done("missed")
            else:
                self.last = run
                run.ask()
        self.arm()

    def stop(self) -> None:
        """The step is over."""
        if self.last is not None:
            self.last.give_up("missed")
