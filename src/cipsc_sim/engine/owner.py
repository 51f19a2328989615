"""Whose lots they are: an order, or a supply event for stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.chance import stream_number
from cipsc_sim.engine.rank import start_rank
from cipsc_sim.engine.story import Signal, Story

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot
    from cipsc_sim.engine.pool import Pool

_STOCK = 1 << 63


class Attempt:
    """One walk towards what is wanted. A later one restarts from a material by a rung of the recovery.

    ``failed`` names the materials whose making failed in it; ``lots`` the lots it may restart from.
    """

    __slots__ = ("allowed", "failed", "more", "number", "restart_from", "rung")

    def __init__(self, number: int, rung: str | None = None, restart_from: str | None = None) -> None:
        self.number = number
        self.rung = rung
        self.restart_from = restart_from
        self.allowed: frozenset[Lot] | None = None
        self.more: dict[str, float] = {}
        self.failed: set[str] = set()


class Owner:
    """An order or a supply event: its lots, what it holds, and a signal whenever something of it is decided."""

    __slots__ = (
        "_changed",
        "_held",
        "_last_in",
        "_users",
        "address",
        "attempt",
        "batches",
        "claims",
        "closed",
        "failure",
        "has",
        "in_cohort",
        "key",
        "label",
        "lots",
        "making",
        "priorities",
        "priority",
        "roots",
        "side_stories",
        "spent",
        "stock_claims",
        "stock_since",
        "stock_wait_min",
        "story",
    )

    def __init__(self, key: int, address: int, label: str, in_cohort: bool) -> None:
        self.key = key
        self.address = address
        self.label = label
        self.in_cohort = in_cohort
        self.has: dict[str, float] = {}
        self.lots: list[Lot] = []
        self.roots: dict[str, int] = {}
        self.making: dict[str, int] = {}
        self.spent: set[Lot] = set()
        self.failure: tuple[str, str, Lot | None] | None = None
        self.attempt = Attempt(1)
        self.priority, self.priorities = 0, 1
        """Its class among so many, 0 being the most urgent."""
        self.batches = 0
        self.claims = 0
        self.closed = False
        self.story: Story | None = None
        self.side_stories: list[Story] = []
        """Waits for a unit in place of one that broke."""
        self.stock_claims = 0
        """How many lots of stock it waits for now."""
        self.stock_since = 0
        self.stock_wait_min = 0
        self._changed: list[Signal] = []
        self._held: dict[Pool, tuple[int, int]] = {}
        self._users: dict[Pool, int] = {}
        self._last_in: dict[Pool, Lot] = {}

    def changed(self) -> Signal:
        """A signal that fires when a lot of it is made, released or lost."""
        signal = Signal()
        self._changed.append(signal)
        return signal

    def notify(self) -> None:
        """Fire the signals of all that wait for a change."""
        signals, self._changed = self._changed, []
        for signal in signals:
            signal.fire()

    def started(self, now: int) -> None:
        """The first lot was made for it."""

    def asks_for_stock(self, now: int) -> None:
        """It waits for a lot of stock from now on."""
        if not self.stock_claims:
            self.stock_since = now
        self.stock_claims += 1

    def asks_no_more(self, now: int) -> None:
        """It was given a lot of stock, or needs it no longer."""
        self.stock_claims -= 1
        if not self.stock_claims:
            self.stock_wait_min += now - self.stock_since

    def waited_for_stock_min(self, now: int) -> int:
        """Minutes in which it waited for lots of stock, those in which it still does included."""
        return self.stock_wait_min + (now - self.stock_since if self.stock_claims else 0)

    def start_rank(self, attempt: int) -> int:
        """The class in which it asks for a start."""
        return start_rank(self.priority, self.priorities, attempt)

    def next_root(self, material: str) -> int:
        """The ordinal of the next lot of a material without a parent of this owner."""
        k = self.roots[material] = self.roots.get(material, 0) + 1
        return k

    def holds(self, pool: Pool) -> bool:
        """Whether it has units of a resource that its steps share."""
        return pool in self._held

    def seize_owned(self, pool: Pool, n: int, now: int) -> None:
        """Take part in the units of a shared resource; the first to do so seizes them."""
        if pool not in self._held:
            pool.busy += n
            self._held[pool] = (now, n)
            if pool.units is not None:
                pool.units.assign(self, n)
        self._users[pool] = self._users.get(pool, 0) + 1

    def leave_owned(self, pool: Pool, lot: Lot | None) -> bool:
        """A lot no longer takes part; whether the units are to be given back: not in a campaign, which lasts until the order closes."""
        self._users[pool] -= 1
        if lot is not None:
            self._last_in[pool] = lot
        return self._users[pool] == 0 and pool in self._held and (pool.ownership != "campaign" or self.closed)

    @property
    def holds_something(self) -> bool:
        """Whether it holds units of a shared resource, or a position in store by one of its lots."""
        return bool(self._held) or any(lot.storage is not None for lot in self.lots)

    def owned(self) -> list[Pool]:
        """The shared resources of which it holds units."""
        return list(self._held)

    def held_since(self, pool: Pool) -> tuple[int, int]:
        """Since when it holds how many units of a shared resource."""
        return self._held[pool]

    def last_in(self, pool: Pool) -> Lot | None:
        """The lot that left the units of a shared resource last; None if none was in them."""
        return self._last_in.get(pool)

    def let_go(self, pool: Pool) -> tuple[int, int]:
        """Give the units up; since when it held how many."""
        since, n = self._held.pop(pool)
        self._last_in.pop(pool, None)
        if pool.units is not None:
            pool.units.leave(self, n)
        return since, n


class SupplyEvent(Owner):
    """A delivery, an arrival, or a lot made for stock."""

    __slots__ = ("material",)

    def __init__(self, material: str, number: int) -> None:
        key = _STOCK | (stream_number(material) & 0x7FFFFFFF) << 31 | number
        super().__init__(key, key, f"{material}{number}", False)
        self.material = material


class Order(Owner):
    """One order: a patient."""

    __slots__ = (
        "amount",
        "arrived_at",
        "attempts",
        "closed_at",
        "counted_enough",
        "effective_given",
        "given",
        "lot",
        "meets_target",
        "number",
        "outcome",
        "place",
        "reason",
        "released_at",
        "reported_given",
        "response",
        "rungs_used",
        "started_at",
        "treated_at",
    )

    def __init__(self, number: int, arrived_at: int, in_cohort: bool) -> None:
        super().__init__(number, number, str(number), in_cohort)
        self.number = number
        self.arrived_at = arrived_at
        self.started_at: int | None = None
        self.released_at: int | None = None
        self.treated_at: int | None = None
        self.closed_at: int | None = None
        self.outcome = "open"
        self.reason: str | None = None
        self.place: str | None = None
        self.attempts = 1
        self.given = 0
        self.reported_given = 0.0
        self.effective_given = 0.0
        self.counted_enough: bool | None = None
        self.lot: Lot | None = None
        self.amount: float | None = None
        self.meets_target: bool | None = None
        self.response: float | None = None
        self.rungs_used: dict[str, int] = {}

    def started(self, now: int) -> None:
        """The first lot was made for it."""
        if self.started_at is None:
            self.started_at = now
