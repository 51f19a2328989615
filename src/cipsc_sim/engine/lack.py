"""Lack: what a request is short of now."""

from __future__ import annotations

from typing import Any

from cipsc_sim.engine.pool import Bound, Pool
from cipsc_sim.engine.request import Request


def short_of(request: Request, now: int) -> tuple[Pool, ...]:
    """What is short for one or the other of its options; nothing if it can start, with the first that is met as its choice."""
    if request.options is None:
        return short_of_needs(request, now)
    every: tuple[Pool, ...] = ()
    for choice in range(len(request.options)):
        short = short_of_option(request, choice, now)
        if not short:
            return ()
        every += short
    return tuple(dict.fromkeys(every))


def short_of_option(request: Request, choice: int, now: int) -> tuple[Pool, ...]:
    """What is short for one of its options, which it needs from now on."""
    assert request.options is not None
    request.choice = choice
    request.needs, _ = request.options[choice]
    return short_of_needs(request, now)


def short_of_needs(request: Request, now: int) -> tuple[Pool, ...]:
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


def still_needed(needs: Bound, owner: Any) -> Bound:
    """The needs without shared units that the owner has."""
    for pool, _ in needs:
        if pool.owned and owner.holds(pool):
            return tuple((each, n) for each, n in needs if not (each.owned and owner.holds(each)))
    return needs
