"""The way to a line release as a sum of durations, written by hand: no engine, no scenario."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri
from scipy.stats import triang

Floats = npt.NDArray[np.float64]

N = 200_000


def days_to_line_release() -> tuple[float, float, float]:
    """5 %, 50 % and 95 % of the days from the tissue harvest to the release of one line.

    A trait moves everything that grows by −.8: seven tenths of its variance are the donor's, the rest the line's.
    """
    chance = np.random.default_rng(1)
    donor = sqrt(0.7) * chance.standard_normal(N)
    line = donor + sqrt(0.3) * chance.standard_normal(N)

    def moved(trait: Floats, share: float) -> Floats:
        own = chance.standard_normal(N)
        return np.asarray(ndtr(-0.8 * trait + sqrt(1 - 0.64 * share) * own))

    def triangular(low: float, mode: float, high: float, u: Floats | None = None) -> Floats:
        return np.asarray(
            triang.ppf(chance.random(N) if u is None else u, (mode - low) / (high - low), low, high - low)
        )

    def lognormal(median: float, cv: float, u: Floats | None = None) -> Floats:
        return np.asarray(median * np.exp(sqrt(log(1 + cv * cv)) * ndtri(chance.random(N) if u is None else u)))

    transport = triangular(2, 6, 24) / 24
    cells = np.clip(lognormal(20, 0.6), 5, 100) * lognormal(4e5, 0.7) * chance.beta(2, 48, N)
    doublings = np.maximum(0, np.log2(5e6 / cells))
    growing = triangular(1, 2, 4) + doublings * lognormal(1.583, 0.4, moved(donor, 0.7))
    stromal = np.maximum(growing, triangular(5, 8, 14, moved(donor, 0.7)))
    reprogramming = triangular(16, 24, 34)
    lines = triangular(14, 21, 35, moved(donor, 0.7))
    bank = triangular(14, 21, 35, moved(line, 1.0))
    trial = triangular(28, 35, 49)
    tests = np.maximum(triangular(10, 12, 14), lognormal(28, 0.3))
    review = triangular(3, 7, 21)
    handling = 0.1 + 0.5 + 0.125 + 0.125  # liposuction, isolation, and the tasks that end isolation and picking
    days = handling + transport + stromal + reprogramming + lines + np.maximum(trial, bank + tests) + review
    low, median, high = np.quantile(days, [0.05, 0.5, 0.95])
    return float(low), float(median), float(high)
