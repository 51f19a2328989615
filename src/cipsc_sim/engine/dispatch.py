"""The dispatcher: who gets what, in one pass over the waiting requests in key order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from cipsc_sim.engine.agenda import SUPPLY, Agenda
from cipsc_sim.engine.blueprint import PoolPlan
from cipsc_sim.engine.calendar import Duty

if TYPE_CHECKING:
    from cipsc_sim.engine.attendance import TaskRun
    from cipsc_sim.engine.bench import AssayRun
    from cipsc_sim.engine.breakdowns import Units
    from cipsc_sim.engine.making import Making
    from cipsc_sim.engine.upkeep import Upkeep


WAITING, GRANTED, CANCELLED = 0, 1, 2

NEVER = 1 << 60


class Pool:
    """Units of one resource: how many there are now, how many are busy, who is parked before it."""

    __slots__ = (
        "asked_at",
        "began_at",
        "busy",
        "calendar",
        "capacity",
        "changeover_min",
        "clearance_min",
        "clearance_planned_min",
        "cleared_by",
        "clearing",
        "count",
        "down_min",
        "freed",
        "held_waiting_min",
        "index",
        "kind",
        "least_need",
        "longest_overtaken",
        "name",
        "overtime_min",
        "overtime_more_per_min",
        "owned",
        "ownership",
        "parked",
        "price_per_min",
        "role",
        "seized",
        "shift_ends",
        "units",
        "upkeep_cost",
        "valid_until",
        "wait_min",
        "waking",
        "working_min",
    )

    def __init__(self, plan: PoolPlan, ranks: int) -> None:
        self.index = plan.index
        self.name = plan.name
        self.kind = plan.kind
        self.role = plan.role
        self.count = plan.count
        self.calendar: Duty | None = plan.calendar
        self.capacity = plan.count if plan.calendar is None else 0
        self.ownership = plan.ownership
        self.owned = plan.ownership != "step"
        self.clearance_min = plan.clearance_min
        self.clearance_planned_min = plan.clearance_planned_min
        self.cleared_by: Bound = ()
        self.price_per_min = plan.price_per_min
        self.overtime_more_per_min = plan.overtime_more_per_min
        self.busy = 0
        self.units: Units | None = None
        """Who holds which unit, where units can break."""
        self.shift_ends = 0 if plan.calendar is not None else NEVER
        self.clearing: deque[tuple[int, int]] = deque()
        """Units in line clearance: until when, how many. Nobody is told when it ends, unless somebody waits for it."""
        self.valid_until = 0 if plan.calendar is not None else NEVER
        """When there will be more or fewer of it, by its calendar or by the end of a clearance."""
        self.parked: list[Candidate] = []
        self.least_need = 1
        """The fewest units that any request asks for."""
        self.freed = False
        self.waking = False
        self.began_at = [-1] * ranks
        self.asked_at = [-1] * ranks
        self.working_min = 0
        self.held_waiting_min = 0
        self.changeover_min = 0
        self.down_min = 0
        self.overtime_min = 0
        self.upkeep_cost = 0.0
        self.seized = 0
        self.wait_min = 0.0
        self.longest_overtaken = 0

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __lt__(self, other: Pool) -> bool:
        """In the order of the file: between two places at which one request is parked."""
        return self.index < other.index

    def could_serve(self, now: int) -> bool:
        """Whether any request could get its units: as many are free as the least of them needs, or its order may hold some."""
        if now >= self.valid_until:
            self.bring_up_to(now)
        return self.owned or self.capacity - self.busy >= self.least_need

    def bring_up_to(self, now: int) -> None:
        """Who is on duty now, or what is cleared by now; and until when that holds."""
        if self.calendar is not None:
            watch = self.calendar.watch(now)
            self.capacity = watch.capacity
            self.shift_ends = self.valid_until = watch.ends
            return
        clearing = self.clearing
        while clearing and clearing[0][0] <= now:
            self.busy -= clearing.popleft()[1]
        self.valid_until = clearing[0][0] if clearing else NEVER


Bound = tuple[tuple[Pool, int], ...]
"""Pairs (pool, units)."""

Option = tuple[Bound, str]
"""One of several ways to meet a request: the needs, and the same in words."""


class Request:
    """Asks for units of several pools, all or nothing. ``granted`` is called in the instant in which it gets them.

    One that has ``options`` looks at them in turn; ``choice`` is the one that it got.
    """

    __slots__ = (
        "blockers",
        "charges",
        "choice",
        "key",
        "needs",
        "options",
        "owner",
        "parked_before",
        "planned_min",
        "since",
        "state",
    )

    def __init__(
        self,
        key: tuple[int, ...],
        needs: Bound,
        owner: Any,
        planned_min: int = 0,
        options: tuple[Option, ...] | None = None,
    ) -> None:
        self.key = key
        self.needs = needs
        self.owner = owner
        self.planned_min = planned_min
        self.since = -1
        self.blockers: tuple[Pool, ...] = ()
        self.charges: list[tuple[Pool, float]] | None = None
        self.state = WAITING
        self.options = options
        self.choice = 0
        self.parked_before: set[Pool] | None = None
        """Where one with options is parked: before a pool of each."""

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __lt__(self, _other: Request) -> bool:
        """No request goes before one with its own key: that is the one it had before it was interrupted, which was met."""
        return False

    def granted(self) -> None:
        """It has what it asked for."""
        raise NotImplementedError

    @property
    def holder(self) -> TaskRun | Making | AssayRun | Upkeep | None:
        """Who will hold it."""
        return None

    @property
    def requested_at(self) -> int:
        """Since when it asks."""
        return self.key[1]

    @property
    def holds_something(self) -> bool:
        """Whether somebody else may wait for what is held while this waits."""
        return self.owner.holds_something or (self.holder is not None and self.holder.holds_something)


class RequestFor(Request):
    """A request in the name of a holder; what is to follow is called when it is granted."""

    __slots__ = ("_holder", "_then")

    def __init__(
        self,
        key: tuple[int, ...],
        needs: Bound,
        then: Callable[[], None],
        owner: Any,
        planned_min: int = 0,
        holder: TaskRun | Making | AssayRun | Upkeep | None = None,
        options: tuple[Option, ...] | None = None,
    ) -> None:
        super().__init__(key, needs, owner, planned_min, options)
        self._then = then
        self._holder = holder

    def granted(self) -> None:
        self._then()

    @property
    def holder(self) -> TaskRun | Making | AssayRun | Upkeep | None:
        return self._holder


Candidate = tuple[tuple[int, ...], Request, Pool | None]
"""A request that waits, by its key, and the pool before which it is parked; None if it is new."""


class Dispatcher:
    """Grants requests: once in each instant, in key order (class, requested at, order, path, step, task, occurrence)."""

    __slots__ = (
        "_all",
        "_freed",
        "_fresh",
        "_from",
        "_to",
        "agenda",
        "last_start",
        "pools",
        "strict_after",
        "waiting",
    )

    def __init__(self, pools: tuple[Pool, ...], strict_after: int | None, from_min: int, to_min: int) -> None:
        self.pools = pools
        self.strict_after = strict_after
        self._from, self._to = from_min, to_min
        self._fresh: list[Candidate] = []
        self._freed: list[Pool] = []
        self._all: list[Candidate] = []
        self.waiting = 0
        self.last_start = 0
        self.agenda = Agenda(self.grant)

    def ask(self, request: Request) -> None:
        """Put a request before the next pass."""
        self.waiting += 1
        self._fresh.append((request.key, request, None))

    def withdraw(self, request: Request) -> None:
        """Take back a request that was not granted yet."""
        if request.state == WAITING:
            request.state = CANCELLED
            self.waiting -= 1
            self._charge(request, self.agenda.now)

    def free(self, pool: Pool, n: int) -> None:
        """Give back ``n`` units. Only where somebody waits is there anything to look at again."""
        pool.busy -= n
        if (pool.parked or self._all) and not pool.freed:
            pool.freed = True
            self._freed.append(pool)

    def clear(self, pool: Pool, n: int, now: int) -> None:
        """Give back ``n`` units that somebody else may have when their line clearance is over."""
        until = now + pool.clearance_min
        if self._from <= now and until <= self._to:
            pool.changeover_min += n * pool.clearance_min
        else:
            pool.changeover_min += n * max(0, min(until, self._to) - max(now, self._from))
        pool.clearing.append((until, n))
        if pool.valid_until > until:
            pool.valid_until = until
        if (pool.parked or self._all) and not pool.waking:
            self._wake_at_change(pool, now)

    def wake(self, pool: Pool) -> None:
        """Look again at what waits for a pool of which there may be more now."""
        if not pool.freed:
            pool.freed = True
            self._freed.append(pool)

    def waiting_requests(self) -> list[Request]:
        """Every request that waits for a resource of the facility, in key order; claims on stock are not among them."""
        parked = [entry for pool in self.pools for entry in pool.parked]
        waiting = {key: request for key, request, _ in (*parked, *self._all, *self._fresh) if request.state == WAITING}
        return [waiting[key] for key in sorted(waiting)]

    @property
    def has_something_to_look_at(self) -> bool:
        """Whether the pass of this instant is still to come, for what is new or was given back in it."""
        return bool(self._fresh or self._freed)

    def grant(self) -> bool:
        """One pass over what waits; whether anything could have changed."""
        if not self._fresh and not self._freed:
            return False
        granted = self._pass_over_all() if self.strict_after is not None else self._pass_over_candidates()
        for request in granted:
            request.granted()
        return True

    def _pass_over_candidates(self) -> list[Request]:
        """What is new, and what is parked before a pool that was freed. The rest waits for what is not there: it is not looked at."""
        fresh, self._fresh = self._fresh, []
        now = self.agenda.now
        if self._freed:
            woken = self._first_in_line(now)
            if woken:
                return self._pass_in_key_order(fresh + woken, now)
        if len(fresh) > 1:
            fresh.sort()
        granted = []
        for key, request, _ in fresh:
            if request.state == WAITING:
                short = self._short_of_one(request, now) if request.options is None else self._short(request, now)
                if not short:
                    self._start(request, now)
                    granted.append(request)
                    continue
                request.since, request.blockers = now, short
                if request.options is None:
                    self._park((key, request, short[0]), now)
                    continue
                for place in self._places_to_park(request, key, None):
                    self._park(place, now)
        return granted

    def _first_in_line(self, now: int) -> list[Candidate]:
        """Of each pool that was freed and has enough free, the first that is parked before it."""
        freed, self._freed = self._freed, []
        woken: list[Candidate] = []
        for pool in freed:
            pool.freed = False
            if pool.parked:
                if pool.could_serve(now):
                    woken.append(heappop(pool.parked))
                else:
                    self._wake_at_change(pool, now)
        return woken

    def _pass_in_key_order(self, ready: list[Candidate], now: int) -> list[Request]:
        """The candidates in key order; one that was parked brings the next in its line, as long as there may be enough for that one."""
        heapify(ready)
        granted: list[Request] = []
        again: list[Candidate] = []
        while ready:
            candidate = heappop(ready)
            key, request, source = candidate
            if request.state == WAITING:
                short = self._short_of_one(request, now) if request.options is None else self._short(request, now)
                if not short:
                    self._start(request, now)
                    granted.append(request)
                else:
                    self._charge(request, now, short)
                    if request.options is not None:
                        again += self._places_to_park(request, key, source)
                    elif source in short:
                        again.append(candidate)
                    else:
                        self._park((key, request, short[0]), now)
            if source is not None and source.parked:
                if source.could_serve(now):
                    heappush(ready, heappop(source.parked))
                else:
                    self._wake_at_change(source, now)
        for candidate in again:
            self._park(candidate, now)
        return granted

    def _pass_over_all(self) -> list[Request]:
        """Everything that waits, in key order: one that has waited too long keeps later ones from what it needs.

        Not those that hold something meanwhile: it may be what the one waits for.
        """
        waiting = [entry for entry in (*self._all, *self._fresh) if entry[1].state == WAITING]
        waiting.sort()
        self._fresh = []
        for pool in self._freed:
            pool.freed = False
        self._freed = []
        now = self.agenda.now
        granted: list[Request] = []
        reserved: set[int] = set()
        assert self.strict_after is not None
        still: list[Candidate] = []
        for key, request, _ in waiting:
            short, kept_back = self._kept_from(request, now, reserved)
            if not short and not kept_back:
                self._start(request, now)
                granted.append(request)
                continue
            if now - request.requested_at >= self.strict_after:
                reserved.update(pool.index for pool in _all_pools(request))
            elif request.since < 0:
                first = request.needs[0][0]
                self.agenda.at(
                    request.requested_at + self.strict_after, SUPPLY, (1 << 60, *key), partial(self.wake, first)
                )
            self._charge(request, now, short or kept_back)
            for pool in short:
                self._wake_at_change(pool, now)
            still.append((key, request, None))
        self._all = still
        return granted

    def _kept_from(self, request: Request, now: int, reserved: set[int]) -> tuple[tuple[Pool, ...], tuple[Pool, ...]]:
        """What is short, and what is reserved for those that have waited too long."""
        short: tuple[Pool, ...] = ()
        kept_back: tuple[Pool, ...] = ()
        for choice, (needs, _) in enumerate(request.options or ((request.needs, ""),)):
            request.choice, request.needs = choice, needs
            lacks = self._short_of_one(request, now)
            back = () if request.holds_something else tuple(pool for pool, _ in needs if pool.index in reserved)
            if not lacks and not back:
                return (), ()
            short, kept_back = (*short, *lacks), (*kept_back, *back)
        return tuple(dict.fromkeys(short)), tuple(dict.fromkeys(kept_back))

    def _places_to_park(self, request: Request, key: tuple[int, ...], source: Pool | None) -> list[Candidate]:
        """A pool of each option that keeps it waiting, where it is not parked yet."""
        there = request.parked_before
        if there is None:
            there = request.parked_before = set()
        if source is not None:
            there.discard(source)
        places: list[Candidate] = []
        for choice in range(len(request.options or ())):
            pool = self._short_of_option(request, choice, self.agenda.now)[0]
            if pool not in there:
                there.add(pool)
                places.append((key, request, pool))
        return places

    def _short_of_option(self, request: Request, choice: int, now: int) -> tuple[Pool, ...]:
        assert request.options is not None
        request.choice = choice
        request.needs, _ = request.options[choice]
        return self._short_of_one(request, now)

    def _short(self, request: Request, now: int) -> tuple[Pool, ...]:
        """The pools that keep the request waiting; none if it can start."""
        if request.options is None:
            return self._short_of_one(request, now)
        every: tuple[Pool, ...] = ()
        for choice in range(len(request.options)):
            short = self._short_of_option(request, choice, now)
            if not short:
                return ()
            every += short
        return tuple(dict.fromkeys(every))

    def _short_of_one(self, request: Request, now: int) -> tuple[Pool, ...]:
        """What there is too little of, or too little of the shift is left for what is planned."""
        short: tuple[Pool, ...] = ()
        planned_end = now + request.planned_min
        for pool, n in request.needs:
            if now >= pool.valid_until:
                pool.bring_up_to(now)
            if pool.busy + n > pool.capacity:
                if not (pool.owned and request.owner.holds(pool)):
                    short += (pool,)
            elif planned_end > pool.shift_ends:
                short += (pool,)
        return short

    def _start(self, request: Request, now: int) -> None:
        request.state = GRANTED
        self.waiting -= 1
        self.last_start = now
        key = request.key
        rank, asked = key[0], key[1]
        seized = 1 if self._from <= now < self._to else 0
        if request.since >= 0:
            self._charge(request, now)
            if seized:
                self._note_overtaking(request, now)
                for pool, minutes in request.charges or ():
                    pool.wait_min += minutes
        for pool, n in request.needs:
            if pool.owned:
                request.owner.seize_owned(pool, n, now)
            else:
                pool.busy += n
                if pool.units is not None and request.holder is not None:
                    pool.units.assign(request.holder, n)
            pool.seized += seized
            pool.began_at[rank] = now
            asked_at = pool.asked_at
            if asked > asked_at[rank]:
                asked_at[rank] = asked

    def _note_overtaking(self, request: Request, now: int) -> None:
        rank, asked = request.key[0], request.requested_at
        for pool, _ in request.needs:
            if now - asked > pool.longest_overtaken and (
                pool.asked_at[rank] > asked or max(pool.began_at[rank + 1 :], default=-1) > asked
            ):
                pool.longest_overtaken = now - asked

    def _charge(self, request: Request, now: int, blockers: tuple[Pool, ...] = ()) -> None:
        """Charge the minutes since the last look, in equal shares, to what was short then."""
        if request.since >= 0 and now > request.since and request.blockers:
            share = (now - request.since) / len(request.blockers)
            charges = request.charges
            if charges is None:
                charges = request.charges = []
            for pool in request.blockers:
                charges.append((pool, share))
        request.since = now
        request.blockers = blockers

    def _park(self, candidate: Candidate, now: int) -> None:
        pool = candidate[2]
        assert pool is not None
        heappush(pool.parked, candidate)
        if not pool.waking:
            self._wake_at_change(pool, now)

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
        elif pool.parked or self.strict_after is not None:
            self._wake_at_change(pool, self.agenda.now)


def first_shift_end(needs: Bound) -> int:
    """When the first shift of those who are needed ends; never where nobody is needed who has shifts."""
    ends = NEVER
    for pool, _ in needs:
        if pool.shift_ends < ends:
            ends = pool.shift_ends
    return ends


def _all_pools(request: Request) -> list[Pool]:
    """Every pool that the request could take units of."""
    every = (needs for needs, _ in request.options) if request.options is not None else (request.needs,)
    return [pool for needs in every for pool, _ in needs]
