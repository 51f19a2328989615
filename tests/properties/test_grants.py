"""The dispatcher, which looks at the first in each line, grants what one would that looks at everybody at every minute."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from cipsc_sim.engine.agenda import COMPLETION, FOLLOW_UP, LEAVING, STOPPAGE, SUPPLY, Agenda
from cipsc_sim.engine.blueprint import PoolPlan
from cipsc_sim.engine.calendar import Watch
from cipsc_sim.engine.dispatch import Dispatcher
from cipsc_sim.engine.owner import Owner
from cipsc_sim.engine.pool import Pool
from cipsc_sim.engine.request import CANCELLED, GRANTED, WAITING, Request, RequestFor
from cipsc_sim.engine.strict_dispatch import StrictDispatcher, dispatcher

END = 120
DAY, SHIFT = 24, 15
"""Days of these plants have so many minutes, of which the shift has the first."""

Needs = tuple[tuple[int, int], ...]


class Shift:
    """So many on duty in the first minutes of each day."""

    def __init__(self, count: int) -> None:
        self._count = count

    def watch(self, minute: int) -> Watch:
        begins = minute // DAY * DAY
        if minute < begins + SHIFT:
            return Watch(begins, begins + SHIFT, self._count)
        return Watch(begins + SHIFT, begins + DAY, 0)


class LooksAtAll:
    """The reference: at every minute everybody who waits is looked at, in key order, until nobody can begin.

    Who has waited ``strict_after`` minutes keeps those behind him from all that he could need, but for those that hold something.
    """

    def __init__(self, strict_after: int | None) -> None:
        self.agenda = Agenda(self.grant)
        self.kept_back = 0
        self._strict_after = strict_after
        self._waiting: list[Request] = []
        self._reserved: set[Pool] = set()

    def ask(self, request: Request) -> None:
        self._waiting.append(request)

    def withdraw(self, request: Request) -> None:
        request.state = CANCELLED

    def free(self, pool: Pool, n: int) -> None:
        pool.busy -= n

    def clear(self, pool: Pool, n: int, until: int) -> None:
        pool.clearing.append((until, n))

    def wake(self, pool: Pool) -> None:
        """It looks at everything anyhow."""

    def grant(self) -> bool:
        self._reserved = set()
        met = [one for one in sorted(self._waiting, key=lambda one: one.key) if self._begins_or_reserves(one)]
        self._waiting = [one for one in self._waiting if one.state == WAITING]
        for one in met:
            one.granted()
        return bool(met)

    def _begins_or_reserves(self, one: Request) -> bool:
        if one.state != WAITING:
            return False
        options = one.options or ((one.needs, ""),)
        if self._begins(one):
            return True
        if self._strict_after is not None and self.agenda.now - one.requested_at >= self._strict_after:
            self._reserved.update(pool for needs, _ in options for pool, _ in needs)
        return False

    def _begins(self, one: Request) -> bool:
        for choice, (needs, _) in enumerate(one.options or ((one.needs, ""),)):
            if all(self._is_there(pool, n, one) for pool, n in needs):
                if any(pool in self._reserved for pool, _ in needs) and not one.holds_something:
                    self.kept_back += 1
                    continue
                one.state, one.choice, one.needs = GRANTED, choice, needs
                for pool, n in needs:
                    if pool.owned:
                        one.owner.seize_owned(pool, n, self.agenda.now)
                    else:
                        pool.busy += n
                return True
        return False

    def _is_there(self, pool: Pool, n: int, one: Request) -> bool:
        now = self.agenda.now
        in_clearance = deque(each for each in pool.clearing if each[0] > now)
        pool.busy -= sum(n for _, n in pool.clearing) - sum(n for _, n in in_clearance)
        pool.clearing = in_clearance
        capacity, ends = pool.capacity, END + DAY
        if pool.calendar is not None:
            _, ends, capacity = pool.calendar.watch(now)
        if pool.owned and one.owner.holds(pool):
            return True
        return pool.busy + n <= capacity and now + one.planned_min <= ends


@dataclass(frozen=True)
class Kind:
    """What requests of one kind need, one of several options, for how many planned minutes, and how long it really lasts."""

    options: tuple[Needs, ...]
    planned_min: int
    lasts_min: int


@dataclass(frozen=True)
class Wish:
    """Who asks for what when; perhaps it is withdrawn."""

    kind: Kind
    owner: int
    rank: int
    asked_at: int
    withdrawn_at: int | None


@dataclass(frozen=True)
class Site:
    """Resources as (count, what kind of resource), failures as (pool, minute, how long), and who asks."""

    pools: tuple[tuple[int, str], ...]
    failures: tuple[tuple[int, int, int], ...]
    wishes: tuple[Wish, ...]


class Story:
    """What becomes of the wishes of a site: who got which option when."""

    def __init__(self, site: Site, dispatcher: Any, pools: tuple[Pool, ...]) -> None:
        self.dispatcher, self.pools = dispatcher, pools
        self.granted: list[tuple[int, int, int]] = []
        self.happened: Counter[str] = Counter()
        self._requests: dict[int, Request] = {}
        owners = [Owner(k, k, str(k), False) for k in range(4)]
        at = dispatcher.agenda.at
        for minute in range(END + 1):
            at(minute, SUPPLY, (9, minute), lambda: None)
        for k, (pool, minute, lasts) in enumerate(site.failures):
            if pools[pool].calendar is None:
                at(minute, STOPPAGE, (k,), partial(self._fail, pools[pool]))
                at(minute + lasts, SUPPLY, (1, k), partial(self._repaired, pools[pool]))
        for k, wish in enumerate(site.wishes):
            at(wish.asked_at, FOLLOW_UP, (k,), partial(self._ask, k, wish, owners[wish.owner]))
        dispatcher.agenda.play(END)

    def _fail(self, pool: Pool) -> None:
        pool.capacity -= 1

    def _repaired(self, pool: Pool) -> None:
        pool.capacity += 1
        self.dispatcher.wake(pool)

    def _ask(self, k: int, wish: Wish, owner: Owner) -> None:
        options = tuple((tuple((self.pools[pool], n) for pool, n in needs), "") for needs in wish.kind.options)
        key = (wish.rank, wish.asked_at, wish.owner, k)
        several = options if len(options) > 1 else None
        granted = partial(self._begin, k, wish)
        request = RequestFor(key, options[0][0], granted, owner, wish.kind.planned_min, None, several)
        self._requests[k] = request
        self.dispatcher.ask(request)
        if wish.withdrawn_at is not None:
            self.dispatcher.agenda.at(wish.withdrawn_at, LEAVING, (k,), partial(self._withdraw, request))

    def _withdraw(self, request: Request) -> None:
        if request.state == WAITING:
            self.happened["withdrawn"] += 1
            self.dispatcher.withdraw(request)

    def _begin(self, k: int, wish: Wish) -> None:
        now, request = self.dispatcher.agenda.now, self._requests[k]
        self.granted.append((now, k, request.choice))
        self.happened["another option"] += request.choice > 0
        self.happened["waited"] += now > wish.asked_at
        self.dispatcher.agenda.at(now + wish.kind.lasts_min, COMPLETION, (k,), partial(self._end, request))

    def _end(self, request: Request) -> None:
        for pool, n in request.needs:
            if pool.owned:
                if not request.owner.leave_owned(pool, None):
                    self.happened["shared"] += 1
                    continue
                _, n = request.owner.let_go(pool)
            if pool.clearance_min:
                self.dispatcher.clear(pool, n, self.dispatcher.agenda.now + pool.clearance_min)
            else:
                self.dispatcher.free(pool, n)


def pools_of(site: Site) -> tuple[Pool, ...]:
    pools = []
    for index, (count, what) in enumerate(site.pools):
        ownership = "order" if what == "shared" else "step"
        clearance = 3 if what == "cleared" else 0
        pool = Pool(PoolPlan(index, f"p{index}", "equipment", count, None, ownership, clearance, 0.0, None), 3)
        if what == "on shifts":
            pool.calendar, pool.capacity, pool.shift_ends, pool.valid_until = Shift(count), 0, 0, 0
        pools.append(pool)
    return tuple(pools)


def with_lines(site: Site, strict_after: int | None = None) -> Story:
    pools = pools_of(site)
    return Story(site, dispatcher(pools, strict_after, 0, END), pools)


def looking_at_all(site: Site, strict_after: int | None = None) -> Story:
    reference = LooksAtAll(strict_after)
    story = Story(site, reference, pools_of(site))
    story.happened["kept back"] = reference.kept_back
    return story


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """A few resources before which a few kinds of requests wait, many of each kind."""
    kind_of_pool = st.sampled_from(["plain", "cleared", "on shifts", "shared", "shared"])
    pools = draw(st.lists(st.tuples(st.integers(1, 3), kind_of_pool), min_size=2, max_size=4))
    some = st.lists(st.integers(0, len(pools) - 1), min_size=1, max_size=3, unique=True)
    needs = some.flatmap(
        lambda which: st.tuples(*(st.tuples(st.just(k), st.integers(1, pools[k][0])) for k in sorted(which)))
    )
    options = st.one_of(st.tuples(needs), st.tuples(needs), st.tuples(needs, needs))
    kinds = draw(
        st.lists(st.builds(Kind, options, st.sampled_from([0, 2, 9]), st.integers(1, 12)), min_size=1, max_size=4)
    )
    withdrawn_at = st.one_of(st.none(), st.none(), st.integers(12, 60))
    wish = st.builds(
        Wish, st.sampled_from(kinds), st.integers(0, 3), st.integers(0, 2), st.integers(0, 12), withdrawn_at
    )
    failure = st.tuples(st.integers(0, len(pools) - 1), st.integers(1, 30), st.integers(1, 20))
    return Site(
        tuple(pools), tuple(draw(st.lists(failure, max_size=2))), tuple(draw(st.lists(wish, min_size=6, max_size=25)))
    )


def check(examples: int, strict_after: int | None) -> Counter[str]:
    """So many sites, each played both ways; what happened in them."""
    counted: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(sites())
    def same(site: Site) -> None:
        here, there = with_lines(site, strict_after), looking_at_all(site, strict_after)
        assert here.granted == there.granted
        waited = sum(minute - site.wishes[k].asked_at for minute, k, _ in here.granted if minute < END)
        assert sum(pool.wait_min for pool in here.pools) == pytest.approx(waited)
        counted.update(here.happened)
        counted["kept back"] += there.happened["kept back"]

    same()
    return counted


REACHED = ("waited", "shared", "withdrawn", "another option")
OVERTAKING = [None, 0, 7]
"""Free, strict, and strict after so many minutes."""


def rarely(counted: Counter[str], strict_after: int | None, times: int) -> dict[str, int]:
    """What happened less often than that."""
    reached = REACHED if strict_after is None else (*REACHED, "kept back")
    return {what: counted[what] for what in reached if counted[what] < times}


@pytest.mark.parametrize("strict_after", OVERTAKING)
def test_it_grants_what_one_would_that_looks_at_everybody(strict_after: int | None) -> None:
    assert rarely(check(80, strict_after), strict_after, 25) == {}


@pytest.mark.slow
@pytest.mark.parametrize("strict_after", [*OVERTAKING, 20])
def test_it_grants_so_at_many_more_sites(strict_after: int | None) -> None:
    assert rarely(check(5000, strict_after), strict_after, 1000) == {}


def found_out(strict_after: int | None) -> None:
    """Finds a site where a dispatcher with a part missing grants something else."""
    first = settings(max_examples=2000, derandomize=True, database=None, deadline=None, phases=(Phase.generate,))

    def differs(site: Site) -> bool:
        return with_lines(site, strict_after).granted != looking_at_all(site, strict_after).granted

    find(sites(), differs, settings=first)


@pytest.mark.patches
def test_one_that_does_not_see_that_an_order_came_to_share_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dispatcher, "_share", lambda *_: None)
    found_out(None)


@pytest.mark.patches
def test_one_that_looks_at_nobody_behind_the_first_that_is_kept_back_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cipsc_sim.engine.strict_dispatch._behind", lambda *_: [])
    found_out(0)


@pytest.mark.patches
def test_one_that_does_not_look_again_when_who_kept_others_back_has_gone_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(StrictDispatcher, "_looks_again", lambda _: False)
    found_out(0)
