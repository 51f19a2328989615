"""How much of the spread between pairs is ignorance of the parameters, and how much is chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri

from cipsc_sim.analysis.estimates.between import extremes_factor, penalised_variance, predictive_factor
from cipsc_sim.analysis.estimates.bounds import Bounds
from cipsc_sim.analysis.estimates.clusters import Floats, replication_values, require_same_length

RANGE = (0.05, 0.95)
FEWEST_PAIRS = 5
"""Fewer tell nothing of what differs between pairs."""
LEAST_SHARE_OF_MEAN_DENOMINATOR = 0.25


@dataclass(frozen=True, slots=True)
class PairValues:
    """Estimates of the long-run value under each pair's parameters.

    ``pair`` has shape (pairs,); ``differences`` is the first minus the second replication of each pair, on the same
    scale, so that its squares tell the chance in ``pair``. No long-run value is below ``least``.
    """

    pair: Floats
    differences: Floats
    least: float = -np.inf

    @property
    def simulation_variance(self) -> float:
        """Variance of one replication's value around its pair's long-run value."""
        return float(np.mean(np.square(self.differences)) / 2)

    @property
    def ignorance_variance(self) -> float:
        """Variance of the long-run value between pairs: what is observed, less the chance in a mean of two. Unbiased but for
        the cut at zero, so for sums and parts; a range is made of ``range_variance``.
        """
        if len(self.pair) < 2:
            return 0.0
        return max(0.0, float(np.var(self.pair, ddof=1)) - self.simulation_variance / 2)

    @property
    def range_variance(self) -> float:
        """Variance that a range of the long-run value has to show: kept off zero, and wider for few pairs."""
        number = len(self.pair)
        off_zero = penalised_variance(float(np.var(self.pair, ddof=1)), self.simulation_variance / 2, number)
        return off_zero * predictive_factor(number) ** 2

    def minus(self, other: PairValues) -> PairValues:
        """Pair by pair difference, on common random numbers."""
        return PairValues(self.pair - other.pair, self.differences - other.differences)

    def range_within(self, bounds: Bounds, overall: float) -> tuple[float, float]:
        """The range about ``overall``: of a share that of the beta distribution, else of the shape of the pair values."""
        return self.fraction_range_about(overall) if bounds.are_a_share else self.range_about(overall)

    def range_about(self, overall: float) -> tuple[float, float]:
        """A range that holds the long-run value in nine of ten draws from the priors, or more.

        Of the shape that the pair values have, and of the width of ``range_variance``.
        """
        sd = float(np.sqrt(self.range_variance))
        low, high = self._shape() * sd + self._center(overall, sd)
        return max(float(low), self.least), max(float(high), self.least)

    def _shape(self) -> Floats:
        """The two ends for a mean of 0 and a variance of 1; normal where the pairs are all alike."""
        spread = float(np.std(self.pair, ddof=1))
        if spread <= 1e-9 * float(np.abs(self.pair).max()):
            return np.asarray(ndtri(RANGE), dtype=np.float64)
        ends = np.quantile((self.pair - self.pair.mean()) / spread, RANGE, method="median_unbiased")
        return np.asarray(ends * extremes_factor(len(self.pair)), dtype=np.float64)

    def _center(self, overall: float, sd: float) -> float:
        """The mean of the pairs, drawn towards ``overall`` as far as it lies off by chance."""
        spread = float(np.std(self.pair, ddof=1))
        kept = min(1.0, sd / spread) if spread > 0 else 0.0
        return overall + kept * (float(self.pair.mean()) - overall)

    def fraction_range_about(self, overall: float) -> tuple[float, float]:
        """The same of a long-run fraction: the beta distribution with that mean and variance.

        Pair fractions of a few dozen trials are lumpy: shrunk linearly, those at 0 and 1 end in one heap inside the
        range; the logit of (s + ½)/(n + 1) pulls small fractions towards ½ as soon as n·p is below a few. The beta
        distribution needs only two moments, which hold at any count, and keeps within [0, 1].
        """
        variance = self.range_variance
        center = float(np.clip(self._center(overall, float(np.sqrt(variance))), 0.0, 1.0))
        widest = center * (1 - center)
        if variance < 1e-9 * widest or widest == 0:
            return center, center
        concentration = max(widest / variance - 1, 1e-3)
        low, high = betaincinv(center * concentration, (1 - center) * concentration, RANGE)
        return float(low), float(high)


def ratio_by_pair(numerators: Floats, denominators: Floats) -> PairValues:
    """Ratio of sums in each pair, with the linearised difference between its two replications.

    Each pair is divided by its own denominator, not by the mean one: parameters that leave few treated orders have a
    high cost per treated order, and the plain linearisation would pull just these towards the middle. A denominator
    below a quarter of the mean is held at a quarter, so that a pair with next to nothing in it counts for little.
    """
    numerator, denominator = numerators.reshape(-1, 2), denominators.reshape(-1, 2)
    overall = numerators.sum() / denominators.sum()
    divisor = np.maximum(denominator.mean(axis=1), LEAST_SHARE_OF_MEAN_DENOMINATOR * denominators.mean())
    pair = overall + (numerator - overall * denominator).mean(axis=1) / divisor
    residuals = (numerator - pair[:, None] * denominator) / divisor[:, None]
    least = 0.0 if (numerator >= 0).all() else -np.inf
    return PairValues(pair, residuals[:, 0] - residuals[:, 1], least)


def variance_parts(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> tuple[float, float]:
    """(simulation, ignorance): variances of the ratio in one replication within its pair, and of its long-run value
    between pairs.
    """
    numerator, denominator = replication_values(numerators, True), replication_values(denominators, True)
    require_same_length(numerator, denominator)
    if len(numerator) < 4 or not denominator.sum() > 0:
        raise ValueError("variance parts need two pairs and a positive sum of denominators")
    values = ratio_by_pair(numerator, denominator)
    return values.simulation_variance, values.ignorance_variance
