"""Attended work: tasks that are asked for, begun when people and cabinet are there, and finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.agenda import COMPLETION
from cipsc_sim.engine.blueprint import BreakPlan, TaskPlan
from cipsc_sim.engine.decision import note_decision
from cipsc_sim.engine.lot import LOST
from cipsc_sim.engine.minutes import minutes_of_hours
from cipsc_sim.engine.pool import NEVER, Pool, first_shift_end
from cipsc_sim.engine.request import GRANTED, WAITING, Request
from cipsc_sim.engine.story import Signal
from cipsc_sim.engine.work import Work

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant


class TaskRun(Request):
    """One occurrence of a task, from the minute it is due. It is itself the request for what it needs."""

    __slots__ = (
        "done",
        "due",
        "ends_at",
        "identity",
        "left_min",
        "occurrence",
        "on_begin",
        "plan",
        "plant",
        "shift_ends",
        "started_at",
        "uses",
        "work",
    )

    def __init__(
        self, plant: Plant, work: Work, plan: TaskPlan, occurrence: int, due: int, done: Signal | None = None
    ) -> None:
        self.plant = plant
        self.work = work
        self.plan = plan
        self.occurrence = occurrence
        self.due = due
        self.done = done
        lot = work.lot
        owner = self.owner = lot.owner
        self.identity = (owner.key, lot.packed, work.number, plan.number, occurrence)
        """What no other task that goes on at the same time has."""
        self.on_begin: Signal | None = None
        self.started_at = -1
        self.ends_at = -1
        self.left_min: int | None = None
        """Minutes left after a breakdown."""
        self.shift_ends = NEVER
        self.needs, self.uses = plant.task_needs[plan.number]
        self.options = None
        self.state = GRANTED  # until it asks it waits for nothing: what begins with its step is asked for by that

    def ask(self) -> None:
        """Ask for people and equipment, with a key that no other request has."""
        plant, work, plan = self.plant, self.work, self.plan
        self.key = (work.rank, self.due, *self.identity)
        self.planned_min = self.left_min or plan.planned_min
        self.options = plant.task_options[plan.number] if plan.alternatives else None
        self.line = self.waits = None
        self.state = WAITING
        plant.dispatcher.ask(self)

    @property
    def holder(self) -> TaskRun:
        """Who will hold it: the task itself."""
        return self

    def choose(self, choice: int) -> None:
        """Who does it, of those who may."""
        if self.plan.alternatives:
            self.needs, self.uses = self.plant.task_options[self.plan.number][choice]

    def granted(self) -> None:
        """It has what it needs and begins: lateness is judged, the openings are made, its end is put on the agenda."""
        if self.options is not None:
            self.choose(self.choice)
        plant, plan, work = self.plant, self.plan, self.work
        now = self.started_at = plant.agenda.now
        minutes = self.left_min
        if minutes is None:
            if self._is_late(now):
                self._deviate("late", plan.late_costs)
            minutes = plan.hands_on_min
            if minutes is None:
                hours = plant.draws.value(plan.hands_on_h, work.lot, self.occurrence)
                minutes = max(1, minutes_of_hours(hours))
            if plan.openings is not None:
                openings = plan.openings.value
                if openings is None:
                    openings = plant.draws.value(plan.openings, work.lot, self.occurrence)
                work.openings += openings
                if work.openings >= work.spoils_at and work.spoil is not None:
                    work.spoil()
            if plan.cost:
                work.lot.cost_consumables += plan.cost
        self.shift_ends = first_shift_end(self.needs)
        plant.running[self] = None
        ends_at = self.ends_at = now + minutes
        plant.agenda.at(ends_at, COMPLETION, self.identity, self.finish)
        if self.on_begin is not None:
            self.on_begin.fire()

    def interrupt(self, broken: Pool, rule: BreakPlan) -> None:
        """A unit it uses broke: the rest is given back, and it asks again, or the lot is lost."""
        now = self.plant.agenda.now
        minutes = self.ends_at - now
        self._stop("interrupted", now)
        if rule.on_interrupt == "lost":
            self._lose_lot(rule.reason)
            return
        self.left_min = minutes if rule.on_interrupt == "resume" else minutes + now - self.started_at
        self.ask()

    def _lose_lot(self, reason: str) -> None:
        making = self.plant.makings.get(self.work.lot)
        if making is not None and self.work.lot.in_process:
            making.abort(LOST, reason, self.work.step)

    def _is_late(self, started: int) -> bool:
        """Whether a start then is later than the plan tolerates."""
        late_after = self.plan.late_after_min
        return late_after is not None and started - self.due > late_after

    def _deviate(self, how: str, costs: tuple[tuple[str, float], ...]) -> None:
        """It is late, or missed: a deviation, with its cost to the culture."""
        work, lot = self.work, self.work.lot
        note_decision(self.plant, lot, "deviation", f"{work.step}.{self.plan.name}", how, how, None)
        for name, fraction in costs:
            if name in lot.state:
                lot.state[name] *= 1.0 - fraction

    def finish(self) -> None:
        """Give back what it held, write its row, tell who waits."""
        now = self.plant.agenda.now
        if now != self.ends_at:
            return
        self._stop("done", now)
        if self.done is not None:
            self.done.fire()

    def _stop(self, outcome: str, now: int) -> None:
        plant, started = self.plant, self.started_at
        self.ends_at = -1
        del plant.running[self]
        lot = self.work.lot
        for pool, n in self.needs:
            plant.accounts.attended(pool, n, lot, started, self.shift_ends, now)
            if pool.units is not None:
                pool.units.leave(self, n)
            plant.clearance.free(pool, n, lot.owner, lot)
        self._write(started, now, outcome)

    def write_open(self) -> None:
        """Its row where it still waits or goes on at the end of the replication."""
        self._write(None if self.state == WAITING else self.started_at, None, "open")

    def _write(self, started: int | None, ended: int | None, outcome: str) -> None:
        plant, plan, work = self.plant, self.plan, self.work
        plant.journal.steps.append(
            (
                plant.replication,
                work.order,
                work.lot.label,
                work.procedure,
                work.step,
                plan.name,
                self.occurrence,
                self.due,
                started,
                ended,
                plan.planned_min,
                outcome == "missed" or (started is not None and self._is_late(started)),
                outcome,
                None,
                None,
                self.uses if started is not None else None,
            )
        )

    def give_up(self, outcome: str) -> None:
        """It will not be begun any more."""
        if self.state == WAITING:
            self.plant.dispatcher.withdraw(self)
            self.not_done(outcome)

    def not_done(self, outcome: str) -> None:
        """It will not be done: its row; of a missed one that has a tolerance, the deviation and its cost."""
        plan = self.plan
        if outcome == "missed" and (plan.missed_costs or plan.late_after_min is not None):
            self._deviate("missed", plan.missed_costs)
        self._write(None, None, outcome)

    def break_off(self) -> None:
        """Nobody needs it any more: it stops where it is, or is not begun."""
        if self in self.plant.running:
            self._stop("cancelled", self.plant.agenda.now)
        else:
            self.give_up("cancelled")

    @property
    def holds_something(self) -> bool:
        """Whether anything is held for the lot it works on, or for its order."""
        making = self.plant.makings.get(self.work.lot)
        held = self.work.lot.storage is not None or (making is not None and making.holds_something)
        return held or bool(self.owner.owned())
