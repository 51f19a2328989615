"""The dispatcher: who gets what, in one pass over the waiting requests in key order."""

from __future__ import annotations

from functools import partial
from heapq import heapify, heappop, heappush
from typing import Any

from cipsc_sim.engine.agenda import SUPPLY, Agenda
from cipsc_sim.engine.lack import short_of, short_of_needs, short_of_option, still_needed
from cipsc_sim.engine.line import Line
from cipsc_sim.engine.pool import NEVER, Bound, Pool
from cipsc_sim.engine.request import CANCELLED, GRANTED, WAITING, Key, Request, Wait

Turn = tuple[Key, Request]

LineKey = tuple[tuple[Bound, ...], tuple[Bound, ...], int, int]
"""What stands in one line has in common: what is still needed, and for how many minutes of a shift; where overtaking is
limited, also all that is needed, and the class."""


class Dispatcher:
    """Grants requests: once in each instant, in key order (class, requested at, order, path, step, task, occurrence)."""

    __slots__ = (
        "_freed",
        "_fresh",
        "_from",
        "_lines",
        "_passes",
        "_sharers",
        "_to",
        "_turns",
        "agenda",
        "last_start",
        "pools",
        "waiting",
    )

    def __init__(self, pools: tuple[Pool, ...], from_min: int, to_min: int) -> None:
        self.pools = pools
        self._from, self._to = from_min, to_min
        self._fresh: list[Turn] = []
        self._freed: list[Pool] = []
        self._lines: dict[LineKey, Line] = {}
        self._sharers: dict[Any, list[Request]] = {}
        """By owner, those who would wait for less if it came to share in a unit."""
        self._turns: list[Turn] = []
        self._passes = 0
        self.waiting = 0
        self.last_start = 0
        self.agenda = Agenda(self.grant)

    def ask(self, request: Request) -> None:
        """Put a request before the next pass."""
        self.waiting += 1
        self._fresh.append((request.key, request))

    def withdraw(self, request: Request) -> None:
        """Take back a request that was not granted yet."""
        if request.state == WAITING:
            request.state = CANCELLED
            self.waiting -= 1
            if request.line is not None:
                request.line.forget(request)

    def free(self, pool: Pool, n: int) -> None:
        """Give back ``n`` units. Only where somebody waits is there anything to look at again."""
        pool.busy -= n
        if pool.parked and not pool.freed:
            pool.freed = True
            self._freed.append(pool)

    def clear(self, pool: Pool, n: int, until: int) -> None:
        """Give back ``n`` units that somebody else may have when their line clearance is over."""
        pool.clearing.append((until, n))
        if pool.valid_until > until:
            pool.valid_until = until
        if pool.parked and not pool.waking:
            self._wake_at_change(pool, self.agenda.now)

    def wake(self, pool: Pool) -> None:
        """Look again at what waits for a pool of which there may be more now."""
        if not pool.freed:
            pool.freed = True
            self._freed.append(pool)

    def waiting_requests(self) -> list[Request]:
        """Every request that waits for a resource of the facility, in key order; claims on stock are not among them."""
        lines = dict.fromkeys(line for pool in self.pools for line in pool.parked)
        every = [request for line in lines for request in line]
        every += [request for _, request in self._fresh]
        waiting = {request.key: request for request in every if request.state == WAITING}
        return [waiting[key] for key in sorted(waiting)]

    @property
    def has_something_to_look_at(self) -> bool:
        """Whether the pass of this instant is still to come, for what is new or was given back in it."""
        return bool(self._fresh or self._freed)

    def grant(self) -> bool:
        """One pass over what waits; whether anything could have changed."""
        if not self._fresh and not self._freed and not self._looks_again():
            return False
        now = self.agenda.now
        self._turns, self._fresh = self._fresh, []
        freed, self._freed = self._freed, []
        self._passes += 1
        for pool in freed:
            pool.freed = False
        self._call(freed, now)
        if len(self._turns) > 1:
            heapify(self._turns)
        granted: list[Request] = []
        self._pass(granted, now)
        for pool in freed:
            if pool.parked and not pool.waking:
                self._wake_at_change(pool, now)
        for request in granted:
            request.granted()
        return True

    def _looks_again(self) -> bool:
        """Whether somebody may begin although nothing is new and nothing was given back: never, where nothing is reserved."""
        return False

    def _call(self, freed: list[Pool], now: int) -> None:
        """The lines that are parked before a pool that was freed, and whose first it has enough for, get a turn.

        The rest waits for what is not there: it is not looked at.
        """
        for pool in freed:
            if not pool.parked:
                continue
            free = pool.free_units(now)
            if free > 0:
                shift_left = pool.shift_ends - now
                for line in pool.parked:
                    if (
                        (line.need if line.place is pool else line.units[pool]) <= free
                        and line.planned_min <= shift_left
                        and line.called_in != self._passes
                    ):
                        line.called_in = self._passes
                        first = line.requests[0]
                        self._turns.append(first if first[1].line is line else line.first)

    def _pass(self, granted: list[Request], now: int) -> None:
        """What is new, and the lines that were called."""
        turns = self._turns
        while turns:
            request = heappop(turns)[1]
            line = request.line
            if line is not None:
                place = line.place
                if place is None or place.busy + line.need <= place.capacity:
                    self._serve(line, request, granted, now)
            elif request.state == WAITING:
                short = short_of_needs(request, now) if request.options is None else short_of(request, now)
                if short:
                    self._line_up(request, short, short, now)
                else:
                    self._start(request, now)
                    granted.append(request)

    def _serve(self, line: Line, first: Request, granted: list[Request], now: int) -> None:
        """The first of a line are looked at, until one is short: then all behind it are, of the same."""
        turns, place = self._turns, line.place
        while line.short_in != self._passes:
            short = short_of_needs(first, now) if first.options is None else short_of(first, now)
            if not short:
                self._start(first, now)
                granted.append(first)
            elif line.waits_for(short):
                line.looked_at(now, short)
                self._park(line, first, short, now)
                return
            else:  # its order gave up a unit in which it shared
                first.waits = line.leave(first, now)
                self._line_up(first, short, short, now)
            if not line.size or (place is not None and place.busy + line.need > place.capacity):
                return
            turn = line.first
            if turns and turns[0][0] < turn[0]:
                heappush(turns, turn)
                return
            first = turn[1]

    def _line_up(self, request: Request, short: tuple[Pool, ...], blockers: tuple[Pool, ...], now: int) -> None:
        """It waits in the line of those who need the same, for what blocks it: what is short, or what is kept from it."""
        owner = request.owner
        if request.options is None:
            options: tuple[Bound, ...] = (still_needed(request.needs, owner),)
        else:
            options = tuple(still_needed(needs, owner) for needs, _ in request.options)
        key = self._line_key(request, options)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(options, request.planned_min)
        line.join(request, now, blockers)
        if line.shares:
            self._sharers.setdefault(owner, []).append(request)
        self._park(line, request, short, now)

    def _line_key(self, request: Request, options: tuple[Bound, ...]) -> LineKey:
        return options, (), request.planned_min, 0

    def _park(self, line: Line, request: Request, short: tuple[Pool, ...], now: int) -> None:
        """A line that is short waits before one pool that is, for each of its options; where it is, if that is one."""
        line.short_in = self._passes
        there = line.places
        if request.options is None:
            if there:
                if there[0] in short:
                    return
                del there[0].parked[line]
            places = short[:1]
        else:
            for pool in there:
                del pool.parked[line]
            lacks = (short_of_option(request, choice, now) for choice in range(len(request.options)))
            chosen = (next((pool for pool in lack if pool in there), lack[0]) for lack in lacks if lack)
            places = tuple(dict.fromkeys(chosen))
        line.park(places)
        for pool in places:
            pool.parked[line] = None
            if not pool.waking:
                self._wake_at_change(pool, now)

    def _start(self, request: Request, now: int) -> None:
        request.state = GRANTED
        self.waiting -= 1
        self.last_start = now
        key = request.key
        rank, asked = key[0], key[1]
        seized = 1 if self._from <= now < self._to else 0
        line = request.line
        if line is not None or request.waits:
            waits = request.waits if line is None else line.leave(request, now)
            if seized:
                self._charge(request, waits or [], now)
        for pool, n in request.needs:
            if pool.owned:
                owner = request.owner
                new = owner in self._sharers and not owner.holds(pool)
                owner.seize_owned(pool, n, now)
                if new:
                    self._share(pool, owner, key, now)
            else:
                pool.busy += n
                if pool.units is not None and request.holder is not None:
                    pool.units.assign(request.holder, n)
            pool.seized += seized
            pool.began_at[rank] = now
            asked_at = pool.asked_at
            if asked > asked_at[rank]:
                asked_at[rank] = asked

    def _charge(self, request: Request, waits: list[Wait], now: int) -> None:
        """Charge its waiting, in equal shares, to what was short, and note if it was overtaken."""
        for blockers, minutes in waits:
            share = minutes / len(blockers)
            for pool in blockers:
                pool.wait_min += share
        rank, asked = request.key[0], request.key[1]
        for pool, _ in request.needs:
            if now - asked > pool.longest_overtaken and (
                pool.asked_at[rank] > asked or max(pool.began_at[rank + 1 :], default=-1) > asked
            ):
                pool.longest_overtaken = now - asked

    def _share(self, pool: Pool, owner: Any, key: Key, now: int) -> None:
        """An order has a unit now in which all that it asks for shares: what waits for one is looked at, in this pass or the next."""
        still = []
        for request in self._sharers.pop(owner):
            line = request.line
            if line is None:
                continue
            if pool not in line.units:
                still.append(request)
                continue
            request.waits = line.leave(request, now)
            if line.size and line.called_in == self._passes:
                self._call_next(line, key)
            if request.key > key:
                heappush(self._turns, (request.key, request))
            else:
                self._fresh.append((request.key, request))
        if still:
            self._sharers[owner] = still

    def _call_next(self, line: Line, key: Key) -> None:
        """The one whose turn was to come may have left a line that was called: the next in it has a turn, after this key."""
        if line.first[0] > key:
            heappush(self._turns, line.first)

    def _wake_at_change(self, pool: Pool, now: int) -> None:
        if pool.waking:
            return
        if now >= pool.valid_until:
            pool.bring_up_to(now)
        if pool.valid_until < NEVER:
            pool.waking = True
            self.agenda.at(pool.valid_until, SUPPLY, (0, pool.index), partial(self._at_change, pool))

    def _at_change(self, pool: Pool) -> None:
        pool.waking = False
        pool.bring_up_to(self.agenda.now)
        if pool.capacity > 0:
            self.wake(pool)
        elif pool.parked:
            self._wake_at_change(pool, self.agenda.now)
