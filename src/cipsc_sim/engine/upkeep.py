"""Upkeep: work on the site itself, for no lot: line clearance by people, repair by people, maintenance of units."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cipsc_sim.engine.agenda import COMPLETION, FOLLOW_UP
from cipsc_sim.engine.blueprint import MaintenancePlan
from cipsc_sim.engine.minutes import minutes_of_hours
from cipsc_sim.engine.owner import Owner
from cipsc_sim.engine.pool import Bound, Pool, first_shift_end
from cipsc_sim.engine.rank import LIVING
from cipsc_sim.engine.request import RequestFor

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.plant import Plant

SITE = 1 << 61
"""Owner of upkeep in keys: behind every order, before stock."""

CLEARS, REPAIRS, MAINTAINS = 0, 1, 2


class Upkeep:
    """One piece of work on the site: it asks for what it needs, lasts, gives it back, and says that it is done."""

    __slots__ = (
        "_done",
        "_key",
        "_minutes",
        "_needs",
        "_owner",
        "_payer",
        "_plant",
        "_shift_ends",
        "holds_something",
        "started_at",
    )

    def __init__(
        self,
        plant: Plant,
        key: tuple[int, ...],
        needs: Bound,
        minutes: int,
        planned_min: int,
        done: Callable[[], None],
        *,
        keeps_a_unit: bool,
        payer: Lot | None = None,
    ) -> None:
        self._plant = plant
        self._key = key
        self._needs = needs
        self._minutes = minutes
        self._done = done
        self._payer = payer
        """The lot that has paid for the work and pays for its overtime; without one the site does, for what falls in the window."""
        self._owner = Owner(SITE, 0, "the site", False)
        self._shift_ends = 0
        self.holds_something = keeps_a_unit
        """Whether a unit that others may wait for is out of use meanwhile."""
        self.started_at = -1
        now = plant.agenda.now
        request = RequestFor((LIVING, now, SITE, *key), needs, self._begin, self._owner, planned_min, self)
        plant.dispatcher.ask(request)

    def _begin(self) -> None:
        plant = self._plant
        self.started_at = plant.agenda.now
        self._shift_ends = first_shift_end(self._needs)
        plant.upkeep[self] = None
        plant.agenda.at(self.started_at + self._minutes, COMPLETION, (SITE, *self._key), self._finish)

    def _finish(self) -> None:
        plant = self._plant
        del plant.upkeep[self]
        self.account(plant.agenda.now)
        for pool, n in self._needs:
            if pool.owned:
                if not self._owner.holds(pool):
                    continue
                self._owner.let_go(pool)
            elif pool.units is not None:
                pool.units.leave(self, n)
            plant.dispatcher.free(pool, n)
        self._done()

    def interrupt(self, broken: Pool, _rule: object) -> None:
        """The unit that is maintained fails meanwhile: maintenance goes on, the unit is free when it is repaired."""
        self.account(self._plant.agenda.now)
        self.started_at = self._plant.agenda.now
        self._needs = tuple((pool, n) for pool, n in self._needs if pool is not broken)
        self._plant.dispatcher.free(broken, 1)

    def account(self, until: int) -> None:
        """Count what it used in the window: people work, equipment is down."""
        plant = self._plant
        minutes = plant.accounts.within(self.started_at, until)
        for pool, n in self._needs:
            if pool.kind != "people":
                pool.down_min += n * minutes
                continue
            pool.working_min += n * minutes
            before = pool.overtime_min
            overtime = plant.accounts.overtime(pool, n, max(self.started_at, self._shift_ends), until)
            if self._payer is not None:
                self._payer.cost_labour += overtime * pool.overtime_more_per_min
                continue
            in_window = pool.overtime_min - before
            pool.upkeep_cost += n * minutes * pool.price_per_min + in_window * pool.overtime_more_per_min


class Maintained:
    """Lets the time of each unit for one kind of maintenance come, spread over its interval."""

    def __init__(self, plant: Plant, pool: Pool, number: int, plan: MaintenancePlan) -> None:
        self._plant = plant
        self._pool = pool
        self._number = number
        self._plan = plan
        by = tuple((plant.pools[index], n) for index, n in plan.by)
        self._needs: Bound = tuple(sorted((*by, (pool, 1)), key=lambda need: need[0].index))

    def open(self) -> None:
        """Every unit was maintained before minute 0, one after the other."""
        for unit in range(self._pool.count):
            self._comes_at(self._plan.every_min * (unit + 1) // self._pool.count, unit, 0)

    def _comes_at(self, minute: int, unit: int, time: int) -> None:
        key = (SITE, MAINTAINS, self._pool.index, self._number, unit)
        minute = max(1, minute, self._plant.agenda.now)
        if minute <= self._plant.blueprint.horizon_min:
            self._plant.agenda.at(minute, FOLLOW_UP, key, partial(self._due, minute, unit, time))

    def _due(self, minute: int, unit: int, time: int) -> None:
        plant, plan = self._plant, self._plan
        hours = plant.draws.loose(plan.lasts_h, unit, time)
        key = (MAINTAINS, self._pool.index, self._number, unit)
        lasts = max(1, minutes_of_hours(hours))
        following = partial(self._comes_at, minute + plan.every_min, unit, time + 1)
        Upkeep(plant, key, self._needs, lasts, plan.planned_min, following, keeps_a_unit=False)
