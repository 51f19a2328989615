"""What queueing theory says of every customer, in whole minutes: when its service begins and ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush, heapreplace

Times = list[tuple[int, int]]
"""For each customer, when its service begins and when it ends."""


def lindley(arrivals: Sequence[int], services: Sequence[int]) -> Times:
    """One server, first come first served: Lindley's waits, W' = max(0, W + S − A)."""
    times: Times = []
    wait = 0
    for i, (arrival, service) in enumerate(zip(arrivals, services, strict=True)):
        if i:
            wait = max(0, wait + services[i - 1] - (arrival - arrivals[i - 1]))
        times.append((arrival + wait, arrival + wait + service))
    return times


def kiefer_wolfowitz(arrivals: Sequence[int], services: Sequence[int], servers: int) -> Times:
    """Several servers, first come first served: each customer takes the one that is free first."""
    times: Times = []
    free = [0] * servers
    for arrival, service in zip(arrivals, services, strict=True):
        begins = max(arrival, free[0])
        heapreplace(free, begins + service)
        times.append((begins, begins + service))
    return times


def tandem(arrivals: Sequence[int], first: Sequence[int], second: Sequence[int], places: int) -> dict[str, Times]:
    """Two machines with places between them, each part blocked until there is room for it.

    A part takes its place when it is done on the first machine and the part ``places`` before it began on the second.
    In its place it lies for a minute at least, as everything that holds something does.
    """
    turned, lain, milled = Times(), Times(), Times()
    for i, (arrival, one, two) in enumerate(zip(arrivals, first, second, strict=True)):
        begins = max(arrival, lain[i - 1][0] if i else 0)
        turned.append((begins, begins + one))
        placed = max(begins + one, milled[i - places][0] if i >= places else 0)
        lain.append((placed, placed + 1))
        starts = max(placed + 1, milled[i - 1][1] if i else 0)
        milled.append((starts, starts + two))
    return {"turn": turned, "wait": lain, "mill": milled}


def on_shifts(
    arrivals: Sequence[int], services: Sequence[int], planned: int, shift_at: Callable[[int], tuple[int, int]]
) -> Times:
    """One operator who begins a task where its planned minutes fit, and finishes what he began.

    ``shift_at`` gives the shift that a minute lies in, or the next one.
    """
    times: Times = []
    free = 0
    for arrival, service in zip(arrivals, services, strict=True):
        begins = max(arrival, free)
        opens, closes = shift_at(begins)
        begins = max(begins, opens)
        if begins + planned > closes:
            begins = shift_at(closes)[0]
        times.append((begins, begins + service))
        free = begins + service
    return times


def base_stock(arrivals: Sequence[int], services: Sequence[int], level: int) -> tuple[Times, list[int]]:
    """One line that fills a stock to its level; the lots, and when each order is filled.

    The n-th order takes the n-th lot. The first lots are asked for at minute 0, a later one when an order is filled.
    """
    lots: Times = []
    filled: list[int] = []
    for n, (arrival, service) in enumerate(zip(arrivals, services, strict=True)):
        asked = filled[n - level] if n >= level else 0
        begins = max(asked, lots[n - 1][1] if n else 0)
        lots.append((begins, begins + service))
        filled.append(max(arrival, lots[n][1]))
    return lots, filled


def by_priority(arrivals: Sequence[int], services: Sequence[int], classes: Sequence[int], servers: int = 1) -> Times:
    """Servers that take the most urgent class first, within it who came first; nobody is interrupted."""
    times: Times = [(0, 0)] * len(arrivals)
    waiting: list[tuple[int, int, int]] = []
    free, n = [0] * servers, 0
    while n < len(arrivals) or waiting:
        now = max(free[0], arrivals[n]) if not waiting else free[0]
        while n < len(arrivals) and arrivals[n] <= now:
            heappush(waiting, (classes[n], arrivals[n], n))
            n += 1
        if waiting:
            _, _, served = heappop(waiting)
            times[served] = (now, now + services[served])
            heapreplace(free, now + services[served])
    return times


def without_waiting_room(
    arrivals: Sequence[int], services: Sequence[int], servers: int
) -> list[tuple[int, int] | None]:
    """Each customer takes a server that is free, or is lost."""
    times: list[tuple[int, int] | None] = []
    free = [0] * servers
    for arrival, service in zip(arrivals, services, strict=True):
        found = free[0] <= arrival
        times.append((arrival, arrival + service) if found else None)
        if found:
            heapreplace(free, arrival + service)
    return times


def with_breakdowns(arrivals: Sequence[int], services: Sequence[int], up: Sequence[Sequence[tuple[int, int]]]) -> Times:
    """Servers that break, each up in its own intervals: what is interrupted goes on first, on any of them.

    For each customer, when it first began and when it ended. What ends as a server breaks is in time.
    """
    left, begun, ended = list(services), [-1] * len(arrivals), [-1] * len(arrivals)
    changes = sorted({minute for unit in up for interval in unit for minute in interval})
    waiting: list[int] = []
    serving: dict[int, tuple[int, int, int]] = {}
    n = change = 0
    while n < len(arrivals) or waiting or serving:
        coming = [ends for ends, _, _ in serving.values()] + arrivals[n : n + 1] + changes[change : change + 1]
        now = min(coming)
        for unit, (ends, customer, _) in list(serving.items()):
            if ends == now:
                ended[customer] = now
                del serving[unit]
        while change < len(changes) and changes[change] <= now:
            change += 1
        for unit, (_ends, customer, since) in list(serving.items()):
            if not is_up(up[unit], now):
                left[customer] -= now - since
                heappush(waiting, customer)
                del serving[unit]
        while n < len(arrivals) and arrivals[n] == now:
            heappush(waiting, n)
            n += 1
        for unit in range(len(up)):
            if waiting and unit not in serving and is_up(up[unit], now):
                customer = heappop(waiting)
                begun[customer] = now if begun[customer] < 0 else begun[customer]
                serving[unit] = (now + left[customer], customer, now)
    return list(zip(begun, ended, strict=True))


def is_up(intervals: Sequence[tuple[int, int]], minute: int) -> bool:
    """Whether a minute lies in one of the intervals, which are in order."""
    at = bisect_right(intervals, (minute, 1 << 60)) - 1
    return at >= 0 and intervals[at][0] <= minute < intervals[at][1]


def repaired_in_turn(
    life: Callable[[int, int], int], repair: Callable[[int, int], int], machines: int, fitters: int, until: int
) -> list[tuple[int, int]]:
    """Machines that fail and wait for a fitter: when each was down, all together.

    ``life(machine, k)`` is how long it is up before its k-th failure, ``repair(machine, k)`` how long the repair lasts.
    """
    failures = [(life(machine, 0), machine, 0) for machine in range(machines)]
    heapify(failures)
    free, down = [0] * fitters, []
    while failures[0][0] < until:
        failed, machine, k = heappop(failures)
        done = max(failed, free[0]) + repair(machine, k)
        heapreplace(free, done)
        down.append((failed, done))
        heappush(failures, (done + life(machine, k + 1), machine, k + 1))
    return down


def filled_up(arrivals: Sequence[int], lead: Callable[[int], int], below: int, up_to: int) -> list[bool]:
    """Stock that is filled up to a level when what is there and on its way falls below another: who finds one.

    ``lead(k)`` is how long the k-th order takes; the first is placed at minute 0.
    """
    found, there, coming, orders = [], 0, [(lead(0), up_to)], 1
    for arrival in arrivals:
        for due, lots in list(coming):
            if due <= arrival:
                there += lots
                coming.remove((due, lots))
        found.append(there > 0)
        there -= there > 0
        level = there + sum(lots for _, lots in coming)
        if level < below:
            coming.append((arrival + lead(orders), up_to - level))
            orders += 1
    return found
