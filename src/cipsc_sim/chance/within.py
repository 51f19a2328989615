"""A distribution cut to an interval."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log
from typing import Final

from .bounded import Beta
from .discrete import Count, Empirical
from .distribution import Distribution, Family, shifted_share

ALMOST_ONE: Final = 1.0 - 2.0**-53
"""The largest number below 1."""


@dataclass(frozen=True, slots=True)
class Within(Family):
    """A distribution given that its value lies from ``low`` to ``high``, both included: what ``truncated`` makes.

    The uniform number u asks for the quantile at P(X < low) + u·P(low ≤ X ≤ high).
    """

    distribution: Distribution
    low: float
    high: float
    _below: float = field(init=False, repr=False, compare=False)
    _inside: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        below = self.distribution.cdf(self.distribution.before(self.low))
        object.__setattr__(self, "_below", below)
        object.__setattr__(self, "_inside", self.distribution.cdf(self.high) - below)

    @property
    def mean(self) -> float:
        """The mean of what is inside."""
        return min(max(self.mean_up_to(inf), self.low), self.high)

    @property
    def central(self) -> float:
        """The median of what is inside; of a beta, its mean."""
        return self.mean if isinstance(self.distribution, Beta) else self.quantile(0.5)

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values inside does not exceed."""
        value = self.distribution.quantile(min(self._below + u * self._inside, ALMOST_ONE))
        return min(max(value, self.low), self.high)

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``, of those inside."""
        if x < self.low:
            return 0.0
        if x >= self.high:
            return 1.0
        return min(max((self.distribution.cdf(x) - self._below) / self._inside, 0.0), 1.0)

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x], of what is inside."""
        if x < self.low:
            return 0.0
        whole = self.distribution
        return (whole.mean_up_to(min(x, self.high)) - whole.mean_up_to(whole.before(self.low))) / self._inside

    def before(self, x: float) -> float:
        """Where everything below ``x`` ends."""
        return self.distribution.before(x)

    def _scaled(self, factor: float) -> Distribution:
        """The cut moves with the level, save for counts, which stay the counts they are."""
        if isinstance(self.distribution, Beta):
            return self.shifted(log(factor))
        bounds = (self.low, self.high)
        if not isinstance(self.distribution, Count):
            bounds = (self.low * factor, self.high * factor)
        return truncated(self.distribution.scaled(factor), *bounds)

    def shifted(self, logit: float) -> Distribution:
        """The same with its level, a share, moved by ``logit``, and so are bounds between 0 and 1; others stay."""
        bounds = (_shifted_bound(self.low, logit), _shifted_bound(self.high, logit))
        return truncated(self.distribution.shifted(logit), *bounds)


def truncated(distribution: Distribution, low: float, high: float) -> Distribution:
    """The distribution given that its value lies from ``low`` to ``high``, both included; −∞ and ∞ leave a side open.

    Raises ValueError if ``low`` is above ``high`` or nothing can lie there.
    """
    if not low <= high:
        raise ValueError(f"within: [{low:.12g}, {high:.12g}]: the first must not be above the second")
    if low <= distribution.low and distribution.high <= high:
        return distribution
    if isinstance(distribution, Within):
        return truncated(distribution.distribution, max(low, distribution.low), min(high, distribution.high))
    if not distribution.cdf(high) > distribution.cdf(distribution.before(low)):
        raise ValueError(
            f"within: [{low:.12g}, {high:.12g}] has no probability; the values lie from {distribution.low:.12g} "
            f"to {distribution.high:.12g} around {distribution.central:.6g}"
        )
    if isinstance(distribution, Empirical):
        return distribution.between(low, high)
    low, high = max(low, distribution.low), min(high, distribution.high)
    if isinstance(distribution, Count):  # bounds that are counts themselves
        low, high = distribution.before(low) + 1.0, -distribution.before(-high) - 1.0
    return Within(distribution, low, high)


def _shifted_bound(bound: float, logit: float) -> float:
    return shifted_share(bound, logit) if 0.0 <= bound <= 1.0 else bound
