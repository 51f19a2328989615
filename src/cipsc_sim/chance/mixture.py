"""A mixture: one of several distributions, each with its weight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import fsum

from .distribution import Distribution

_HALVINGS = 200
_STEPS = 12


@dataclass(frozen=True, slots=True)
class Mixture:
    """One of ``parts`` with probability proportional to its weight; as one distribution, so that a trait moves all of it."""

    parts: tuple[tuple[float, Distribution], ...]
    _total: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.parts or not all(weight > 0 for weight, _ in self.parts):
            raise ValueError("mixture: every part has a weight above 0")
        object.__setattr__(self, "_total", fsum(weight for weight, _ in self.parts))

    @property
    def low(self) -> float:
        """The least value it can take."""
        return min(part.low for _, part in self.parts)

    @property
    def high(self) -> float:
        """The greatest value it can take."""
        return max(part.high for _, part in self.parts)

    @property
    def mean(self) -> float:
        """Its mean."""
        return self._average(lambda part: part.mean)

    @property
    def central(self) -> float:
        """Its median."""
        return self.quantile(0.5)

    def quantile(self, u: float) -> float:
        """The value below which a share ``u`` lies, to the last bit that bisection can tell."""
        ends = [part.quantile(u) for _, part in self.parts]
        low, high = self._near(u, min(ends), max(ends))
        for _ in range(_HALVINGS):
            middle = low + (high - low) / 2
            if not low < middle < high:
                break
            if self.cdf(middle) < u:
                low = middle
            else:
                high = middle
        return high

    def _near(self, u: float, low: float, high: float) -> tuple[float, float]:
        """Nearer bounds of the same quantile, by false position (Illinois): a step of it is worth many halvings."""
        above, below = self.cdf(high) - u, self.cdf(low) - u
        if not below < 0.0 < above:
            return low, high
        kept = 0
        for _ in range(_STEPS):
            x = high - above * (high - low) / (above - below)
            if not low < x < high:
                break
            over = self.cdf(x) - u
            if over < 0.0:
                low, below = x, over
                above *= 0.5 if kept < 0 else 1.0
                kept = -1
            else:
                high, above = x, over
                below *= 0.5 if kept > 0 else 1.0
                kept = 1
                if not over:
                    break
        return low, high

    def cdf(self, x: float) -> float:
        """The share at or below ``x``."""
        return fsum([weight * part.cdf(x) for weight, part in self.parts]) / self._total

    def mean_up_to(self, x: float) -> float:
        """The expectation of what lies at or below ``x``."""
        return self._average(lambda part: part.mean_up_to(x))

    def before(self, x: float) -> float:
        """The share below ``x``."""
        return self._average(lambda part: part.before(x))

    def scaled(self, factor: float) -> Mixture:
        """Every part scaled."""
        return Mixture(tuple((weight, part.scaled(factor)) for weight, part in self.parts))

    def shifted(self, logit: float) -> Mixture:
        """Every part shifted."""
        return Mixture(tuple((weight, part.shifted(logit)) for weight, part in self.parts))

    def _average(self, of: Callable[[Distribution], float]) -> float:
        return fsum([weight * of(part) for weight, part in self.parts]) / self._total
