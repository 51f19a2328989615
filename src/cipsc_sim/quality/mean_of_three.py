"""The retest rule whose value is the mean of three: how often it turns a failure into what is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from cipsc_sim.quality.judgement import Limits, judge
from cipsc_sim.quality.law import Counted, Detected, Law, Measured
from cipsc_sim.quality.reading import log_sd
from cipsc_sim.quality.reported import chance_of_a_count

Floats = npt.NDArray[np.float64]

_REACH = 8.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


def chance_that_the_mean_stands(law: Law, true: float, limits: Limits, reviewed_passes: bool = True) -> float:
    """P(the first of three fails, and the mean of all three is accepted | true); runs independent.

    Exact sums for counts and for what is found or not. For a measured number the scores of two runs are integrated over
    (Gauss–Legendre, 64 nodes on each piece) and the third is taken from its distribution function.
    """
    low, high, below = _accepted(limits, reviewed_passes)
    if isinstance(law, Measured):
        return _of_measured(law, true, limits, low, min(high, below))
    values, chances = _reports(law, true)
    fails = np.array([judge(float(value), limits) == "fail" for value in values])
    two, chances_of_two = _sums_of_two(values, chances)
    total = 0.0
    for first, chance in zip(values[fails], chances[fails], strict=True):
        mean = (first + two) / 3
        total += float(chance) * float(chances_of_two[(mean >= low) & (mean <= high) & (mean < below)].sum())
    return total


def _accepted(limits: Limits, reviewed_passes: bool) -> tuple[float, float, float]:
    """The least value, the greatest, and what it stays below, of a mean that is accepted."""
    if limits.tolerance == "zero":
        return -inf, 0.0, inf
    low, high, below = limits.at_least, limits.at_most, limits.below
    if reviewed_passes:
        low = limits.review_at_least if limits.review_at_least is not None else low
        if limits.review_at_most is not None:
            high, below = limits.review_at_most, None
    return -inf if low is None else low, inf if high is None else high, inf if below is None else below


def _reports(law: Counted | Detected, true: float) -> tuple[Floats, Floats]:
    """What may be reported, evenly spaced, and with what chance; what is beyond belief is left out."""
    if isinstance(law, Detected):
        found = law.chance(true)
        return np.array([0.0, 1.0]), np.array([1.0 - found, found])
    mean = law.looked_at * law.fraction(true)
    reach = 10 * sqrt(mean) + 40
    least, most = max(0, int(mean - reach)), max(int(mean + reach), law.detected_from)
    if least < law.detected_from:
        least = 0
    counts = np.arange(least, most + 1)
    up_to = np.array([chance_of_a_count(law, true, int(k)) for k in counts])
    chances = np.diff(up_to, prepend=chance_of_a_count(law, true, least - 1))
    if least == 0:
        unseen = law.detected_from - 1
        chances[0] = up_to[unseen]
        chances[1 : unseen + 1] = 0.0
    return counts / law.looked_at, chances


def _sums_of_two(values: Floats, chances: Floats) -> tuple[Floats, Floats]:
    step = (values[-1] - values[0]) / (len(values) - 1)
    return 2 * values[0] + step * np.arange(2 * len(values) - 1), np.convolve(chances, chances)


def _of_measured(law: Measured, true: float, limits: Limits, low: float, high: float) -> float:
    centre = true * law.factor + law.bias
    if not law.sd and (not law.cv or centre <= 0):
        return 0.0
    total = 0.0
    second, chances_of_second = _scores(-_REACH, _REACH)
    for begins, ends in _failing(law, centre, limits):
        first, chances_of_first = _scores(begins, ends)
        of_two = _value(law, centre, first)[:, None] + _value(law, centre, second)[None, :]
        third = _at_most(law, centre, 3 * high - of_two) - _at_most(law, centre, 3 * low - of_two)
        total += float(chances_of_first @ third @ chances_of_second)
    return total


def _scores(low: float, high: float) -> tuple[Floats, Floats]:
    """Normal scores between two, and the weight of each."""
    z = low + (high - low) * (_NODES + 1) / 2
    return z, _WEIGHTS * (high - low) / 2 * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def _failing(law: Measured, centre: float, limits: Limits) -> Iterator[tuple[float, float]]:
    """Between which scores of its noise a run fails, in pieces in which its value is smooth."""
    edges = (
        limits.at_least,
        limits.at_most,
        limits.below,
        limits.review_at_least,
        limits.review_at_most,
        law.reported_above,
    )
    cuts = sorted({-_REACH, _REACH, *(_score(law, centre, edge) for edge in edges if edge is not None)})
    for begins, ends in pairwise(cuts):
        middle = float(_value(law, centre, np.array([(begins + ends) / 2]))[0])
        if judge(middle, limits) == "fail":
            yield begins, ends


def _score(law: Measured, centre: float, value: float) -> float:
    if law.sd:
        z = (value - centre) / law.sd
    else:
        z = log(value / centre) / log_sd(law.cv or 0.0) if value > 0 else -_REACH
    return min(max(z, -_REACH), _REACH)


def _value(law: Measured, centre: float, z: Floats) -> Floats:
    value = centre + law.sd * z if law.sd else centre * np.exp(log_sd(law.cv or 0.0) * z)
    return value if law.reported_above is None else np.maximum(value, law.reported_above)


def _at_most(law: Measured, centre: float, x: Floats) -> Floats:
    if law.sd:
        chance = ndtr((x - centre) / law.sd)
    else:
        with np.errstate(divide="ignore"):
            chance = np.where(x > 0, ndtr(np.log(np.maximum(x, 0.0) / centre) / log_sd(law.cv or 0.0)), 0.0)
    return chance if law.reported_above is None else np.where(x < law.reported_above, 0.0, chance)
