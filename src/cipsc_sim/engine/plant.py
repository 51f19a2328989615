"""The plant in one replication: what is there, what is under way in it, and who waits for what."""

from __future__ import annotations

from collections.abc import Callable

from cipsc_sim.chance import Uniforms
from cipsc_sim.engine.accounts import Accounts
from cipsc_sim.engine.agenda import COMPLETION
from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.bench import AssayRun
from cipsc_sim.engine.binding import Binding
from cipsc_sim.engine.blueprint import Blueprint, StepPlan
from cipsc_sim.engine.books import NoBooks
from cipsc_sim.engine.breakdowns import Breakdowns
from cipsc_sim.engine.clearance import Clearance
from cipsc_sim.engine.culture import Culture
from cipsc_sim.engine.disposition import Disposition
from cipsc_sim.engine.draws import Draws
from cipsc_sim.engine.follow_ups import FollowUps
from cipsc_sim.engine.inventory import Inventory
from cipsc_sim.engine.jam import Jams
from cipsc_sim.engine.laboratory import Laboratory
from cipsc_sim.engine.lot import ABORTED, LEFT_OVER, OPEN, Lot
from cipsc_sim.engine.making import Making
from cipsc_sim.engine.owner import Order, Owner, SupplyEvent
from cipsc_sim.engine.pool import Bound, Option, Pool
from cipsc_sim.engine.quality_assurance import LAB_STEPS
from cipsc_sim.engine.rank import ranks
from cipsc_sim.engine.request import WAITING, RequestFor
from cipsc_sim.engine.roster import Roster
from cipsc_sim.engine.stock import Stock
from cipsc_sim.engine.story import Signal, Storyline
from cipsc_sim.engine.strict_dispatch import dispatcher
from cipsc_sim.engine.upkeep import Maintained, Upkeep
from cipsc_sim.engine.work import Work
from cipsc_sim.records.journal import Journal

Snapshot = tuple[Lot, StepPlan, int, int, int, float, dict[str, float]]
"""A step that is over: lot, plan, when it was asked for, when it began and ended, openings, and what was true of the lot then."""


class Plant:
    """Everything that is there in one replication."""

    def __init__(self, blueprint: Blueprint, source: Uniforms, journal: Journal, replication: int) -> None:
        self.blueprint = blueprint
        self.first_weekday = blueprint.first_weekday
        self.ratios = dict(blueprint.ratios)
        self.amounts = blueprint.amounts
        self.draws = Draws(source)
        self.journal = journal
        self.replication = replication
        self.over = False
        self.check_over: Callable[[], None] = lambda: None
        self.from_min, self.to_min = blueprint.from_min, blueprint.to_min
        self._equip()
        self.orders: list[Order] = []
        self.events: list[SupplyEvent] = []
        self.stocks: dict[str, Stock] = {}
        self.works: dict[Culture, None] = {}
        self.running: dict[TaskRun, None] = {}
        self.makings: dict[Lot, Making] = {}
        """By lot in process."""
        self.upkeep: dict[Upkeep, None] = {}
        self.assay_runs: dict[AssayRun, None] = {}
        """Those that hold an instrument."""
        self.books = NoBooks()
        self.snapshots: list[Snapshot] | None = None
        self.accounts = Accounts(self.from_min, self.to_min)
        self.clearance = Clearance(self)
        self.inventory = Inventory(self)
        self.laboratory = Laboratory(self)
        self.disposition = Disposition(self)
        self.follow_ups = FollowUps(self)
        self.jams = Jams(self)

    def _equip(self) -> None:
        """The resources, who dispatches them, what is bound to them, and what befalls them."""
        blueprint = self.blueprint
        self.priorities = max(1, len(blueprint.orders.priorities))
        self.pools = tuple(Pool(plan, ranks(self.priorities)) for plan in blueprint.pools)
        self.dispatcher = dispatcher(self.pools, blueprint.strict_after_min, self.from_min, self.to_min)
        self.agenda = self.dispatcher.agenda
        binding = Binding(blueprint, self.pools)
        self.task_needs, self.task_options = binding.tasks, binding.task_options
        self.step_needs, self.step_options = binding.steps, binding.step_options
        self.assay_needs, self.instruments = binding.assays, binding.instruments
        planned = tuple(zip(self.pools, blueprint.pools, strict=True))
        for pool, plan in planned:
            if plan.calendar is not None and plan.absences is not None:
                pool.calendar = Roster(plan.calendar, plan.absences, self.draws)
            pool.cleared_by = tuple((self.pools[index], n) for index, n in plan.cleared_by)
        self.breakdowns = tuple(
            Breakdowns(self, pool, plan.breaks) for pool, plan in planned if plan.breaks is not None
        )
        self.maintained = tuple(
            Maintained(self, pool, number, each)
            for pool, plan in planned
            for number, each in enumerate(plan.maintenance)
        )

    def until(self, minute: int, lot: Lot, number: int, ordinal: int) -> Signal:
        """A signal that fires at that minute."""
        signal = Signal()
        self.agenda.at(minute, COMPLETION, (lot.owner.key, lot.packed, number, -1, ordinal), signal.fire)
        return signal

    def pause(self, owner: int, number: int) -> Signal:
        """A signal that fires in a minute: what may be tried again is never tried twice in one instant."""
        signal = Signal()
        self.agenda.at(self.agenda.now + 1, COMPLETION, (owner, 0, number, -4, 0), signal.fire)
        return signal

    def seize(
        self,
        key: tuple[int, ...],
        needs: Bound,
        owner: Owner,
        planned_min: int = 0,
        holder: Making | AssayRun | None = None,
        options: tuple[Option, ...] | None = None,
    ) -> Storyline:
        """Wait until all needs are there and seize them; withdrawn if the storyline is cancelled. Which option it got."""
        signal = Signal()
        request = RequestFor(key, needs, signal.fire, owner, planned_min, holder, options)
        self.dispatcher.ask(request)
        try:
            yield signal
        finally:
            if request.state == WAITING and not self.over:
                self.dispatcher.withdraw(request)
        return request.choice

    def with_stock(
        self, consumes: tuple[tuple[str, int], ...], needs: Bound, options: tuple[Option, ...] | None
    ) -> tuple[Bound, tuple[Option, ...] | None]:
        """The needs, and each of the options, with packs of stocked materials."""
        packs = tuple((self.stocks[material].pool, n) for material, n in consumes)
        more = tuple((bound + packs, uses) for bound, uses in options) if options is not None else None
        return needs + packs, more

    def break_off(self, work: Work) -> None:
        """A piece of work is no longer needed: who works on it stops."""
        for run in [run for run in self.running if run.work is work]:
            run.break_off()

    def close_lots(self, owner: Owner) -> None:
        """An order closed: what is made for it is cancelled, what is left of its lots is left over."""
        for lot in list(owner.lots):
            making = self.makings.get(lot)
            if making is not None and lot.in_process:
                making.abort(ABORTED, None, lot.place or "")
        for run in list(self.running):
            lot = run.work.lot
            if lot.owner is owner and (run.work.number < LAB_STEPS or lot.released_at is None):
                run.break_off()
        self.end_campaigns(owner)
        for lot in owner.lots:
            if lot.whole and lot.end == OPEN and lot.released_at is None:
                self.disposition.close(lot)
            if lot.whole and lot.end == OPEN:
                self.inventory.end(lot, LEFT_OVER, None, None)
            if lot.released_at is None:
                self.laboratory.cancel(lot)

    def end_campaigns(self, owner: Owner) -> None:
        """Nothing more is made for an owner: it gives up what it still holds, and waits for nothing."""
        for story in owner.side_stories:
            story.cancel()
        for pool in owner.owned():
            self.clearance.let_go(pool, owner)
