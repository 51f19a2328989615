"""Culture: a lot in process is carried through a step, from the request for what it needs to what the step did to it."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

from cipsc_sim.biology.contamination import openings_until
from cipsc_sim.biology.growth import doublings_to, growth_days
from cipsc_sim.engine.agenda import FOLLOW_UP
from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.blueprint import BreakPlan, StepPlan
from cipsc_sim.engine.effects import apply_effects
from cipsc_sim.engine.feeding import Feeding
from cipsc_sim.engine.flags import watch_flag
from cipsc_sim.engine.minutes import DAY, minutes_of_days, next_allowed, next_allowed_same_time
from cipsc_sim.engine.rank import LIVING
from cipsc_sim.engine.story import Signal, Storyline
from cipsc_sim.engine.work import Work

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.making import Making
    from cipsc_sim.engine.plant import Plant


class Lost(Exception):
    """The lot in process is lost."""

    def __init__(self, reason: str, place: str) -> None:
        self.reason = reason
        self.place = place
        super().__init__(reason)


class Culture:
    """One lot in process in one step."""

    __slots__ = (
        "_foreseen",
        "_interruptions",
        "_planned_min",
        "_suspended",
        "begun",
        "exposures",
        "growth",
        "making",
        "place",
        "plan",
        "plant",
        "requested_at",
        "work",
    )

    def __init__(self, plant: Plant, making: Making, plan: StepPlan, place: int) -> None:
        self.plant = plant
        self.making = making
        self.plan = plan
        self.place = place
        self.begun = False
        self._suspended: Signal | None = None
        self._interruptions = 0
        self._planned_min = 0
        self._foreseen: tuple[tuple[int, float], dict[str, float]] | None = None
        self.growth: dict[str, tuple[float, float, float]] = {}
        self.exposures: dict[int, tuple[str, float]] = {}
        rank = LIVING if place else making.rank
        self.work = Work(making.lot, plan.procedure, plan.name, plan.number, rank)
        self.requested_at = plant.agenda.now

    def carry_out(self) -> Storyline:
        """Take the lot through the step. Raises Lost if the step loses it."""
        plant = self.plant
        start_task: TaskRun | None = None
        plant.works[self] = None
        self.making.culture = self
        try:
            yield from self._until_allowed()
            if self.plan.start_task is not None:
                start_task = TaskRun(plant, self.work, self.plan.start_task, 0, plant.agenda.now, Signal())
            yield from self._seize(start_task)
            self._begin(start_task)
            yield from self._last()
            yield from self._finish()
            if start_task is not None and start_task.done is not None and not start_task.done.fired:
                yield start_task.done
            self._end()
        except BaseException:
            if not plant.over:
                self._break_off()
                if start_task is not None:
                    start_task.break_off()  # one that was interrupted asks again by itself
            raise

    def _until_allowed(self) -> Storyline:
        """Wait for a weekday on which the step may start."""
        plant, plan = self.plant, self.plan
        if plan.starts_on is not None:
            opens = next_allowed(plant.agenda.now, plan.starts_on, plant.first_weekday)
            if opens > plant.agenda.now:
                yield plant.until(opens, self.making.lot, plan.number, 0)

    def _seize(self, start_task: TaskRun | None) -> Storyline:
        """Wait for all that the step needs, with what its start task does."""
        plant, plan, lot = self.plant, self.plan, self.making.lot
        now = self.requested_at = plant.agenda.now
        needs = plant.step_needs[plan.number]
        if not needs and not plan.consumes:
            return
        key = (self.work.rank, now, lot.owner.key, lot.packed, plan.number, 0, 0)
        planned = plan.start_task.planned_min if plan.start_task is not None else 0
        options = plant.step_options.get(plan.number)
        if plan.consumes:
            needs, options = plant.with_stock(plan.consumes, needs, options)
        choice = yield from plant.seize(key, needs, lot.owner, planned, self.making, options)
        if start_task is not None:
            start_task.choose(choice)

    def _finish(self) -> Storyline:
        """The task at the end of the step, from when it is asked for until it is done."""
        plant, plan = self.plant, self.plan
        if plan.end_task is None:
            return
        done = Signal()
        end_task = TaskRun(plant, self.work, plan.end_task, 0, plant.agenda.now, done)
        end_task.ask()
        try:
            yield done
        finally:
            if not done.fired and not plant.over:
                end_task.break_off()

    def _begin(self, start_task: TaskRun | None) -> None:
        """It has what it needs: what the step before held is given back, the start task begins, the end is planned."""
        plant, plan, work, lot = self.plant, self.plan, self.work, self.making.lot
        now = work.started_at = plant.agenda.now
        self.begun = True
        self.making.pass_on(plan)
        if self.place == 0:
            lot.begun_at = now
        if plan.does_something:
            lot.owner.started(now)
        lot.amount_before_samples = lot.primary(plant.amounts)
        if plan.cost:
            lot.cost_consumables += plan.cost
        for material, n in plan.consumes:
            plant.stocks[material].consume(n, lot)
        self._expose()
        if start_task is not None:
            start_task.due = self.requested_at
            for pool, n in start_task.needs:
                if pool.units is not None:
                    pool.units.pass_on(self.making, start_task, n)
            start_task.granted()
        planned = work.planned_end = self._planned_end(now)
        self._planned_min = planned - now
        for name in plan.early:
            spec = plant.blueprint.specifications[name]
            due = max(now, planned - spec.early_min)
            key = (lot.owner.key, lot.packed, plan.number, spec.number)
            plant.agenda.at(due, FOLLOW_UP, key, partial(plant.laboratory.sample_early, name, self.making))
        work.feedings = [Feeding(plant, work, task) for task in plan.tasks]

    def _planned_end(self, now: int) -> int:
        """When the step is to end: after its duration, or as much longer as its lot needs to grow, on a day that is allowed."""
        plant, plan = self.plant, self.plan
        days = plant.draws.value(plan.duration_d, self.making.lot) if plan.duration_d is not None else 0.0
        for effect in plan.effects:
            if effect.verb == "grow":
                days = max(days, self._growth_days(effect.attribute, effect.parameters))
        planned = now + max(minutes_of_days(days), 1 if plan.needs else 0)
        if plan.ends_on is not None:
            planned = next_allowed_same_time(planned, plan.ends_on, plant.first_weekday)
        return planned

    def _expose(self) -> None:
        """How many openings of this step it takes to contaminate the lot."""
        plant, lot, work = self.plant, self.making.lot, self.work
        for effect in self.plan.effects:
            if effect.verb == "expose" and effect.parameters["per_opening"]:
                event = effect.parameters["event"]
                until = openings_until(plant.draws.chance_of(event, lot), plant.draws.value(event.chance, lot))
                self.exposures[event.stream] = effect.attribute, until
                work.spoils_at = min(work.spoils_at, until)
                work.spoil = self._spoil

    def _spoil(self) -> None:
        """An opening contaminated the lot: from now on it may be seen."""
        plant, lot, work = self.plant, self.making.lot, self.work
        for attribute, until in self.exposures.values():
            if work.openings >= until and not lot.state.get(attribute):
                lot.state[attribute] = 1.0
                if attribute in plant.blueprint.shows:
                    watch_flag(self.making, attribute)
        work.spoils_at = min((until for _, until in self.exposures.values() if until > work.openings), default=inf)

    def _growth_days(self, attribute: str, parameters: Any) -> float:
        plant, lot = self.plant, self.making.lot
        draw = plant.draws.value
        target = parameters["to"] * self.making.attempt.more.get(attribute, 1.0)
        cells = lot.state.get(attribute, 0.0)
        if cells <= 0:
            return 0.0
        doublings = doublings_to(target, cells)
        lag = draw(parameters["lag_d"], lot) if parameters["lag_d"] is not None else 0.0
        self.growth[attribute] = (doublings, max(target, cells), cells)
        return growth_days(doublings, draw(parameters["doubling_d"], lot), lag)

    def _last(self) -> Storyline:
        """The step lasts: to its planned end, and on while results are awaited, as far as the plan allows."""
        plant, plan, work, lot = self.plant, self.plan, self.work, self.making.lot
        agenda = plant.agenda
        waits = 0
        while True:
            if self._suspended is not None:
                yield self._suspended
                continue
            if work.planned_end > agenda.now:
                waits += 1
                yield plant.until(work.planned_end, lot, plan.number, waits)
                continue
            if plan.at_most_min is None or not plant.disposition.keeps_waiting(lot, plan.early):
                return
            later = agenda.now + DAY
            if plan.ends_on is not None:
                later = next_allowed_same_time(later, plan.ends_on, plant.first_weekday)
            if later - work.started_at > plan.at_most_min:
                return
            work.planned_end = later

    def suspend(self, rule: BreakPlan) -> Storyline:
        """A unit broke and the culture waits for another: what it holds is given back, asked for again, and it goes on."""
        plant, plan, work = self.plant, self.plan, self.work
        now = plant.agenda.now
        left = work.planned_end - now if rule.on_interrupt == "resume" else self._planned_min
        self._suspended = resumed = Signal()
        self._interruptions += 1
        needs = self.making.give_up_held()
        key = (work.rank, self.requested_at, self.lot.owner.key, self.lot.packed, plan.number, 0, self._interruptions)
        yield from plant.seize(key, needs, self.lot.owner, holder=self.making)
        self.making.held = {pool: (n, plant.agenda.now) for pool, n in needs}
        work.planned_end = plant.agenda.now + left
        self._suspended = None
        resumed.fire()

    def _end(self) -> None:
        """The step is over: what it did to the lot, its row, its samples; and whether it lost the lot."""
        plant, plan, work, lot = self.plant, self.plan, self.work, self.making.lot
        now = plant.agenda.now
        self._stop()
        days = (now - work.started_at) / DAY
        flags_before = {name for name in plant.blueprint.shows if lot.state.get(name)}
        apply_effects(plan.effects, lot, plant, days, work.openings, self.growth, self.exposures)
        lost = next((reason for reason, event in plan.may_fail if plant.draws.happens(event, lot)), None)
        self._write("failed" if lost else "done", now)
        self.making.step_ended(plan, now)
        if lost is not None:
            raise Lost(lost, plan.name)
        for name in plan.after:
            plant.laboratory.sample(name, lot)
            if self.making.story.ended:
                return
        for name in plant.blueprint.shows:
            if lot.state.get(name) and name not in flags_before:
                watch_flag(self.making, name)
        if plant.snapshots is not None:
            plant.snapshots.append((lot, plan, self.requested_at, work.started_at, now, work.openings, dict(lot.state)))

    def foresee(self, subject: str) -> float | None:
        """What will be true of the lot at the planned end of this step: what a sample taken some days before is judged by."""
        lot = self.making.lot
        now_true = lot.state
        lot.state = self.foreseen_state()
        value = lot.value(subject, self.plant.ratios)
        lot.state = now_true
        return None if value is None else float(value)

    def foreseen_state(self) -> dict[str, float]:
        """Every attribute as it will be at the planned end of this step."""
        plant, work, lot = self.plant, self.work, self.making.lot
        now_true = lot.state
        at = (work.planned_end, work.openings)
        if self._foreseen is None or self._foreseen[0] != at:
            lot.state = dict(now_true)
            days = (work.planned_end - work.started_at) / DAY
            apply_effects(self.plan.effects, lot, plant, days, work.openings, self.growth, self.exposures)
            self._foreseen = (at, lot.state)
            lot.state = now_true
        return self._foreseen[1]

    def _stop(self) -> None:
        work = self.work
        work.active = False
        for feeding in work.feedings:
            feeding.stop()
        work.feedings, work.spoil = (), None  # they know the culture: what is over is freed at once
        del self.plant.works[self]

    def _break_off(self) -> None:
        if self.work.active:
            self._stop()
            self.plant.break_off(self.work)
            self._write("cancelled", self.plant.agenda.now)

    def _write(self, outcome: str, ended_at: int | None) -> None:
        plant, plan, work, lot = self.plant, self.plan, self.work, self.making.lot
        plant.journal.steps.append(
            (
                plant.replication,
                work.order,
                lot.label,
                plan.procedure,
                plan.name,
                "",
                0,
                self.requested_at,
                work.started_at if self.begun else None,
                ended_at,
                work.planned_end - work.started_at if self.begun else None,
                False,
                outcome,
                lot.amount_before_samples if self.begun else None,
                lot.primary(plant.amounts) if ended_at is not None else None,
                plan.uses if self.begun else None,
            )
        )

    def write_open(self) -> None:
        """Its row where it is still going on at the end of the replication."""
        self._write("open", None)

    @property
    def lot(self) -> Lot:
        """The lot in process."""
        return self.making.lot
