"""Where the spread of an estimate comes from: simulation, what batches do by chance, and ignorance of the facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, fdtri

from cipsc_sim.analysis.estimates.clusters import CONFIDENCE, Floats, degrees_shown
from cipsc_sim.analysis.estimates.ignorance import FEWEST_PAIRS, PairValues

TAILS = 3.0
"""How much the spread of squares beyond that of normal values counts: samples of skewed values show too little of it. Chosen by
simulation.
"""


@dataclass(frozen=True, slots=True)
class Variance:
    """A variance and its 95 % interval. One that comes out below zero is told as 0, with its upper end."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Variance:
        """That of something ``factor`` times as variable."""
        return Variance(factor * self.value, factor * self.low, factor * self.high)


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts, each a variance in the square of the estimate's unit.

    ``simulation``: of the printed mean, which more replications would make smaller. ``batches``: of what one count window
    brings about its long-run value, by chance in its batches and orders. ``ignorance``: of the long-run value, over
    what the facts may be.
    """

    simulation: Variance
    batches: Variance
    ignorance: Variance
    pairs: int


def parts_of(values: PairValues) -> Parts | None:
    """The parts of an estimate from pairs of replications that share their facts; None of too few pairs.

    One-way random model with two replications of each draw. Intervals after Ting et al. (1990) and Burdick and Graybill (1992,
    ISBN 978-0-8247-8644-3), with degrees of freedom that the spread of the squares shows, so that heavy tails
    widen them. They cover 96 % of normal values; of ones as skewed as the exponential distribution 90 % of ten pairs, 92 % of
    twenty, 95 % of fifty and more.
    """
    pairs = len(values.pair)
    if pairs < FEWEST_PAIRS:
        return None
    between = MeanSquare.of(np.square(values.pair - values.pair.mean()) * pairs / (pairs - 1), pairs - 1)
    within = MeanSquare.of(np.square(values.differences) / 2, pairs)
    return Parts(between.interval().times(1 / pairs), within.interval(), variance_between(between, within, 0.5), pairs)


@dataclass(frozen=True, slots=True)
class MeanSquare:
    """The mean of squares, and how many degrees of freedom their spread leaves it."""

    value: float
    degrees: float

    @classmethod
    def of(cls, squares: Floats, nominal: int) -> MeanSquare:
        """With as many degrees of freedom as the squares show, no more than nominal."""
        return cls(float(squares.mean()), degrees_shown(squares, nominal, TAILS))

    def interval(self) -> Variance:
        low, high = _chi_square(self.degrees)
        return Variance(self.value, self.value * self.degrees / high, self.value * self.degrees / low)


def _chi_square(degrees: float) -> tuple[float, float]:
    tail = (1 - CONFIDENCE) / 2
    return float(chdtri(degrees, 1 - tail)), float(chdtri(degrees, tail))


def variance_between(first: MeanSquare, second: MeanSquare, weight: float) -> Variance:
    """``first − weight × second`` with the modified large-sample interval."""
    tail = (1 - CONFIDENCE) / 2
    a, b = first.value, weight * second.value
    (low1, high1), (low2, high2) = _chi_square(first.degrees), _chi_square(second.degrees)
    g1, h1 = 1 - first.degrees / high1, first.degrees / low1 - 1
    g2, h2 = 1 - second.degrees / high2, second.degrees / low2 - 1
    upper = float(fdtri(first.degrees, second.degrees, 1 - tail))
    lower = float(fdtri(first.degrees, second.degrees, tail))
    g12 = ((upper - 1) ** 2 - (g1 * upper) ** 2 - h2**2) / upper
    h12 = ((1 - lower) ** 2 - (h1 * lower) ** 2 - g2**2) / lower
    below = max(0.0, (g1 * a) ** 2 + (h2 * b) ** 2 + g12 * a * b)
    above = max(0.0, (h1 * a) ** 2 + (g2 * b) ** 2 + h12 * a * b)
    estimate = a - b
    return Variance(max(0.0, estimate), max(0.0, estimate - np.sqrt(below)), max(0.0, estimate + np.sqrt(above)))
