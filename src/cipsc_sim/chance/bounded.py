"""Distributions between two bounds: uniform, triangular, beta."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, log, sqrt

from scipy.special import betainc, betaincinv

from .distribution import Family, FromZero, refuse, shifted_share


@dataclass(frozen=True, slots=True)
class Uniform(Family):
    """Uniform between ``low`` and ``high``, both in the quantity's unit."""

    low: float
    high: float

    def __post_init__(self) -> None:
        refuse("uniform", ("high", self.high, self.high > self.low, f"above low ({self.low:.12g})"))

    @property
    def mean(self) -> float:
        """The mean, halfway."""
        return 0.5 * (self.low + self.high)

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return self.low + u * (self.high - self.low)

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return (min(max(x, self.low), self.high) - self.low) / (self.high - self.low)

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x]: the probability times the middle of what is up to ``x``."""
        return self.cdf(x) * 0.5 * (self.low + min(max(x, self.low), self.high))

    def _scaled(self, factor: float) -> Uniform:
        return Uniform(self.low * factor, self.high * factor)

    def shifted(self, logit: float) -> Uniform:
        """The same with both bounds, shares, moved by ``logit``."""
        return Uniform(shifted_share(self.low, logit), shifted_share(self.high, logit))


@dataclass(frozen=True, slots=True)
class Triangular(Family):
    """Triangular from ``low`` over ``mode`` to ``high``, all in the quantity's unit."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        between = f"from low ({self.low:.12g}) to high ({self.high:.12g})"
        refuse(
            "triangular",
            ("high", self.high, self.high > self.low, f"above low ({self.low:.12g})"),
            ("mode", self.mode, self.low <= self.mode <= self.high, between),
        )

    @property
    def mean(self) -> float:
        """The mean, a third of the sum of all three."""
        return (self.low + self.mode + self.high) / 3.0

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        width = self.high - self.low
        rise = self.mode - self.low
        if u * width < rise:
            return self.low + sqrt(u * width * rise)
        return self.high - sqrt((1.0 - u) * width * (self.high - self.mode))

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        if x <= self.low:
            return 0.0
        if x >= self.high:
            return 1.0
        if x < self.mode:
            return (x - self.low) ** 2 / ((self.high - self.low) * (self.mode - self.low))
        return 1.0 - self._above(x)

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x]; the centre of a rising triangle lies at two thirds of it."""
        if x < self.mode:
            return self.cdf(x) * (self.low + 2.0 / 3.0 * (max(x, self.low) - self.low))
        if x >= self.high:
            return self.mean
        return self.mean - self._above(x) * (self.high - 2.0 / 3.0 * (self.high - x))

    def _above(self, x: float) -> float:
        return (self.high - x) ** 2 / ((self.high - self.low) * (self.high - self.mode))

    def _scaled(self, factor: float) -> Triangular:
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)

    def shifted(self, logit: float) -> Triangular:
        """The same with low, mode and high, shares, moved by ``logit``."""
        low, mode, high = (shifted_share(share, logit) for share in (self.low, self.mode, self.high))
        return Triangular(low, mode, high)


@dataclass(frozen=True, slots=True)
class Beta(FromZero):
    """Beta, between 0 and 1; mean a / (a + b), the narrower the larger a + b."""

    a: float
    b: float

    def __post_init__(self) -> None:
        refuse("beta", ("a", self.a, self.a > 0.0, "above 0"), ("b", self.b, self.b > 0.0, "above 0"))

    @property
    def high(self) -> float:
        """1."""
        return 1.0

    @property
    def mean(self) -> float:
        """The mean, a / (a + b)."""
        return self.a / (self.a + self.b)

    @property
    def central(self) -> float:
        """The mean: what a planner puts in for a chance."""
        return self.mean

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return float(betaincinv(self.a, self.b, u))

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return float(betainc(self.a, self.b, min(max(x, 0.0), 1.0)))

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·I_x(a + 1, b)."""
        return self.mean * float(betainc(self.a + 1.0, self.b, min(max(x, 0.0), 1.0)))

    def _scaled(self, factor: float) -> Beta:
        return self.shifted(log(factor))

    def shifted(self, logit: float) -> Beta:
        """The same with its mean moved by ``logit``; a + b stays, and with it how much is known or how much varies."""
        if not isfinite(logit):
            raise ValueError(f"a level is moved by {logit} on the logit scale; it must be a number")
        total = self.a + self.b
        if logit > 0.0:  # the other way round, so that nothing overflows
            b = self.b * exp(-logit)
            return Beta(total * (self.a / (self.a + b)), total * (b / (self.a + b)))
        a = self.a * exp(logit)
        return Beta(total * (a / (a + self.b)), total * (self.b / (a + self.b)))
