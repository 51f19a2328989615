"""The pools: how many units of each resource there are, how many are busy, and who waits before them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import PoolPlan
from cipsc_sim.engine.calendar import Duty

if TYPE_CHECKING:
    from cipsc_sim.engine.breakdowns import Units
    from cipsc_sim.engine.line import Line


NEVER = 1 << 60


class Pool:
    """Units of one resource: how many there are now, how many are busy, which lines are parked before it."""

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
        self.parked: dict[Line, None] = {}
        """The lines that wait for it, none of them empty."""
        self.least_need = 1
        """The fewest units that any step or task asks for."""
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

    def free_units(self, now: int) -> int:
        """How many units there are that nobody has."""
        if now >= self.valid_until:
            self.bring_up_to(now)
        return self.capacity - self.busy

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


def first_shift_end(needs: Bound) -> int:
    """When the first shift of those who are needed ends; never where nobody is needed who has shifts."""
    ends = NEVER
    for pool, _ in needs:
        if pool.shift_ends < ends:
            ends = pool.shift_ends
    return ends
