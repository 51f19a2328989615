"""Between which values a long-run value lies by its nature: a share between nought and one, a cost above nought."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf


@dataclass(frozen=True, slots=True)
class Bounds:
    """The two ends that no long-run value reaches beyond; infinite where there is none."""

    low: float = -inf
    high: float = inf

    @property
    def are_a_share(self) -> bool:
        """Whether both ends are there."""
        return self.low > -inf and self.high < inf

    def lean(self, estimate: float) -> float:
        """How much nearer the lower end is than the upper, as the difference of the inverse distances; below zero if the
        upper one is nearer, and zero where none of them is.
        """
        if not self.low < estimate < self.high:
            return 0.0
        return 1 / (estimate - self.low) - 1 / (self.high - estimate)

    def keep(self, estimate: float, low: float, high: float) -> tuple[float, float]:
        """An interval about the estimate, drawn on a scale that is linear halfway to each end and logarithmic beyond: it comes
        near to an end and never reaches it.
        """
        below, above = max(0.0, estimate - self.low), max(0.0, self.high - estimate)
        return estimate - _drawn_in(estimate - low, below), estimate + _drawn_in(high - estimate, above)


def _drawn_in(reach: float, room: float) -> float:
    """How far it reaches if it has to stay within ``room``."""
    if reach <= room / 2:
        return reach
    return room - room / 2 * exp(1 - 2 * reach / room) if room > 0 else 0.0


ANYTHING = Bounds()
POSITIVE = Bounds(0.0)
SHARE = Bounds(0.0, 1.0)
