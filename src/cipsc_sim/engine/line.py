"""Lines: those who wait for the same stand in one, and only the first of them is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

from cipsc_sim.engine.pool import Bound, Pool
from cipsc_sim.engine.request import Key, Request, Wait

_NOTHING: dict[tuple[Pool, ...], int] = {}


class Line:
    """Requests that wait for the same units, for as many minutes of a shift: what one of them is short of, all are.

    ``options`` are the ways to meet any of them, each without the shared units that its order has already.
    """

    __slots__ = (
        "_blockers",
        "_pools",
        "_since",
        "_waited",
        "called_in",
        "kept_in",
        "need",
        "options",
        "place",
        "places",
        "planned_min",
        "requests",
        "shares",
        "short_in",
        "size",
        "units",
    )

    def __init__(self, options: tuple[Bound, ...], planned_min: int) -> None:
        self.options = options
        self.planned_min = planned_min
        self.units: dict[Pool, int] = {}
        """The fewest units of each pool with which any of the options could do."""
        for needs in options:
            for pool, n in needs:
                self.units[pool] = min(n, self.units.get(pool, n))
        self._pools = frozenset(self.units)
        self.shares = any(pool.owned for pool in self.units)
        """Whether it would wait for less if its order came to share in a unit."""
        self.places: tuple[Pool, ...] = ()
        """The pools before which it is parked: for each option one that is short."""
        self.place: Pool | None = None
        """The one pool before which it is parked, if it is one, and the units needed of that."""
        self.need = 0
        self.called_in = self.short_in = self.kept_in = -1
        """The last pass in which it had a turn, in which it was found short, and in which its first was kept back."""
        self.size = 0
        """How many wait in it."""
        self.requests: list[tuple[Key, Request]] = []
        """A heap of those who came; who has left stays in it until he would be first."""
        self._since = 0
        self._blockers: tuple[Pool, ...] = ()
        self._waited = _NOTHING

    def __iter__(self) -> Iterator[Request]:
        """Those who wait in it, in no order."""
        return (request for _, request in self.requests if request.line is self)

    @property
    def first(self) -> tuple[Key, Request]:
        """The first in key order of those who wait in it."""
        requests = self.requests
        while requests[0][1].line is not self:
            heappop(requests)
        return requests[0]

    def join(self, request: Request, now: int, blockers: tuple[Pool, ...]) -> None:
        """Wait in it from now on, for what is short."""
        if self.size:
            self.looked_at(now, blockers)
            request.waited_before = self._waited.copy() if self._waited else _NOTHING
        else:
            self._since, self._blockers = now, blockers
            request.waited_before = self._waited = _NOTHING
        self.size += 1
        request.line = self
        heappush(self.requests, (request.key, request))

    def leave(self, request: Request, now: int) -> list[Wait]:
        """Wait in it no more; what the request waited for, here and in lines before."""
        waits = request.waits or []
        if self._waited:
            before = request.waited_before
            for blockers, minutes in self._waited.items():
                minutes -= before.get(blockers, 0)
                if minutes:
                    waits.append((blockers, minutes))
        if now > self._since:
            waits.append((self._blockers, now - self._since))
        self.forget(request)
        return waits

    def forget(self, request: Request) -> None:
        """It does not wait in it any more. Where nobody does, the line is parked nowhere."""
        request.line = None
        self.size -= 1
        if not self.size:
            self.requests.clear()
            for pool in self.places:
                del pool.parked[self]
            self.places = ()

    def park(self, places: tuple[Pool, ...]) -> None:
        """Wait before these pools."""
        self.places = places
        if len(places) == 1:
            self.place = places[0]
            self.need = self.units[places[0]]
        else:
            self.place = None

    def looked_at(self, now: int, blockers: tuple[Pool, ...]) -> None:
        """One of them was looked at: so long they all waited for what was short before, and from now on for what is short now."""
        if now > self._since:
            if not self._waited:
                self._waited = {}
            self._waited[self._blockers] = self._waited.get(self._blockers, 0) + now - self._since
            self._since = now
        self._blockers = blockers

    def waits_for(self, short: tuple[Pool, ...]) -> bool:
        """Whether those who wait in it would be short of all that one was found short of."""
        return self._pools.issuperset(short)
