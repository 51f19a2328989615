"""Books of every amount of every lot, and of its packs: kept for a plan, where one asks for more than the first amount."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cipsc_sim.engine.lot import Lot

PACKS = "packs"
DOSED, SAMPLED, LOST, RETAINED, DISCARDED, EXPIRED = "dosed", "sampled", "lost", "retained", "discarded", "expired"
PARTS = (DOSED, SAMPLED, LOST, RETAINED, DISCARDED, EXPIRED)
"""Where what was produced may go."""


class NoBooks:
    """Nothing is written: a replication accounts for the first amount of a lot only."""

    def share(self, lot: Lot, part: str, share: float) -> None:
        """So much of all that the lot holds now goes there."""

    def amount(self, lot: Lot, part: str, name: str, amount: float) -> None:
        """So much of one amount goes there."""

    def packs(self, lot: Lot, part: str, packs: int) -> None:
        """So many packs, and what is in them, go there."""

    def split(self, whole: Lot, part: Lot, n: int) -> None:
        """A lot is one of n equal parts."""

    def made(self, lot: Lot) -> None:
        """A lot is made: what was taken before and what it holds now is what was produced."""

    def packed(self, lot: Lot, name: str, amount: float) -> None:
        """So many packs were made, or so much of an amount came with them."""


class Books(NoBooks):
    """What was produced of each of these amounts, and where it went; by lot, and ``packs`` as one amount more."""

    def __init__(self, amounts: Iterable[str]) -> None:
        self._amounts = tuple(amounts)
        self.produced: dict[Lot, dict[str, float]] = {}
        self.gone: dict[Lot, dict[tuple[str, str], float]] = {}

    def share(self, lot: Lot, part: str, share: float) -> None:
        for name in self._amounts:
            if name in lot.state:
                self._add(lot, name, part, share * lot.state[name])

    def amount(self, lot: Lot, part: str, name: str, amount: float) -> None:
        if name == PACKS or name in self._amounts:
            self._add(lot, name, part, amount)

    def packs(self, lot: Lot, part: str, packs: int) -> None:
        if lot.packs_made:
            self._add(lot, PACKS, part, packs)
            self.share(lot, part, packs / lot.packs_made)

    def split(self, whole: Lot, part: Lot, n: int) -> None:
        self.gone[part] = {key: amount / n for key, amount in self.gone.get(whole, {}).items()}

    def made(self, lot: Lot) -> None:
        held = {name: lot.state[name] for name in self._amounts if name in lot.state}
        gone = self.gone.get(lot, {})
        before = {name: sum(gone.get((name, part), 0.0) for part in PARTS) for name in held}
        self.produced[lot] = {name: held[name] + before[name] for name in held}

    def packed(self, lot: Lot, name: str, amount: float) -> None:
        if name == PACKS or name in self._amounts:
            self.produced[lot][name] = amount

    def _add(self, lot: Lot, name: str, part: str, amount: float) -> None:
        gone = self.gone.setdefault(lot, {})
        gone[name, part] = gone.get((name, part), 0.0) + amount
