"""Clearance: units that are given back, and the line clearance after which somebody else may have them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cipsc_sim.engine.upkeep import CLEARS, Upkeep

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.owner import Owner
    from cipsc_sim.engine.plant import Plant
    from cipsc_sim.engine.pool import Pool


class Clearance:
    """Frees units: at once, when their line clearance is over, or when people have done it."""

    __slots__ = ("_number", "_plant", "_under_way")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._number = 0
        self._under_way: dict[int, tuple[Pool, int, int]] = {}
        """Units that wait for clearance by people, or are being cleared, and since when."""

    def free(self, pool: Pool, n: int, owner: Owner, lot: Lot | None = None) -> None:
        """Give units back; a shared unit when the last step of the order that shares it does, or the order closes."""
        if not pool.owned:
            self.free_when_cleared(pool, n, lot)
        elif owner.leave_owned(pool, lot):
            self.let_go(pool, owner)

    def let_go(self, pool: Pool, owner: Owner) -> None:
        """An order gives up the units of a resource that its steps shared."""
        last = owner.last_in(pool)
        since, n = owner.let_go(pool)
        self._plant.accounts.shared(pool, n, since, self._plant.agenda.now)
        self.free_when_cleared(pool, n, last)

    def free_when_cleared(self, pool: Pool, n: int, lot: Lot | None) -> None:
        """Units that the steps of an order do not share, or no longer; the lot in them last pays for their clearance."""
        plant = self._plant
        if not pool.clearance_min:
            plant.dispatcher.free(pool, n)
        elif pool.cleared_by:
            self._clear_by_people(pool, n, lot)
        else:
            until = plant.agenda.now + pool.clearance_min
            plant.accounts.changeover(pool, n, plant.agenda.now, until)
            plant.dispatcher.clear(pool, n, until)

    def _clear_by_people(self, pool: Pool, n: int, lot: Lot | None) -> None:
        """The units are out of use until who clears them has done it. Where no lot was in them the site pays."""
        plant, minutes = self._plant, pool.clearance_min
        self._number += 1
        self._under_way[self._number] = (pool, n, plant.agenda.now)
        if lot is not None:
            lot.cost_labour += sum(people * minutes * group.price_per_min for group, people in pool.cleared_by)
        Upkeep(
            plant,
            (CLEARS, pool.index, self._number),
            pool.cleared_by,
            minutes,
            min(minutes, pool.clearance_planned_min),
            partial(self._cleared, self._number),
            keeps_a_unit=True,
            payer=lot,
        )

    def _cleared(self, number: int) -> None:
        pool, n, since = self._under_way.pop(number)
        self._plant.accounts.changeover(pool, n, since, self._plant.agenda.now)
        self._plant.dispatcher.free(pool, n)

    def settle(self, now: int) -> None:
        """Account for the units that are not cleared at the end."""
        for pool, n, since in self._under_way.values():
            self._plant.accounts.changeover(pool, n, since, now)
