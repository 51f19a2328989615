"""Follow-ups: results that are awaited of lots that were released before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.plant import Plant


class FollowUps:
    """By lot, the specifications whose results, or whose action plans, are not there yet. The play goes on for those of the cohort."""

    __slots__ = ("_awaited", "_plant")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._awaited: dict[Lot, set[str]] = {}

    @property
    def in_cohort(self) -> bool:
        """Whether any is awaited for an order of the cohort."""
        return any(lot.owner.in_cohort for lot in self._awaited)

    def begin(self, lot: Lot, names: set[str]) -> None:
        """A lot was released before these results."""
        if names:
            self._awaited[lot] = names

    def done(self, lot: Lot, name: str) -> None:
        """A result was reported, or what had to be done after it is done."""
        awaited = self._awaited.get(lot)
        if awaited is not None:
            awaited.discard(name)
            if not awaited:
                del self._awaited[lot]
                self._plant.check_over()
