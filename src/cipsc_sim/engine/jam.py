"""Jams: stores most of which is held by orders that wait for more of them, so that they keep each other waiting."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cipsc_sim.engine.minutes import WEEK

if TYPE_CHECKING:
    from cipsc_sim.engine.owner import Owner
    from cipsc_sim.engine.plant import Plant
    from cipsc_sim.engine.pool import Pool


class Jams:
    """Looked for once a week; what is found is counted from the start of the count window on."""

    __slots__ = ("_plant", "_stores", "minutes", "most_orders")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        stores = {each.kept_in for each in plant.blueprint.materials.values() if each.kept_in is not None}
        self._stores = tuple(plant.pools[index] for index in sorted(stores))
        self.minutes: dict[Pool, int] = defaultdict(int)
        """By store, the weeks in which it was jammed."""
        self.most_orders: dict[Pool, int] = defaultdict(int)
        """By store, the most that waited for it then."""

    def look(self) -> bool:
        """Note which stores are jammed now; whether any is. A store with room left costs nothing."""
        jammed = False
        for pool in self._stores:
            if pool.busy + pool.least_need > pool.capacity:
                waiting = self._who_waits(pool)
                held = sum(lot.storage is pool for owner in waiting for lot in owner.lots)
                if 2 * held >= pool.count > 0:
                    jammed = True
                    self._count(pool, len(waiting))
        return jammed

    def _who_waits(self, pool: Pool) -> set[Owner]:
        """Who asks for more of it than is left."""
        room = pool.capacity - pool.busy
        requests = self._plant.dispatcher.waiting_requests()
        return {request.owner for request in requests if any(one is pool and n > room for one, n in request.needs)}

    def _count(self, pool: Pool, orders: int) -> None:
        if self._plant.agenda.now > self._plant.from_min:
            self.minutes[pool] += min(WEEK, self._plant.agenda.now - self._plant.from_min)
            self.most_orders[pool] = max(self.most_orders[pool], orders)
