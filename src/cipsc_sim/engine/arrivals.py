"""Arrivals: orders or lots that come from outside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import floor, log
from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import ArrivalPlan
from cipsc_sim.engine.minutes import DAY

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant


class Arriving:
    """A stream of arrivals. Each has its own uniform number, addressed by its ordinal; instants round their exact sum."""

    def __init__(self, plant: Plant, plan: ArrivalPlan, phase: int, key: int, arrives: Callable[[int], None]) -> None:
        self._plant = plant
        self._plan = plan
        self._phase = phase
        self._key = key
        self._arrives = arrives
        self._exact = 0.0
        self._number = 0

    def start(self) -> None:
        """Put the first arrival on the agenda."""
        self._put_next()

    def _put_next(self) -> None:
        plan, number = self._plan, self._number
        if plan.limit is not None and number >= plan.limit:
            return
        if plan.kind == "at":
            if number >= len(plan.at_min):
                return
            minute = plan.at_min[number]
        else:
            self._exact += self._gap(number)
            minute = floor(self._exact + 0.5)
        self._number += 1
        self._plant.agenda.at(
            max(minute, self._plant.agenda.now), self._phase, (self._key, number), partial(self._arrive, number)
        )

    def _gap(self, number: int) -> float:
        plan = self._plan
        u = self._plant.draws.uniform(plan.stream, number, 0, 0)
        if plan.kind == "poisson":
            return -log(u) * plan.gap_min
        if plan.kind == "every":
            assert plan.every_d is not None
            if number == 0:
                return 0.0
            return self._plant.draws.loose(plan.every_d, number) * DAY
        return plan.gap_min if number else 0.0

    def _arrive(self, number: int) -> None:
        plan = self._plan
        self._put_next()
        if (
            plan.kind == "booked"
            and plan.used < 1
            and self._plant.draws.uniform(plan.stream, number, 0, 0) >= plan.used
        ):
            return
        self._arrives(number)
