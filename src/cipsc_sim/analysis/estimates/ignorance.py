"""How much of the spread between pairs is ignorance of the parameters, and how much is chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from cipsc_sim.analysis.estimates.clusters import Floats, replication_values, require_same_length

RANGE = (0.05, 0.95)
LEAST_SHARE_OF_MEAN_DENOMINATOR = 0.25


@dataclass(frozen=True, slots=True)
class PairValues:
    """Estimates of the long-run value under each pair's parameters.

    ``pair`` has shape (pairs,); ``differences`` is the first minus the second replication of each pair, on the same
    scale, so that its squares tell the chance in ``pair``.
    """

    pair: Floats
    differences: Floats

    @property
    def simulation_variance(self) -> float:
        """Variance of one replication's value around its pair's long-run value."""
        return float(np.mean(np.square(self.differences)) / 2)

    @property
    def ignorance_variance(self) -> float:
        """Variance of the long-run value between pairs: what is observed, less the chance in a mean of two."""
        if len(self.pair) < 2:
            return 0.0
        return max(0.0, float(np.var(self.pair, ddof=1)) - self.simulation_variance / 2)

    @property
    def share_kept(self) -> float:
        """Sd of the long-run value over the sd observed between pairs."""
        ignorance = self.ignorance_variance
        return float(np.sqrt(ignorance / np.var(self.pair, ddof=1))) if ignorance > 0 else 0.0

    def minus(self, other: PairValues) -> PairValues:
        """Pair by pair difference, on common random numbers."""
        return PairValues(self.pair - other.pair, self.differences - other.differences)

    def shrunk(self, overall: float) -> Floats:
        """The pair values drawn towards ``overall`` until their variance is the ignorance variance alone."""
        return np.asarray(overall + self.share_kept * (self.pair - overall), dtype=np.float64)

    def range_about(self, overall: float) -> tuple[float, float]:
        """5–95 % of the long-run value over the priors."""
        low, high = np.quantile(self.shrunk(overall), RANGE, method="median_unbiased")
        return float(low), float(high)

    def fraction_range_about(self, overall: float) -> tuple[float, float]:
        """5–95 % of a long-run fraction over the priors: the beta distribution with the mean and variance of the shrunk
        values.

        Pair fractions of a few dozen trials are lumpy: shrunk linearly, those at 0 and 1 end in one heap inside the
        range; the logit of (s + ½)/(n + 1) pulls small fractions towards ½ as soon as n·p is below a few. The beta
        distribution needs only two moments, which hold at any count, and keeps within [0, 1].
        """
        center = float(np.clip(overall + self.share_kept * (self.pair.mean() - overall), 0.0, 1.0))
        variance, widest = self.ignorance_variance, center * (1 - center)
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
    return PairValues(pair, residuals[:, 0] - residuals[:, 1])


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
