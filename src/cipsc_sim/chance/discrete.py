"""Distributions of single values: constant, Poisson, binomial, empirical."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil, floor, fsum, inf, isfinite, isinf, log, nextafter

from scipy.special import bdtr, bdtrik, pdtr, pdtrik

from .distribution import Family, FromZero, refuse, shifted_share


@dataclass(frozen=True, slots=True)
class Constant(Family):
    """Always the same value, in the quantity's unit."""

    value: float

    @property
    def low(self) -> float:
        """The value."""
        return self.value

    @property
    def high(self) -> float:
        """The value."""
        return self.value

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def central(self) -> float:
        """The value."""
        return self.value

    def quantile(self, u: float) -> float:
        """The value."""
        return self.value

    def cdf(self, x: float) -> float:
        """1 from the value on."""
        return 1.0 if x >= self.value else 0.0

    def mean_up_to(self, x: float) -> float:
        """The value, from the value on."""
        return self.value if x >= self.value else 0.0

    def before(self, x: float) -> float:
        """The next number below ``x``."""
        return nextafter(x, -inf)

    def _scaled(self, factor: float) -> Constant:
        return Constant(self.value * factor)

    def shifted(self, logit: float) -> Constant:
        """The value, a share, moved by ``logit``; 0 and 1 stay."""
        return Constant(shifted_share(self.value, logit))


class Count(FromZero):
    """Whole numbers from 0, as floats."""

    __slots__ = ()

    def before(self, x: float) -> float:
        """The whole number before ``x``."""
        return x if isinf(x) else ceil(x) - 1.0


@dataclass(frozen=True, slots=True)
class Poisson(Count):
    """Poisson counts; ``mean`` a number of things."""

    mean: float

    def __post_init__(self) -> None:
        refuse("poisson", ("mean", self.mean, self.mean > 0.0, "above 0, or 0 for a constant"))

    def quantile(self, u: float) -> float:
        """The smallest count that a fraction ``u`` of all counts does not exceed."""
        if u <= self.cdf(0.0):
            return 0.0
        near = float(pdtrik(u, self.mean))
        return _first_count(near if isfinite(near) else self.mean, u, self.cdf)

    def cdf(self, x: float) -> float:
        """Probability of at most ``x``."""
        if x < 0.0:
            return 0.0
        return 1.0 if x == inf else float(pdtr(floor(x), self.mean))

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = mean·P(X ≤ x − 1)."""
        return self.mean * self.cdf(x - 1.0)

    def _scaled(self, factor: float) -> Poisson:
        return Poisson(self.mean * factor)


@dataclass(frozen=True, slots=True)
class Binomial(Count):
    """Binomial counts: of ``n`` things, each with chance ``p`` (0 < p < 1)."""

    n: int
    p: float

    def __post_init__(self) -> None:
        refuse(
            "binomial",
            ("n", self.n, self.n > 0, "above 0, or 0 for a constant"),
            ("p", self.p, 0.0 < self.p < 1.0, "from 0 to 1"),
        )

    @property
    def high(self) -> float:
        """All ``n``."""
        return float(self.n)

    @property
    def mean(self) -> float:
        """The mean, n·p."""
        return self.n * self.p

    def quantile(self, u: float) -> float:
        """The smallest count that a fraction ``u`` of all counts does not exceed."""
        if u <= self.cdf(0.0):
            return 0.0
        near = float(bdtrik(u, self.n, self.p))
        return _first_count(near if isfinite(near) else self.mean, u, self.cdf)

    def cdf(self, x: float) -> float:
        """Probability of at most ``x``."""
        if x < 0.0:
            return 0.0
        return 1.0 if x >= self.n else float(bdtr(float(floor(x)), self.n, self.p))

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x] = n·p·P(at most x − 1 of n − 1)."""
        if x >= self.n:
            return self.mean
        return self.mean * float(bdtr(float(floor(x) - 1), self.n - 1, self.p)) if x >= 1.0 else 0.0

    def _scaled(self, factor: float) -> Binomial:
        return self.shifted(log(factor))

    def shifted(self, logit: float) -> Binomial:
        """The same with the chance ``p`` moved by ``logit``."""
        return Binomial(self.n, shifted_share(self.p, logit))


def _first_count(near: float, u: float, cdf: Callable[[float], float]) -> float:
    """The smallest count whose cdf reaches ``u``, found from a count near it."""
    count = max(0.0, float(ceil(near)))
    while count > 0.0 and cdf(count - 1.0) >= u:
        count -= 1.0
    while cdf(count) < u:
        count += 1.0
    return count


@dataclass(frozen=True, slots=True)
class Empirical(Family):
    """Values seen, each with its weight (none stated: equal); nothing between them.

    ``values`` in the quantity's unit. They are kept sorted, equal values as one, with weights that sum to 1.
    """

    values: tuple[float, ...]
    weights: tuple[float, ...] = ()
    _reached: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weights = self.weights or (1.0,) * len(self.values)
        if len(weights) != len(self.values):
            raise ValueError(f"empirical: {len(self.values)} values and {len(weights)} weights, it must be one each")
        weighed: dict[float, float] = {}
        for value, weight in zip(self.values, weights, strict=True):
            if not weight >= 0.0:
                raise ValueError(f"empirical: a weight is {weight:.12g}, it must be at least 0")
            if weight > 0.0:
                weighed[value] = weighed.get(value, 0.0) + weight
        if not weighed:
            raise ValueError("empirical: no value has a weight, at least one must have one above 0")
        values = tuple(sorted(weighed))
        total = fsum(weighed.values())
        reached = [weight / total for weight in accumulate(weighed[value] for value in values)]
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "weights", tuple(weighed[value] / total for value in values))
        object.__setattr__(self, "_reached", (*reached[:-1], 1.0))

    @property
    def low(self) -> float:
        """The lowest value."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The highest value."""
        return self.values[-1]

    @property
    def mean(self) -> float:
        """The weighted mean."""
        return self.mean_up_to(inf)

    def quantile(self, u: float) -> float:
        """The smallest value that a fraction ``u`` of all values does not exceed."""
        return self.values[bisect_left(self._reached, u)]

    def cdf(self, x: float) -> float:
        """Probability of a value of at most ``x``."""
        place = bisect_right(self.values, x)
        return self._reached[place - 1] if place else 0.0

    def mean_up_to(self, x: float) -> float:
        """E[X; X ≤ x]: the sum of weight times value."""
        place = bisect_right(self.values, x)
        return fsum(value * weight for value, weight in zip(self.values[:place], self.weights[:place], strict=True))

    def before(self, x: float) -> float:
        """The next number below ``x``."""
        return nextafter(x, -inf)

    def between(self, low: float, high: float) -> Empirical:
        """The values from ``low`` to ``high`` only. Raises ValueError if there are none."""
        inside = slice(bisect_left(self.values, low), bisect_right(self.values, high))
        return Empirical(self.values[inside], self.weights[inside])

    def _scaled(self, factor: float) -> Empirical:
        return Empirical(tuple(value * factor for value in self.values), self.weights)

    def shifted(self, logit: float) -> Empirical:
        """The same with every value, a share, moved by ``logit``."""
        return Empirical(tuple(shifted_share(value, logit) for value in self.values), self.weights)
