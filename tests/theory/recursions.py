"""What queueing theory says of every customer, in whole minutes: when its service begins and ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush, heapreplace

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
