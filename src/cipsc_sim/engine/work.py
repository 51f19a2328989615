"""Work: what attended tasks belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cipsc_sim.engine.feeding import Feeding
    from cipsc_sim.engine.lot import Lot

_STOCK = 1 << 62
"""Keys of owners from here on are not those of orders."""


class Work:
    """A step of a culture, or a run of an assay, in which attended tasks are done. Counts the openings made in it.

    ``spoil`` is called as soon as they reach ``spoils_at``.
    """

    __slots__ = (
        "active",
        "feedings",
        "lot",
        "number",
        "openings",
        "order",
        "planned_end",
        "procedure",
        "rank",
        "spoil",
        "spoils_at",
        "started_at",
        "step",
    )

    def __init__(self, lot: Lot, procedure: str, step: str, number: int, rank: int) -> None:
        self.lot = lot
        key = lot.owner.key
        self.order = key if key < _STOCK else None
        self.procedure = procedure
        self.step = step
        self.number = number
        self.rank = rank
        self.openings = 0.0
        self.spoils_at = inf
        self.spoil: Callable[[], None] | None = None
        self.active = True
        self.started_at = 0
        self.planned_end = 0
        self.feedings: Sequence[Feeding] = ()
