"""A making: one run of a procedure, from the lots it takes to the lots it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import BreakPlan, ProcedurePlan, StepPlan, TakePlan
from cipsc_sim.engine.culture import Culture, Lost
from cipsc_sim.engine.flags import watch_flag
from cipsc_sim.engine.lot import LOST, STOPPED, USED, Lot
from cipsc_sim.engine.rank import LIVING
from cipsc_sim.engine.story import Story, Storyline

if TYPE_CHECKING:
    from cipsc_sim.engine.owner import Attempt, Owner
    from cipsc_sim.engine.plant import Plant
    from cipsc_sim.engine.pool import Pool

Taken = tuple[TakePlan, list[Lot]]


class Making:
    """One lot in process: the procedure it runs through, what it holds, and how it ends."""

    __slots__ = (
        "_moves",
        "_side_stories",
        "attempt",
        "culture",
        "held",
        "lot",
        "owner",
        "plant",
        "procedure",
        "rank",
        "story",
        "to_give_back",
        "waits_since",
    )

    def __init__(
        self, plant: Plant, owner: Owner, procedure: ProcedurePlan, inputs: list[Taken], attempt: Attempt, rank: int
    ) -> None:
        self.plant = plant
        self.owner = owner
        self.procedure = procedure
        self.attempt = attempt
        self.rank = rank
        self.held: dict[Pool, tuple[int, int]] = {}
        """Units of equipment held for the present step, and since when."""
        self.to_give_back: dict[Pool, tuple[int, int]] = {}
        """What the step before keeps until the next has begun, and since when it only waits."""
        self.culture: Culture | None = None
        self.waits_since: int | None = None
        """Since when it only waits for its next step, with what is kept for it."""
        self._side_stories: list[tuple[Pool, Story]] = []
        """Waits for a unit in place of one that broke, or for all that is needed."""
        self._moves = 0
        self.lot = self._lot_in_process(inputs)
        self.story = self.lot.story = Story(self._run())
        owner.making[procedure.makes] = owner.making.get(procedure.makes, 0) + 1
        plant.makings[self.lot] = self

    @property
    def holds_something(self) -> bool:
        """Whether it holds equipment, or a place in store by what it takes."""
        return bool(self.held or self.to_give_back) or any(source.storage is not None for source, _ in self.lot.sources)

    def uses(self, pool: Pool) -> bool:
        """Whether it is in a unit of that resource, or waits in one for its next step."""
        return pool in self.held or pool in self.to_give_back

    def start(self) -> None:
        """Begin with the first step."""
        for name in self.plant.blueprint.shows:
            if self.lot.state.get(name):
                watch_flag(self, name)
        self.story.advance()

    def _lot_in_process(self, inputs: list[Taken]) -> Lot:
        plant, procedure = self.plant, self.procedure
        parent = inputs[0][1][0]
        material = plant.blueprint.materials[procedure.makes]
        if parent.owner is self.owner:
            path = (*parent.path, parent.next_child(material.name))
        else:
            path = (self.owner.next_root(material.name),)
        lot = Lot(material, self.owner, path, parent, self.attempt.number)
        lot.procedure = procedure.name
        if procedure.lots == 1:
            plant.inventory.draw_traits(lot)
        for name, value in parent.state.items():
            if plant.blueprint.attributes.get(name) != "amount":
                lot.state[name] = value
        for take, taken in inputs:
            for source in taken:
                if source is not parent:
                    _set_flags_of(source, lot, plant.blueprint.attributes)
                for name, value in plant.inventory.take(source, take, lot).items():
                    lot.state[name] = lot.state.get(name, 0.0) + value
                lot.sources.append((source, take.n if take.amount == "packs" else None))
        if procedure.makes == plant.blueprint.orders.wants:
            self.owner.batches += 1
            lot.batch_number = self.owner.batches
        self.owner.lots.append(lot)
        return lot

    def _run(self) -> Storyline:
        plant = self.plant
        try:
            for place, step in enumerate(self.procedure.steps):
                yield from Culture(plant, self, step, place).carry_out()
                if self.story.ended:
                    return
            made = self._made()
        except Lost as lost:
            self._over()
            self._ended(LOST, lost.reason, lost.place)
            return
        self._over()
        for one in made:
            if one.packs_made:
                plant.disposition.made(one)
            else:
                plant.inventory.end(one, LOST, "too_few", self.procedure.steps[-1].name)
                plant.disposition.note_failure(one, "too_few", self.procedure.steps[-1].name)
        self.owner.notify()

    def abort(self, end: str, reason: str | None, place: str) -> None:
        """End it from outside: a test failed, growth was seen, the order closed."""
        if self.story.ended:
            return
        self.story.cancel()
        self._over()
        self._ended(end, reason, place)

    def _over(self) -> None:
        """The lot in process needs nothing any more but its place in store."""
        for _, story in self._side_stories:
            story.cancel()
        self.owner.making[self.procedure.makes] -= 1
        self.lot.story = None
        del self.plant.makings[self.lot]
        self._give_all_back()
        self.lot.in_process = False
        self._leave_inputs()

    def _ended(self, end: str, reason: str | None, place: str) -> None:
        plant, lot = self.plant, self.lot
        lot.produced = lot.sampled + lot.primary(plant.amounts)
        plant.inventory.end(lot, end, reason, place)
        if end in (LOST, STOPPED) and reason is not None:
            plant.disposition.note_failure(lot, reason, place)

    def _made(self) -> list[Lot]:
        """What the route leads to: one lot, or several with equal parts of it."""
        plant, procedure, lot = self.plant, self.procedure, self.lot
        n = procedure.lots
        if procedure.lots_from is not None:
            amount, at_most, reason = procedure.lots_from
            n = min(at_most, int(lot.state.get(amount, 0.0)))
            if n < 1:
                raise Lost(reason, procedure.steps[-1].name)
        storage = lot.material.kept_in
        if n == 1 and procedure.lots == 1:
            lots = [lot]
        else:
            lots = [self._part(k, n) for k in range(1, n + 1)]
            self.owner.lots.remove(lot)
            self.owner.lots.extend(lots)
            plant.laboratory.split(lot, lots)
        for one in lots:
            one.in_process = False
            plant.inventory.finish(one, procedure.packs)
        if storage is not None:
            pool = plant.pools[storage]
            held, since = self.held.pop(pool)
            for one in lots:
                one.storage, one.storage_since = pool, since
            if held > len(lots):
                self.held[pool] = (held - len(lots), since)
        return lots

    def _part(self, k: int, n: int) -> Lot:
        plant, whole = self.plant, self.lot
        part = Lot(whole.material, self.owner, (*whole.path, k), whole.parent, whole.attempt)
        part.traits = dict(whole.traits)
        part.procedure = whole.procedure
        part.asked_at = whole.asked_at
        part.begun_at = whole.begun_at
        part.batch_number = whole.batch_number
        part.verdicts = dict(whole.verdicts)
        part.reported = dict(whole.reported)
        part.true_when_sampled = dict(whole.true_when_sampled)
        part.reserves = whole.reserves
        plant.inventory.draw_traits(part)
        kinds = plant.blueprint.attributes
        part.state = {name: value / n if kinds.get(name) == "amount" else value for name, value in whole.state.items()}
        part.sampled = whole.sampled / n
        plant.books.split(whole, part, n)
        for cost in ("cost_consumables", "cost_labour", "cost_tests", "cost_equipment", "cost_action_plans"):
            setattr(part, cost, getattr(whole, cost) / n)
        part.sources = whole.sources
        return part

    def pass_on(self, step: StepPlan) -> None:
        """The next step has begun: it holds what it asked for, what was kept for it, and nothing else of the step before."""
        now = self.plant.agenda.now
        for pool, (n, since) in self.to_give_back.items():
            self._give_back(pool, n, since, now)
        self.to_give_back = {}
        for pool, (n, since) in self.held.items():
            self.account(pool, n, since, now)
            self.held[pool] = (n, now)
        self.waits_since = None
        self._leave_inputs()
        self.hold(step)

    def account(self, pool: Pool, n: int, since: int, now: int) -> None:
        """Units held since an instant: for a step, and from its end on only waiting for the next."""
        waits = self.waits_since
        if waits is None:
            self.plant.accounts.working(pool, n, self.lot, since, now)
            return
        if since < waits:
            self.plant.accounts.working(pool, n, self.lot, since, waits)
        self.plant.accounts.waiting(pool, n, self.lot, max(since, waits), now)

    def hold(self, step: StepPlan) -> None:
        """It holds from now on what the step asked for."""
        now = self.plant.agenda.now
        for index, n in step.needs:
            self.held[self.plant.pools[index]] = (n, now)

    def interrupt(self, broken: Pool, rule: BreakPlan) -> None:
        """A unit broke in which the culture is: it is lost, waits for a unit, or is moved to one and goes on meanwhile."""
        culture = self.culture
        if rule.culture == "lost" or rule.on_interrupt == "lost" or culture is None:
            self.abort(LOST, rule.reason, culture.plan.name if culture is not None else "")
            return
        if broken in self.to_give_back:
            self._give_up_waiting(broken)
        if broken not in self.held:
            return
        if rule.culture == "waits":
            story = Story(culture.suspend(rule))
        else:
            story = Story(self._move(broken, culture))
        self._side_stories.append((broken, story))
        story.advance()

    def _give_up_waiting(self, broken: Pool) -> None:
        """A unit broke in which the lot only waited for its next step: it waits on without it."""
        now = self.plant.agenda.now
        n, since = self.to_give_back.pop(broken)
        self.plant.accounts.waiting(broken, n, self.lot, since, now)
        self.plant.clearance.free(broken, 1, self.owner)
        if n > 1:
            self.to_give_back[broken] = (n - 1, now)

    def _move(self, broken: Pool, culture: Culture) -> Storyline:
        """Give the broken unit up and take another as soon as there is one."""
        plant, lot = self.plant, self.lot
        now = plant.agenda.now
        n, since = self.held[broken]
        self.account(broken, n, since, now)
        plant.clearance.free(broken, 1, self.owner)
        if n > 1:
            self.held[broken] = (n - 1, now)
        else:
            del self.held[broken]
        self._moves += 1
        key = (LIVING, now, self.owner.key, lot.packed, culture.plan.number, -1, self._moves)
        yield from plant.seize(key, ((broken, 1),), self.owner, holder=self)
        still, since = self.held.get(broken, (0, plant.agenda.now))
        if still:
            self.account(broken, still, since, plant.agenda.now)
        self.held[broken] = (still + 1, plant.agenda.now)

    def give_up_held(self) -> tuple[tuple[Pool, int], ...]:
        """Give back what is held for the present step; what that was."""
        now = self.plant.agenda.now
        needs = tuple(sorted(((pool, n) for pool, (n, _) in self.held.items()), key=lambda need: need[0].index))
        for pool, (n, since) in self.held.items():
            self.account(pool, n, since, now)
            self._free(pool, n)
        self.held = {}
        return needs

    def _free(self, pool: Pool, n: int) -> None:
        if pool.units is not None:
            pool.units.leave(self, n)
        self.plant.clearance.free(pool, n, self.owner, self.lot)

    def step_ended(self, step: StepPlan, now: int) -> None:
        """The step is over: its equipment is given back, but for what the next keeps or what it holds until then."""
        if step is self.procedure.steps[-1]:
            return
        for pool, story in self._side_stories:
            if pool.index not in step.kept:
                story.cancel()
        for pool, (n, since) in list(self.held.items()):
            if pool.index in step.kept:
                continue
            del self.held[pool]
            if step.holds:
                self.plant.accounts.working(pool, n, self.lot, since, now)
                self.to_give_back[pool] = (n, now)
            else:
                self.plant.accounts.working(pool, n, self.lot, since, now)
                self._free(pool, n)
        self.waits_since = now

    def _give_back(self, pool: Pool, n: int, since: int, now: int) -> None:
        self.plant.accounts.waiting(pool, n, self.lot, since, now)
        self._free(pool, n)

    def _give_all_back(self) -> None:
        now = self.plant.agenda.now
        for pool, (n, since) in self.to_give_back.items():
            self._give_back(pool, n, since, now)
        self.to_give_back = {}
        for pool, (n, since) in self.held.items():
            self.account(pool, n, since, now)
            self._free(pool, n)
        self.held = {}

    def _leave_inputs(self) -> None:
        """What was used up leaves its place in store when the first step has begun."""
        for source, _packs in self.lot.sources:
            if source.end == USED and source.storage is not None:
                self.plant.inventory.leave_store(source)


def _set_flags_of(source: Lot, lot: Lot, kinds: Mapping[str, str]) -> None:
    """One contaminated lot in a pool contaminates what is made of it."""
    for name, value in source.state.items():
        if value and kinds.get(name) == "flag":
            lot.state[name] = value
