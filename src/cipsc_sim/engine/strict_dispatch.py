"""The dispatcher where overtaking is limited: one that has waited too long keeps later ones from all that it needs."""

from __future__ import annotations

from heapq import heappop, heappush

from cipsc_sim.engine.dispatch import Dispatcher, LineKey, Turn
from cipsc_sim.engine.lack import short_of_needs
from cipsc_sim.engine.line import Line
from cipsc_sim.engine.pool import Bound, Pool
from cipsc_sim.engine.request import WAITING, Key, Request


def dispatcher(pools: tuple[Pool, ...], strict_after: int | None, from_min: int, to_min: int) -> Dispatcher:
    """Grants requests; nobody is overtaken that has waited so many minutes. With None anybody may be."""
    if strict_after is None:
        return Dispatcher(pools, from_min, to_min)
    return StrictDispatcher(pools, strict_after, from_min, to_min)


class StrictDispatcher(Dispatcher):
    """Looks at the first of every line in each pass: who has waited too long reserves, where he stands, all that he needs.

    Nothing is kept from those that hold something meanwhile: it may be what he waits for. Those in one line are of one class
    and need the same, so behind a first that is kept back only those could begin.
    """

    __slots__ = ("_keeps_back", "_passed_at", "_reserved", "_somebody_began", "_strict_after")

    def __init__(self, pools: tuple[Pool, ...], strict_after: int, from_min: int, to_min: int) -> None:
        super().__init__(pools, from_min, to_min)
        self._strict_after = strict_after
        self._reserved: set[Pool] = set()
        """What is reserved in this pass, up to where it has come."""
        self._keeps_back = False
        """Whether in the last pass anybody was kept from what there was enough of."""
        self._somebody_began = False
        self._passed_at = -1

    def waiting_requests(self) -> list[Request]:
        """Every request that waits, in key order."""
        fresh = [turn for turn in self._fresh if turn[1].state == WAITING]
        standing = [(request.key, request) for line in self._lines.values() for request in line]
        return [request for _, request in sorted(standing + fresh)]

    def _looks_again(self) -> bool:
        """Once in each instant, and after each start, while anybody is kept back.

        Who kept him back may have gone, or he may hold something now.
        """
        return self._keeps_back and (self._somebody_began or self._passed_at != self.agenda.now)

    def _call(self, freed: list[Pool], now: int) -> None:
        for line in self._lines.values():
            if line.size:
                line.called_in = self._passes
                self._turns.append(line.first)

    def _pass(self, granted: list[Request], now: int) -> None:
        self._reserved.clear()
        self._keeps_back = False
        self._passed_at = now
        turns = self._turns
        while turns:
            request = heappop(turns)[1]
            if request.state == WAITING:
                self._look_at(request, granted, now)
        self._somebody_began = bool(granted)

    def _look_at(self, request: Request, granted: list[Request], now: int) -> None:
        line = request.line
        if line is not None and line.place is not None and line.place.free_units(now) < line.need:
            self._reserve(request, now)
            return
        short, kept = self._kept_from(request, now)
        if not short and not kept:
            self._start(request, now)
            granted.append(request)
            if line is not None and line.size:
                self._call_next(line, request.key)
            return
        self._reserve(request, now)
        self._keep_in_line(request, short, kept, now)

    def _kept_from(self, request: Request, now: int) -> tuple[tuple[Pool, ...], tuple[Pool, ...]]:
        """What is short for one or the other of its options, and what there is enough of, but reserved. Nothing if it can start."""
        short: tuple[Pool, ...] = ()
        kept: tuple[Pool, ...] = ()
        for choice, (needs, _) in enumerate(request.options or ((request.needs, ""),)):
            request.choice, request.needs = choice, needs
            lacks = short_of_needs(request, now)
            if not lacks:
                back = tuple(pool for pool, _ in needs if pool in self._reserved)
                if not back or request.holds_something:
                    return (), ()
                kept += back
            short += lacks
        return tuple(dict.fromkeys(short)), tuple(dict.fromkeys(kept))

    def _reserve(self, request: Request, now: int) -> None:
        """From here on, if it has waited long enough, every pool that it could take units of."""
        if now - request.requested_at >= self._strict_after:
            for needs, _ in request.options or ((request.needs, ""),):
                self._reserved.update([pool for pool, _ in needs])

    def _keep_in_line(self, request: Request, short: tuple[Pool, ...], kept: tuple[Pool, ...], now: int) -> None:
        """It waits in its line, for what is short; if nothing is, for what is kept from it."""
        line, blockers = request.line, short or kept
        if line is None:
            self._line_up(request, short, blockers, now)
        elif not line.waits_for(short):  # its order gave up a unit in which it shared
            request.waits = line.leave(request, now)
            self._line_up(request, short, blockers, now)
            if line.size:
                self._call_next(line, request.key)
        elif line.first[1] is request:
            line.looked_at(now, blockers)
            self._park(line, request, short, now)
        if kept:
            self._keeps_back = True
            here = request.line
            assert here is not None
            here.place = None  # it is not short of everything: where it is parked does not tell whether it can begin
            here.kept_in = self._passes
            self._call_next(here, request.key)

    def _call_next(self, line: Line, key: Key) -> None:
        """Behind one that is kept back, the next that holds something; else the first of those that are left."""
        if line.kept_in != self._passes:
            super()._call_next(line, key)
            return
        holders = [turn for turn in _behind(line, key) if turn[1].holds_something]
        if holders:
            heappush(self._turns, min(holders))

    def _line_key(self, request: Request, options: tuple[Bound, ...]) -> LineKey:
        needs = (request.needs,) if request.options is None else tuple(needs for needs, _ in request.options)
        return options, needs, request.planned_min, request.key[0]


def _behind(line: Line, key: Key) -> list[Turn]:
    """Those who stand in a line behind a key."""
    return [turn for turn in line.requests if turn[0] > key and turn[1].line is line]
