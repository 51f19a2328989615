"""The plant in one replication: its resources, its clock, what is under way in it, and the journal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import Any

from cipsc_sim.biology.ageing import kept_fraction
from cipsc_sim.chance import Uniforms
from cipsc_sim.engine import books
from cipsc_sim.engine.agenda import COMPLETION, DEADLINE
from cipsc_sim.engine.attendance import TaskRun, Work
from cipsc_sim.engine.bench import AssayRun
from cipsc_sim.engine.binding import Binding
from cipsc_sim.engine.blueprint import Blueprint, StepPlan, TakePlan
from cipsc_sim.engine.breakdowns import Breakdowns
from cipsc_sim.engine.culture import Culture
from cipsc_sim.engine.dispatch import Dispatcher
from cipsc_sim.engine.disposition import Disposition
from cipsc_sim.engine.draws import Draws
from cipsc_sim.engine.jam import Jams
from cipsc_sim.engine.laboratory import Laboratory
from cipsc_sim.engine.lot import ABORTED, EXPIRED, LEFT_OVER, LOST, OPEN, STOPPED, USED, Lot
from cipsc_sim.engine.making import Making, Taken
from cipsc_sim.engine.minutes import DAY, minutes_of_days
from cipsc_sim.engine.owner import Order, Owner, SupplyEvent
from cipsc_sim.engine.pool import Bound, Option, Pool
from cipsc_sim.engine.quality_assurance import LAB_STEPS
from cipsc_sim.engine.rank import ranks
from cipsc_sim.engine.relief import Relief, person_minutes_of
from cipsc_sim.engine.request import WAITING, RequestFor
from cipsc_sim.engine.roster import Roster
from cipsc_sim.engine.story import Signal, Storyline
from cipsc_sim.engine.upkeep import CLEARS, Maintained, Upkeep
from cipsc_sim.records.journal import Journal


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
        self.from_min, self.to_min = blueprint.from_min, blueprint.to_min
        self.priorities = max(1, len(blueprint.orders.priorities))
        self.pools = tuple(Pool(plan, ranks(self.priorities)) for plan in blueprint.pools)
        self.dispatcher = Dispatcher(self.pools, blueprint.strict_after_min, self.from_min, self.to_min)
        self.agenda = self.dispatcher.agenda
        self._call_the_roll()
        self.laboratory = Laboratory(self)
        self.disposition = Disposition(self)
        binding = Binding(blueprint, self.pools)
        self.task_needs, self.task_options = binding.tasks, binding.task_options
        self.step_needs, self.step_options = binding.steps, binding.step_options
        self.assay_needs, self.instruments = binding.assays, binding.instruments
        self.works: dict[Culture, None] = {}
        self.running: dict[TaskRun, None] = {}
        self.makings: dict[Lot, Making] = {}
        self.orders: list[Order] = []
        self.events: list[SupplyEvent] = []
        self.stocks: dict[str, Any] = {}
        self.follow_ups: dict[Lot, set[str]] = {}
        self.reliefs: dict[Pool, Relief] = {}
        """Of staff groups of whom somebody worked past a shift."""
        self.books = books.NoBooks()
        self.snapshots: list[tuple[Lot, StepPlan, int, int, int, float, dict[str, float]]] | None = None
        plans = ((pool, plan.breaks) for pool, plan in zip(self.pools, blueprint.pools, strict=True))
        self.breakdowns = tuple(Breakdowns(self, pool, breaks) for pool, breaks in plans if breaks is not None)
        self.upkeep: dict[Upkeep, None] = {}
        self.assay_runs: dict[AssayRun, None] = {}
        """Those that hold an instrument."""
        self.to_clear: dict[int, tuple[Pool, int, int]] = {}
        """Units that wait for clearance by people, or are being cleared, and since when."""
        self._clearances = 0
        self.maintained = tuple(
            Maintained(self, pool, number, each)
            for pool, plan in zip(self.pools, blueprint.pools, strict=True)
            for number, each in enumerate(plan.maintenance)
        )
        self.jams = Jams(self)
        self.check_over: Callable[[], None] = lambda: None

    def _call_the_roll(self) -> None:
        """Staff groups of whom some may be away have a roster."""
        for pool, plan in zip(self.pools, self.blueprint.pools, strict=True):
            if plan.calendar is not None and plan.absences is not None:
                pool.calendar = Roster(plan.calendar, plan.absences, self.draws)
            pool.cleared_by = tuple((self.pools[index], n) for index, n in plan.cleared_by)

    # waiting

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

    # what is given back

    def give_back(self, needs: Bound, lot: Lot, started: int, ended: int, shift_ends: int, holder: TaskRun) -> None:
        """A task is over: account for what it used and free it, after clearance where there is one."""
        minutes = worked = ended - started
        if started < self.from_min or ended > self.to_min:
            worked = max(0, min(ended, self.to_min) - max(started, self.from_min))
        overtime = ended > shift_ends
        for pool, n in needs:
            price = pool.price_per_min
            if price:
                if pool.kind == "people":
                    lot.cost_labour += n * minutes * price
                else:
                    lot.cost_equipment += n * minutes * price
            if overtime:
                self._pay_overtime(pool, n, lot, max(started, shift_ends), ended)
            if pool.units is not None:
                pool.units.leave(holder, n)
            if pool.owned:
                self.free(pool, n, lot.owner, lot)
                continue
            pool.working_min += n * worked
            if not pool.clearance_min:
                self.dispatcher.free(pool, n)
            elif pool.cleared_by:
                self._clear_by_people(pool, n, ended, lot)
            else:
                self.dispatcher.clear(pool, n, ended)

    def _pay_overtime(self, pool: Pool, n: int, lot: Lot, begins: int, ended: int) -> None:
        lot.cost_labour += self.account_overtime(pool, n, begins, ended) * pool.overtime_more_per_min

    def account(self, pool: Pool, n: int, lot: Lot, since: int, now: int) -> None:
        """Units held for a step, since when."""
        if not pool.owned:
            pool.working_min += n * max(0, min(now, self.to_min) - max(since, self.from_min))
        if pool.price_per_min:
            lot.cost_equipment += n * (now - since) * pool.price_per_min

    def account_overtime(self, pool: Pool, n: int, begins: int, ended: int) -> int:
        """Work of ``n`` people after the end of their shift: the minutes of those whom nobody on duty relieved.

        Those in the window are counted, all of them are returned.
        """
        if pool.calendar is None or ended <= begins:
            return 0
        relief = self.reliefs.get(pool)
        if relief is None:
            relief = self.reliefs[pool] = Relief(pool.calendar)
        stayed = relief.overtime(n, begins, ended)
        pool.overtime_min += person_minutes_of(stayed, self.from_min, self.to_min)
        return person_minutes_of(stayed, begins, ended)

    def account_waiting(self, pool: Pool, n: int, lot: Lot, since: int, now: int) -> None:
        """Units held after a step, only waiting for the next to begin. They cost what they cost in use."""
        if not pool.owned:
            pool.held_waiting_min += n * max(0, min(now, self.to_min) - max(since, self.from_min))
        if pool.price_per_min:
            lot.cost_equipment += n * (now - since) * pool.price_per_min

    def free(self, pool: Pool, n: int, owner: Owner, lot: Lot | None = None) -> None:
        """Give units back; a shared unit when the last step of the order that shares it does, or the order closes."""
        if pool.owned:
            if owner.leave_owned(pool, lot):
                self.let_go(pool, owner)
            return
        self._free_when_cleared(pool, n, lot)

    def let_go(self, pool: Pool, owner: Owner) -> None:
        """An order gives up the units of a resource that its steps shared."""
        last = owner.last_in(pool)
        since, n = owner.let_go(pool)
        pool.working_min += n * max(0, min(self.agenda.now, self.to_min) - max(since, self.from_min))
        self._free_when_cleared(pool, n, last)

    def end_campaigns(self, owner: Owner) -> None:
        """Nothing more is made for an owner: it gives up what it still holds, and waits for nothing."""
        for story in owner.side_stories:
            story.cancel()
        for pool in owner.owned():
            self.let_go(pool, owner)

    def _free_when_cleared(self, pool: Pool, n: int, lot: Lot | None) -> None:
        """Units are free again after line clearance, where there is one."""
        if not pool.clearance_min:
            self.dispatcher.free(pool, n)
        elif pool.cleared_by:
            self._clear_by_people(pool, n, self.agenda.now, lot)
        else:
            self.dispatcher.clear(pool, n, self.agenda.now)

    def _clear_by_people(self, pool: Pool, n: int, since: int, lot: Lot | None) -> None:
        """Line clearance waits for who does it; the units are out of use until it is done. The lot in it last pays, else the site."""
        self._clearances += 1
        number, minutes = self._clearances, pool.clearance_min
        self.to_clear[number] = (pool, n, since)
        key = (CLEARS, pool.index, number)
        if lot is not None:
            lot.cost_labour += sum(people * minutes * group.price_per_min for group, people in pool.cleared_by)
        done = partial(self._cleared, number)
        Upkeep(
            self,
            key,
            pool.cleared_by,
            minutes,
            min(minutes, pool.clearance_planned_min),
            done,
            keeps_a_unit=True,
            payer=lot,
        )

    def _cleared(self, number: int) -> None:
        pool, n, since = self.to_clear.pop(number)
        self.account_changeover(pool, n, since)
        self.dispatcher.free(pool, n)

    def account_changeover(self, pool: Pool, n: int, since: int) -> None:
        """Units out of use for clearance since an instant."""
        pool.changeover_min += n * max(0, min(self.agenda.now, self.to_min) - max(since, self.from_min))

    # lots

    def draw_traits(self, lot: Lot) -> None:
        """Draw the parts of traits that belong to lots of this material."""
        for trait, share, stream in lot.material.trait_parts:
            t, drawn = lot.traits.get(trait, (0.0, 0.0))
            z = self.draws.trait_part(stream, lot)
            lot.traits[trait] = (t + sqrt(share) * z, min(1.0, drawn + share))

    def supplied(self, material: str, owner: Owner, ordinal: int) -> Lot:
        """A lot that comes from outside, whole, with what the material has."""
        plan = self.blueprint.materials[material]
        lot = Lot(plan, owner, (ordinal,), None, 1)
        self.draw_traits(lot)
        lot.in_process = False
        owner.lots.append(lot)
        self.finish(lot, plan.packs)
        return lot

    def finish(self, lot: Lot, packs: int) -> None:
        """A lot is made: it is packed, its retain sample is kept, its shelf life begins."""
        now, material = self.agenda.now, lot.material
        for name, drawn in material.has:
            lot.state[name] = self.draws.value(drawn, lot)
        lot.made_at = lot.aged_at = now
        release = self.blueprint.release.get(material.name)
        before = lot.primary(self.amounts)
        lot.produced = lot.sampled + before
        self.books.made(lot)
        if release is not None and release.retains:
            lot.retained = release.retains * before
            self.books.share(lot, books.RETAINED, release.retains)
            for name in self.amounts:
                if name in lot.state:
                    lot.state[name] *= 1.0 - release.retains
        for name, size in material.pack.items():
            if name in lot.state:
                packs = min(packs, int(lot.state[name] / size + 1e-9))
        lot.packs_made = lot.packs_left = packs
        self.books.packed(lot, books.PACKS, packs)
        for name, size in material.pack.items():
            if name in lot.state:
                left_over = lot.state[name] - packs * size
                if name == next(n for n in self.amounts if n in lot.state):
                    lot.discarded += left_over
                self.books.amount(lot, books.DISCARDED, name, left_over)
            else:
                self.books.packed(lot, name, packs * size)
            lot.state[name] = packs * size
        if material.pack:
            lot.produced = lot.sampled + lot.retained + lot.discarded + lot.primary(self.amounts)
        if material.loses:
            lot.losing = tuple((name, self.draws.value(drawn, lot)) for name, drawn in material.loses)
        frozen = release is not None and release.hold == "cryopreserved"
        if material.shelf_life_d is not None and not frozen:
            lot.expires_at = now + max(1, minutes_of_days(self.draws.value(material.shelf_life_d, lot)))
            key = (lot.owner.key, lot.packed, material.index, 0)
            self.agenda.at(lot.expires_at, DEADLINE, key, lambda: self.disposition.expire(lot))
        if frozen:
            lot.losing = ()

    def age(self, lot: Lot) -> None:
        """Bring the amounts of a whole lot up to now."""
        now = self.agenda.now
        if lot.in_process or not lot.losing or now <= lot.aged_at:
            return
        days = (now - lot.aged_at) / DAY
        lot.aged_at = now
        before = lot.primary(self.amounts)
        there = lot.packs_left / lot.packs_made if lot.packs_made else 1.0
        for name, lost in lot.losing:
            if name in lot.state:
                kept = kept_fraction(lost, days)
                self.books.amount(lot, books.LOST, name, (1.0 - kept) * lot.state[name] * there)
                lot.state[name] *= kept
        lot.lost += (before - lot.primary(self.amounts)) * there

    def pack_amount(self, lot: Lot) -> float:
        """The primary amount of one pack."""
        return lot.primary(self.amounts) / (lot.packs_made or 1)

    def take(self, lot: Lot, take: TakePlan, for_lot: Lot | None = None) -> dict[str, float]:
        """Take from a lot; the amounts taken. What nobody needs the results of before is tested from now on.

        What is taken of stock carries its part of the costs along.
        """
        self.begin_late_tests(lot)
        if for_lot is not None and isinstance(lot.owner, SupplyEvent) and take.amount != "stays":
            lot.pass_costs_on(for_lot, take.n if take.amount == "packs" else lot.packs_left)
        if take.amount == "stays":
            return {}
        self.age(lot)
        if take.amount == "packs":
            lot.packs_left -= take.n
            lot.promised = max(0, lot.promised - take.n)
            lot.dosed += take.n * self.pack_amount(lot)
            self.books.packs(lot, books.DOSED, take.n)
            packs = lot.packs_made or 1
            taken = {name: take.n * lot.state[name] / packs for name in self.amounts if name in lot.state}
            if lot.packs_left == 0:
                self.end_lot(lot, USED, None, None)
            elif lot.material.name in self.stocks:
                self.stocks[lot.material.name].used(lot)
            return taken
        taken = {name: lot.state[name] for name in self.amounts if name in lot.state}
        whole = lot.packs_left / lot.packs_made if lot.packs_made else 1.0
        taken = {name: amount * whole for name, amount in taken.items()}
        lot.dosed += lot.primary(self.amounts) * whole
        self.books.packs(lot, books.DOSED, lot.packs_left)
        lot.packs_left = 0
        self.end_lot(lot, USED, None, None)
        return taken

    def put_back(self, inputs: list[Taken]) -> None:
        """What was claimed from stock is not taken."""
        for take, lots in inputs:
            stock = self.stocks.get(take.material)
            if stock is not None and not self.over:
                for lot in lots:
                    stock.put_back(take, lot)

    def begin_late_tests(self, lot: Lot) -> None:
        """Begin the tests of a lot that was used before anybody needed their results."""
        if not lot.tests_begun and lot.material.name not in self.blueprint.release:
            self.begin_tests(lot)

    def begin_tests(self, lot: Lot) -> None:
        """Begin every test that is made of a whole lot of this material."""
        lot.tests_begun = True
        for name in lot.material.tested_when:
            if lot.exists:
                self.laboratory.sample(name, lot)

    def available(self, lot: Lot) -> None:
        """A lot may be used: stock takes it up if it belongs to stock."""
        stock = self.stocks.get(lot.material.name)
        if stock is not None and isinstance(lot.owner, SupplyEvent) and lot.exists:
            stock.add(lot)

    def end_lot(self, lot: Lot, end: str, reason: str | None, place: str | None) -> None:
        """Nothing more becomes of a lot; what is left of it is accounted for."""
        now = self.agenda.now
        if lot.made_at is not None:
            self.age(lot)
        lot.ended_at, lot.end, lot.reason, lot.place = now, end, reason, place
        left = lot.primary(self.amounts)
        if lot.packs_made:
            left *= lot.packs_left / lot.packs_made
        self.books.packs(lot, books.EXPIRED if end == EXPIRED else books.DISCARDED, lot.packs_left)
        if end == EXPIRED:
            lot.expired += left
        else:
            lot.discarded += left
        if end in (STOPPED, ABORTED):
            lot.in_process = False
        if end != USED and lot.released_at is None:
            self.laboratory.cancel(lot)
        if lot.storage is not None and end != USED:
            self.leave_store(lot)
        stock = self.stocks.get(lot.material.name)
        if stock is not None:
            stock.forget(lot)

    def leave_store(self, lot: Lot) -> None:
        """Free its position in store."""
        pool = lot.storage
        if pool is not None:
            lot.storage = None
            self.account(pool, 1, lot, lot.storage_since, self.agenda.now)
            self.free(pool, 1, lot.owner)

    def lose(self, lot: Lot, reason: str, place: str) -> None:
        """A lot in process is lost to something that befell it."""
        making = self.makings.get(lot)
        if making is not None and lot.in_process:
            making.abort(LOST, reason, place)

    def making_of(self, lot: Lot) -> Making | None:
        """The making whose lot in process it is."""
        return self.makings.get(lot)

    def watch_flag(self, making: Making, name: str) -> None:
        """A flag was set on a lot in process: it may be seen after some days, and the lot is lost then."""
        event, after_d, reason = self.blueprint.shows[name]
        lot = making.lot
        if not self.draws.happens(event, lot):
            return
        seen_at = self.agenda.now + max(1, minutes_of_days(self.draws.value(after_d, lot)))
        index = list(self.blueprint.shows).index(name)

        def see() -> None:
            if lot.in_process and lot.state.get(name):
                self.decide(lot, "gate", name, "seen", reason, None)
                making.abort(STOPPED, reason, "culture")

        self.agenda.at(seen_at, COMPLETION, (lot.owner.key, lot.packed, lot.material.index, -2, index), see)

    def values(self, lot: Lot) -> dict[str, float]:
        """Every attribute of a lot, ratios included."""
        values = dict(lot.state)
        for name in self.ratios:
            value = lot.value(name, self.ratios)
            if value is not None:
                values[name] = value
        return values

    # notes

    def decide(
        self,
        lot: Lot | None,
        kind: str,
        subject: str,
        verdict: str,
        reason: str | None,
        rule: str | None,
        owner: Owner | None = None,
        cost: float | None = None,
    ) -> None:
        """Write down a decision about a lot, or about an order that has none."""
        owner = owner or (lot.owner if lot is not None else None)
        order = owner.number if isinstance(owner, Order) else None
        cohort = owner.in_cohort if owner is not None else False
        label = lot.label if lot is not None else None
        self.journal.decisions.append(
            (self.replication, order, cohort, label, self.agenda.now, kind, subject, verdict, reason, rule, cost)
        )

    def note_late(self, run: TaskRun) -> None:
        """A task begins late: a deviation, with its cost to the culture."""
        lot, plan = run.work.lot, run.plan
        self.decide(lot, "deviation", f"{run.work.step}.{plan.name}", "late", "late", None)
        self._cost_the_culture(lot, plan.late_costs)

    def _cost_the_culture(self, lot: Lot, costs: tuple[tuple[str, float], ...]) -> None:
        for name, fraction in costs:
            if name in lot.state:
                lot.state[name] *= 1.0 - fraction

    def note_not_done(self, run: TaskRun, outcome: str) -> None:
        """A task that will not be done: its row; of a missed one that has a tolerance, the deviation and its cost."""
        work, plan = run.work, run.plan
        if outcome == "missed" and (plan.missed_costs or plan.late_after_min is not None):
            self.decide(work.lot, "deviation", f"{work.step}.{plan.name}", "missed", "missed", None)
            self._cost_the_culture(work.lot, plan.missed_costs)
        row = (
            self.replication,
            work.order,
            work.lot.label,
            work.procedure,
            work.step,
            plan.name,
            run.occurrence,
            run.due,
        )
        self.journal.steps.append((*row, None, None, plan.planned_min, outcome == "missed", outcome, None, None, None))

    def follow_up_done(self, lot: Lot, name: str) -> None:
        """A result that the release only follows was reported."""
        pending = self.follow_ups.get(lot)
        if pending is not None:
            pending.discard(name)
            if not pending:
                del self.follow_ups[lot]
                self.check_over()

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
                self.end_lot(lot, LEFT_OVER, None, None)
            if lot.released_at is None:
                self.laboratory.cancel(lot)
