"""Breakdowns: single units fail, lowest number first in use; what they interrupt has rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cipsc_sim.engine.agenda import STOPPAGE, SUPPLY
from cipsc_sim.engine.attendance import TaskRun
from cipsc_sim.engine.bench import AssayRun
from cipsc_sim.engine.blueprint import BreakPlan
from cipsc_sim.engine.making import Making
from cipsc_sim.engine.minutes import minutes_of_days
from cipsc_sim.engine.owner import Owner
from cipsc_sim.engine.pool import Pool
from cipsc_sim.engine.rank import LIVING
from cipsc_sim.engine.story import Story, Storyline
from cipsc_sim.engine.upkeep import REPAIRS, Upkeep

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

Holder = TaskRun | Making | AssayRun | Upkeep | Owner


class Units:
    """The units of a resource that can break: who holds each, and which are down. The lowest free number goes first."""

    __slots__ = ("_down", "_holders")

    def __init__(self, count: int) -> None:
        self._holders: list[Holder | None] = [None] * count
        self._down = [False] * count

    def assign(self, holder: Holder, n: int) -> None:
        """Give ``n`` free units to a holder."""
        for unit, held_by in enumerate(self._holders):
            if n == 0:
                return
            if held_by is None and not self._down[unit]:
                self._holders[unit] = holder
                n -= 1

    def leave(self, holder: Holder, n: int) -> None:
        """A holder gives back ``n`` units, or what it still has of them."""
        for unit, held_by in enumerate(self._holders):
            if n and held_by is holder:
                self._holders[unit] = None
                n -= 1

    def pass_on(self, holder: Holder, other: Holder, n: int) -> None:
        """Pass ``n`` units from one holder to another."""
        for unit, held_by in enumerate(self._holders):
            if n and held_by is holder:
                self._holders[unit] = other
                n -= 1

    def fail(self, unit: int) -> Holder | None:
        """A unit goes down; who held it."""
        self._down[unit] = True
        holder, self._holders[unit] = self._holders[unit], None
        return holder

    def repaired(self, unit: int) -> None:
        """A unit is up again."""
        self._down[unit] = False


class Breakdowns:
    """Lets the units of one resource fail and be repaired, each with its own numbers: the k-th failure of a unit is its own."""

    __slots__ = ("_down_since", "_plan", "_plant", "_pool", "_times")

    def __init__(self, plant: Plant, pool: Pool, plan: BreakPlan) -> None:
        self._plant = plant
        self._pool = pool
        self._plan = plan
        self._times = [0] * pool.count
        self._down_since: dict[int, int] = {}

    def open(self) -> None:
        """Every unit is up at minute 0."""
        self._pool.units = Units(self._pool.count)
        for unit in range(self._pool.count):
            self._fails_next(unit)

    def _fails_next(self, unit: int) -> None:
        plant = self._plant
        days = plant.draws.loose(self._plan.every_d, unit, self._times[unit])
        at = max(0, plant.agenda.now) + max(1, minutes_of_days(days))
        plant.agenda.at(at, STOPPAGE, (self._pool.index, unit), partial(self._fail, unit))

    def _fail(self, unit: int) -> None:
        plant, pool, plan = self._plant, self._pool, self._plan
        assert pool.units is not None
        now = plant.agenda.now
        self._down_since[unit] = now
        days = plant.draws.loose(plan.repair_d, unit, self._times[unit])
        self._times[unit] += 1
        holder = pool.units.fail(unit)
        pool.capacity -= 1
        self._begin_repair(unit, max(1, minutes_of_days(days)))
        if isinstance(holder, Owner):
            break_shared(plant, holder, pool, plan)
        elif holder is not None:
            holder.interrupt(pool, plan)

    def _begin_repair(self, unit: int, minutes: int) -> None:
        plant, pool, plan = self._plant, self._pool, self._plan
        repaired = partial(self._repair, unit)
        if plan.repaired_by:
            by = tuple((plant.pools[index], n) for index, n in plan.repaired_by)
            key = (REPAIRS, pool.index, unit, self._times[unit])
            Upkeep(plant, key, by, minutes, plan.planned_min, repaired, keeps_a_unit=True)
            return
        plant.agenda.at(plant.agenda.now + minutes, SUPPLY, (1, pool.index, unit), repaired)

    def _repair(self, unit: int) -> None:
        pool = self._pool
        assert pool.units is not None
        self.account(unit, self._plant.agenda.now)
        pool.units.repaired(unit)
        pool.capacity += 1
        self._plant.dispatcher.wake(pool)
        self._fails_next(unit)

    def account(self, unit: int, until: int) -> None:
        """Count the minutes a unit was down within the window."""
        self._plant.accounts.down(self._pool, self._down_since.pop(unit), until)

    def settle(self, now: int) -> None:
        """Account for the units that are down at the end."""
        for unit in list(self._down_since):
            self.account(unit, now)


def break_shared(plant: Plant, owner: Owner, broken: Pool, rule: BreakPlan) -> None:
    """A unit broke that all steps of an order share: it is given up, and what used it follows the rule."""
    since, n = owner.let_go(broken)
    plant.accounts.shared(broken, n, since, plant.agenda.now)
    plant.dispatcher.free(broken, n)
    in_it = [making for making in plant.makings.values() if making.owner is owner and making.uses(broken)]
    in_it.sort(key=lambda making: making.lot.packed)
    attended = [run for run in plant.running if run.work.lot.owner is owner and any(p is broken for p, _ in run.needs)]
    moves = rule.culture == "moved" and rule.on_interrupt != "lost"
    for making in in_it:
        if not moves or broken in making.to_give_back:
            making.interrupt(broken, rule)
    for run in sorted(attended, key=lambda run: run.identity):
        if run in plant.running:
            run.interrupt(broken, rule)
    if moves and any(broken in making.held for making in in_it) and not owner.closed:
        owner.side_stories.append(Story(_move(plant, owner, broken)))
        owner.side_stories[-1].advance()


def _move(plant: Plant, owner: Owner, broken: Pool) -> Storyline:
    """Take another unit as soon as there is one; what the order does in it goes on meanwhile."""
    owner.claims += 1
    key = (LIVING, plant.agenda.now, owner.key, 0, 0, -1, owner.claims)
    yield from plant.seize(key, ((broken, 1),), owner)
    plant.clearance.free(broken, 1, owner)
