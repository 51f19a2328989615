"""Accounts: the minutes of each resource that lie in the count window, and what the lots that used it pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.relief import Relief, person_minutes_of

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.pool import Pool


class Accounts:
    """Counts minutes in the window only; lots pay for all of them.

    Units that the steps of an order share work from when the order takes them until it lets them go, whatever is in them.
    """

    __slots__ = ("_from_min", "_reliefs", "_to_min")

    def __init__(self, from_min: int, to_min: int) -> None:
        self._from_min, self._to_min = from_min, to_min
        self._reliefs: dict[Pool, Relief] = {}
        """Of staff groups of whom somebody worked past a shift."""

    def within(self, since: int, until: int) -> int:
        """The minutes between two instants that lie in the window."""
        return max(0, min(until, self._to_min) - max(since, self._from_min))

    def attended(self, pool: Pool, n: int, lot: Lot, started: int, shift_ends: int, ended: int) -> None:
        """People and equipment of a task, from its start to its end; what ran past the end of a shift costs more."""
        price = pool.price_per_min
        if price:
            if pool.kind == "people":
                lot.cost_labour += n * (ended - started) * price
            else:
                lot.cost_equipment += n * (ended - started) * price
        if ended > shift_ends:
            lot.cost_labour += self.overtime(pool, n, max(started, shift_ends), ended) * pool.overtime_more_per_min
        if not pool.owned:
            pool.working_min += n * self.within(started, ended)

    def working(self, pool: Pool, n: int, lot: Lot, since: int, until: int) -> None:
        """Equipment in which a lot is worked on, or kept."""
        if not pool.owned:
            pool.working_min += n * self.within(since, until)
        if pool.price_per_min:
            lot.cost_equipment += n * (until - since) * pool.price_per_min

    def waiting(self, pool: Pool, n: int, lot: Lot, since: int, until: int) -> None:
        """Equipment held after a step, only waiting for the next to begin. It costs what it costs in use."""
        if not pool.owned:
            pool.held_waiting_min += n * self.within(since, until)
        if pool.price_per_min:
            lot.cost_equipment += n * (until - since) * pool.price_per_min

    def shared(self, pool: Pool, n: int, since: int, until: int) -> None:
        """Units that an order held for all of its steps that share them."""
        pool.working_min += n * self.within(since, until)

    def changeover(self, pool: Pool, n: int, since: int, until: int) -> None:
        """Units out of use for line clearance."""
        pool.changeover_min += n * self.within(since, until)

    def down(self, pool: Pool, since: int, until: int) -> None:
        """One unit out of use until it was repaired."""
        pool.down_min += self.within(since, until)

    def overtime(self, pool: Pool, n: int, begins: int, ended: int) -> int:
        """Work of ``n`` people after the end of their shift: the minutes of those whom nobody on duty relieved.

        Those in the window are counted, all of them are returned.
        """
        if pool.calendar is None or ended <= begins:
            return 0
        relief = self._reliefs.get(pool)
        if relief is None:
            relief = self._reliefs[pool] = Relief(pool.calendar)
        stayed = relief.overtime(n, begins, ended)
        pool.overtime_min += person_minutes_of(stayed, self._from_min, self._to_min)
        return person_minutes_of(stayed, begins, ended)
