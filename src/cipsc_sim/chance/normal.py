"""The normal distribution, and values whose logarithm is normal."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, pi, sqrt

from scipy.special import ndtr, ndtri

from .distribution import Family, FromZero, refuse


@dataclass(frozen=True, slots=True)
class Normal(Family):
    """Normal; ``mean`` and ``sd`` in the quantity's unit."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        refuse("normal", ("sd", self.sd, self.sd > 0.0, "above 0, or 0 for a constant"))

    @property
    def low(self) -> float:
        """−∞."""
        return -inf

    @property
    def high(self) -> float:
        """∞."""
        return inf

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return self.mean + self.sd * float(ndtri(u))

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return float(ndtr((x - self.mean) / self.sd))

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·Φ(z) − sd·φ(z)."""
        z = (x - self.mean) / self.sd
        return self.mean * float(ndtr(z)) - self.sd * exp(-0.5 * z * z) / sqrt(2.0 * pi)

    def _scaled(self, factor: float) -> Normal:
        return Normal(self.mean * factor, self.sd * factor)


@dataclass(frozen=True, slots=True)
class Lognormal(FromZero):
    """Lognormal; ``median`` in the quantity's unit, ``sigma`` the sd of the natural logarithm."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        refuse(
            "lognormal",
            ("median", self.median, self.median > 0.0, "above 0"),
            ("sigma", self.sigma, self.sigma > 0.0, "above 0"),
        )

    @property
    def mean(self) -> float:
        """The mean, median·e^(σ²/2)."""
        return self.median * exp(0.5 * self.sigma * self.sigma)

    @property
    def central(self) -> float:
        """The median."""
        return self.median

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return self.median * exp(self.sigma * float(ndtri(u)))

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return float(ndtr(log(x / self.median) / self.sigma)) if x > 0.0 else 0.0

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·Φ(z − σ)."""
        return self.mean * float(ndtr(log(x / self.median) / self.sigma - self.sigma)) if x > 0.0 else 0.0

    def _scaled(self, factor: float) -> Lognormal:
        return Lognormal(self.median * factor, self.sigma)
