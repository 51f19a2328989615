"""Distributions of what is above 0 and has no bound: exponential, gamma (and Erlang), Weibull."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, gamma, log, log1p

from scipy.special import gammainc, gammaincinv

from .distribution import FromZero, refuse


@dataclass(frozen=True, slots=True)
class Exponential(FromZero):
    """Exponential; ``mean`` in the quantity's unit."""

    mean: float

    def __post_init__(self) -> None:
        refuse("exponential", ("mean", self.mean, self.mean > 0.0, "above 0"))

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return -self.mean * log1p(-u)

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return -expm1(-max(x, 0.0) / self.mean)

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·P(2, x/mean)."""
        return self.mean * float(gammainc(2.0, max(x, 0.0) / self.mean))

    def _scaled(self, factor: float) -> Exponential:
        return Exponential(self.mean * factor)


@dataclass(frozen=True, slots=True)
class Gamma(FromZero):
    """Gamma; ``mean`` in the quantity's unit, ``shape`` = 1/cv². A whole ``shape`` k is Erlang's with k phases."""

    mean: float
    shape: float

    def __post_init__(self) -> None:
        refuse(
            "gamma",
            ("mean", self.mean, self.mean > 0.0, "above 0"),
            ("shape", self.shape, self.shape > 0.0, "above 0"),
        )

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return float(gammaincinv(self.shape, u)) * self.mean / self.shape

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return float(gammainc(self.shape, max(x, 0.0) * self.shape / self.mean))

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·P(shape + 1, x·shape/mean)."""
        return self.mean * float(gammainc(self.shape + 1.0, max(x, 0.0) * self.shape / self.mean))

    def _scaled(self, factor: float) -> Gamma:
        return Gamma(self.mean * factor, self.shape)


@dataclass(frozen=True, slots=True)
class Weibull(FromZero):
    """Weibull; ``scale`` in the quantity's unit (63.2 % of values are below it), ``shape`` a number."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        refuse(
            "weibull",
            ("shape", self.shape, self.shape > 0.0, "above 0"),
            ("scale", self.scale, self.scale > 0.0, "above 0"),
        )

    @property
    def mean(self) -> float:
        """The mean, scale·Γ(1 + 1/shape)."""
        return self.scale * gamma(1.0 + 1.0 / self.shape)

    def quantile(self, u: float) -> float:
        """The value that a fraction ``u`` of all values does not exceed."""
        return float(self.scale * (-log1p(-u)) ** (1.0 / self.shape))

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        return -expm1(-self._hazard(x))

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·P(1 + 1/shape, (x/scale)^shape)."""
        return self.mean * float(gammainc(1.0 + 1.0 / self.shape, self._hazard(x)))

    def _hazard(self, x: float) -> float:
        """(x/scale)^shape, kept below overflow, where all probability is spent."""
        return exp(min(self.shape * log(x / self.scale), 700.0)) if x > 0.0 else 0.0

    def _scaled(self, factor: float) -> Weibull:
        return Weibull(self.shape, self.scale * factor)
