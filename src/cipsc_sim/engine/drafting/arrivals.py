"""When things come from outside."""

from __future__ import annotations

from typing import Any

from cipsc_sim.engine.blueprint import ArrivalPlan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.engine.minutes import DAY, minutes_of_days
from cipsc_sim.scenario.material import Arrivals


def arrival_plan(desk: Desk, where: str, arrive: Arrivals) -> ArrivalPlan:
    """A stream of orders or lots from outside."""
    stream = desk.streams.number(where)
    common: Any = {"gap_min": 0.0, "every_d": None, "at_min": (), "used": 1.0, "limit": arrive.limit}
    if arrive.poisson is not None:
        gap = 365 * DAY / arrive.poisson.per_year
        return ArrivalPlan(kind="poisson", stream=stream, **{**common, "gap_min": gap})
    if arrive.every_d is not None:
        every = desk.streams.drawn(f"{where}.every_d", arrive.every_d)
        return ArrivalPlan(kind="every", stream=stream, **{**common, "every_d": every})
    if arrive.at_d is not None:
        at = tuple(sorted(minutes_of_days(day) for day in arrive.at_d))
        return ArrivalPlan(kind="at", stream=stream, **{**common, "at_min": at})
    assert arrive.booked is not None
    gap = arrive.booked.every_d * DAY
    return ArrivalPlan(kind="booked", stream=stream, **{**common, "gap_min": gap, "used": arrive.booked.used})
