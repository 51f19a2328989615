"""The variance between pairs of which a range is made: never so small that the range looks like knowledge."""

from __future__ import annotations

from math import sqrt

from scipy.special import ndtri, stdtrit

OUTER = 0.95
"""Where the upper end of a range lies; the lower end is its mirror image."""
_Z = float(ndtri(OUTER))


def penalised_variance(observed: float, chance: float, pairs: int) -> float:
    """Variance of the long-run value, given the variance observed between pair means and that of chance in one of them.

    The unbiased difference of both is zero in half of all runs where there is little ignorance, and next to zero in many
    more. This is the mode of the restricted likelihood, in both variances, times the standard deviation of the
    long-run value: about one standard error away from zero (Chung et al. 2013, doi:10.1007/s11336-013-9328-2). For two mean
    squares the mode has a closed form; without chance it is ``observed`` × (pairs − 1)/(pairs − 2).
    """
    n, m = pairs, pairs - 1
    if n < 3:
        raise ValueError(f"{n} pairs; three are needed for a variance between them")
    if observed <= 0 and chance <= 0:
        return 0.0
    slope = m * n * (3 * chance + observed) - 4 * m * m * chance
    root = slope + sqrt(slope * slope + 8 * m * m * (n - 2) * chance * chance)
    chance_kept = 1 - 2 * (n - 2) * chance / root
    return chance_kept * chance_kept * root / (2 * n * (n - 2))


def predictive_factor(pairs: int) -> float:
    """By how much a normal range of so many pairs has to be wider to hold nine in ten of further draws.

    With it the range of pairs that know no chance is the prediction interval of a normal sample.
    """
    spread = float(stdtrit(pairs - 1, OUTER)) * sqrt(1 + 1 / pairs)
    return spread * sqrt((pairs - 2) / (pairs - 1)) / _Z


def extremes_factor(pairs: int) -> float:
    """By how much the quantiles of fewer than thirteen values fall short: they end at the least and the largest of them."""
    return max(1.0, _Z / float(ndtri((pairs - 1 / 3) / (pairs + 1 / 3))))
