"""The bench: how a run of an assay begins, alone or with several samples, and the instrument that it holds to its results."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cipsc_sim.chance import stream_number
from cipsc_sim.engine.agenda import FOLLOW_UP
from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.blueprint import AssayPlan, BreakPlan, MaterialPlan
from cipsc_sim.engine.lot import Lot
from cipsc_sim.engine.minutes import next_allowed
from cipsc_sim.engine.owner import SupplyEvent
from cipsc_sim.engine.pool import Bound, Pool
from cipsc_sim.engine.story import Signal, Story, Storyline
from cipsc_sim.engine.upkeep import SITE
from cipsc_sim.engine.work import Work

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

_NOTHING = MaterialPlan(-1, "run", None, (), 1, {}, None, None, (), (), None, ())
"""What a run is a lot of: it has costs, which its samples share, and nothing else."""


class AssayRun:
    """One run under way: its samples, and the instrument it holds until the last of them has its result."""

    __slots__ = ("_assay", "_held", "_plant", "_since", "_waiting_for_results", "attended", "broken", "lots", "work")

    def __init__(self, plant: Plant, assay: AssayPlan, work: Work) -> None:
        self._plant = plant
        self._assay = assay
        self.work = work
        self.lots = [work.lot]
        self.attended: TaskRun | None = None
        self.broken = False
        """Whether its instrument failed: there are no results then."""
        self._held: Bound = ()
        self._since = 0
        self._waiting_for_results: list[Signal] = []

    def begin(self, occurrence: int) -> Storyline:
        """Wait for people and instrument, all or nothing, and begin the attended work."""
        plant, task = self._plant, self._assay.task
        due = plant.agenda.now
        if task is not None:
            self.attended = TaskRun(plant, self.work, task, occurrence, due)
        if self._assay.occupies:
            yield from self._begin_with_instrument(occurrence, due)
            return
        attended = self.attended
        if attended is None:
            return
        begun = attended.on_begin = Signal()
        attended.ask()
        try:
            yield begun
        finally:
            if not begun.fired and not self._plant.over:
                attended.break_off()

    def _begin_with_instrument(self, occurrence: int, due: int) -> Storyline:
        plant, work, task, attended = self._plant, self.work, self._assay.task, self.attended
        number = task.number if task is not None else 0
        key = (work.rank, due, work.lot.owner.key, work.lot.packed, work.number, number, occurrence)
        planned = task.planned_min if task is not None else 0
        yield from plant.seize(key, plant.assay_needs[self._assay.name], work.lot.owner, planned, self)
        self._held, self._since = plant.instruments[self._assay.name], plant.agenda.now
        plant.assay_runs[self] = None
        if attended is not None:
            for pool, n in attended.needs:
                if pool.units is not None:
                    pool.units.pass_on(self, attended, n)
            attended.granted()

    @property
    def holds_something(self) -> bool:
        """Whether anything is held for a lot that is tested in it."""
        making = self._plant.makings.get
        found = ((lot, making(lot)) for lot in self.lots)
        return any(lot.storage is not None or (one is not None and one.holds_something) for lot, one in found)

    def result(self, lot: Lot, minute: int, number: int, ordinal: int) -> Signal:
        """What fires when a sample has its result: at a minute, or when the instrument fails."""
        ready = self._plant.until(minute, lot, number, ordinal)
        self._waiting_for_results.append(ready)
        return ready

    def leave(self, ready: Signal) -> None:
        """A sample has its result, or needs none: its place is given up."""
        self._waiting_for_results.remove(ready)
        if not self._waiting_for_results and not self._plant.over:
            self._let_go()

    def _let_go(self) -> None:
        plant, held = self._plant, self._held
        if held:
            self._held = ()
            del plant.assay_runs[self]
        for pool, n in held:
            plant.accounts.working(pool, n, self.work.lot, self._since, plant.agenda.now)
            if pool.units is not None:
                pool.units.leave(self, n)
            plant.clearance.free(pool, n, self.work.lot.owner, self.work.lot)
        share_costs(self)

    def settle(self, now: int) -> None:
        """Account for what is still held at the end."""
        for pool, n in self._held:
            self._plant.accounts.working(pool, n, self.work.lot, self._since, now)

    def interrupt(self, _broken: Pool, _rule: BreakPlan) -> None:
        """Its instrument failed: every sample in it is without a result, and is run again."""
        self.broken = True
        self._let_go()
        for ready in list(self._waiting_for_results):
            ready.fire()


class Together:
    """Samples that wait for a run of one assay together: until it is full, or the first has waited long enough."""

    def __init__(self, plant: Plant, assay: AssayPlan) -> None:
        assert assay.together is not None
        self._plant = plant
        self._assay = assay
        self._most, self._waits_min = assay.together
        self._waiting: list[tuple[tuple[int, ...], Signal, Work]] = []
        self._asking: Story | None = None
        self._alarms = 0
        self._last = -1

    def join(self, work: Work, ordinal: int) -> Storyline:
        """Wait until a run has begun in which there is room for the sample; the run."""
        lot, begun = work.lot, Signal()
        place = ((work.rank, self._plant.agenda.now, lot.owner.key, lot.packed, work.number, ordinal), begun, work)
        self._waiting.append(place)
        self._waiting.sort(key=lambda each: each[0])
        self._look()
        try:
            run = yield begun
        finally:
            if not begun.fired and not self._plant.over:
                self._waiting.remove(place)
                if not self._waiting and self._asking is not None:
                    self._asking.cancel()
                    self._asking = None
        return run

    def _look(self) -> None:
        """Ask for a run if one is due; else look again when the first sample has waited long enough."""
        if self._asking is not None or not self._waiting:
            return
        plant, first = self._plant, min(key[1] for key, _, _ in self._waiting)
        due = first + self._waits_min
        if self._assay.runs_on is not None:
            due = next_allowed(due, self._assay.runs_on, plant.first_weekday)
        now = plant.agenda.now
        if len(self._waiting) >= self._most or (due <= now and self._waits_min):
            self._ask()
            return
        self._alarms += 1
        key = (stream_number(self._assay.name), SITE, self._alarms)
        plant.agenda.at(max(due, now), FOLLOW_UP, key, partial(self._alarm, first))

    def _alarm(self, first: int) -> None:
        if self._asking is None and any(key[1] <= first for key, _, _ in self._waiting):
            self._ask()

    def _ask(self) -> None:
        self._asking = Story(self._run())
        self._asking.advance()

    def _run(self) -> Storyline:
        plant, assay = self._plant, self._assay
        self._last = max(plant.agenda.now, self._last + 1)
        run = AssayRun(plant, assay, self._work())
        run.lots = [work.lot for _, _, work in self._waiting]
        yield from run.begin(1)
        self._asking = None
        taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        run.lots = [work.lot for _, _, work in taken]
        for _, begun, _ in taken:
            begun.fire(run)
        self._look()
        if run.attended is not None:
            done = run.attended.done = Signal()
            yield done
        share_costs(run)

    def _work(self) -> Work:
        """The work of a run, which is of no order; its rows name the first sample."""
        _, _, first = self._waiting[0]
        lot = Lot(_NOTHING, SupplyEvent(self._assay.name, self._last), (1,), None, 1)
        lot.label = first.lot.label
        work = Work(lot, self._assay.name, first.step, first.number, min(each[0][0] for each in self._waiting))
        work.order = first.order
        return work


def share_costs(run: AssayRun) -> None:
    """What a run of several samples cost is shared evenly by their lots."""
    of, n = run.work.lot, len(run.lots)
    if of in run.lots:
        return
    for lot in run.lots:
        lot.cost_labour += of.cost_labour / n
        lot.cost_equipment += of.cost_equipment / n
        lot.cost_consumables += of.cost_consumables / n
    of.cost_labour = of.cost_equipment = of.cost_consumables = 0.0
