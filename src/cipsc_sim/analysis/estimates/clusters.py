"""Replications as independent clusters, and what all intervals share."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from cipsc_sim.analysis.estimates.bounds import ANYTHING, Bounds

Floats = npt.NDArray[np.float64]

MINIMUM_REPLICATIONS = 10
CONFIDENCE = 0.95
"""Of every interval, unless several have to hold together."""

LEAST_SLOPE = 0.1
"""Of what stands under the cube root of the correction for skewness, where it is cut: the far end of five clusters then reaches
at most 2.4 times as far as the near one. Chosen by simulation.
"""

TOO_FEW_REPLICATIONS = "fewer than ten replications"
NOT_FINITE = "a replication has a value that is not a finite number"
ONE_CLUSTER = "all observations lie in one independent replication or pair"
FEW = "few independent replications or pairs"
CARRIED_BY_FEW = "a few of the independent replications or pairs carry it"
FEWEST_CLUSTERS = 20
"""Of fewer, whose values are much skewed, an interval holds the mean less often than it says; and so few do not show it."""


def replication_values(values: npt.ArrayLike, pairs: bool) -> Floats:
    """The values as floats, one per replication; a wrong shape or half a pair is an error."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"one value per replication is needed, not an array of shape {array.shape}")
    require_whole_pairs(len(array), pairs)
    return array


def require_whole_pairs(replications: int, pairs: bool) -> None:
    """Raise if the replications do not make up whole pairs."""
    if pairs and replications % 2:
        raise ValueError(f"{replications} replications are not whole pairs")


def require_same_length(*arrays: Floats) -> None:
    """Raise unless all arrays describe the same replications."""
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"arrays of {lengths} replications do not belong together")


def cluster_sums(values: Floats, pairs: bool) -> Floats:
    """Sums over each independent cluster: the pair where parameters are shared, else the replication."""
    return values.reshape(-1, 2).sum(axis=1) if pairs else values


def together(comparisons: int) -> float:
    """The confidence at which each of so many intervals is made so that all of them hold together at 95 % (Bonferroni)."""
    return 1 - (1 - CONFIDENCE) / max(1, comparisons)


def upper_tail(confidence: float = CONFIDENCE) -> float:
    """Upper end of a two-sided interval; the lower end is its mirror image."""
    return (1 + confidence) / 2


def t_factor(degrees_of_freedom: float, confidence: float = CONFIDENCE) -> float:
    """Student's t that bounds that much of the middle."""
    return float(stdtrit(degrees_of_freedom, upper_tail(confidence)))


def jackknife_error(leave_one_out: Floats) -> float:
    """Standard error from the estimates with one cluster left out each."""
    clusters = len(leave_one_out)
    return float(np.sqrt((clusters - 1) / clusters * np.square(leave_one_out - leave_one_out.mean()).sum()))


def jackknife_half_width(leave_one_out: Floats, confidence: float = CONFIDENCE) -> float:
    """Half width of the t interval from the estimates with one cluster left out each."""
    return t_factor(len(leave_one_out) - 1, confidence) * jackknife_error(leave_one_out)


def jackknife_interval(
    estimate: float, leave_one_out: Floats, confidence: float = CONFIDENCE, bounds: Bounds = ANYTHING
) -> tuple[float, float]:
    """The interval from the estimates with one cluster left out each: Student's, with Willink's correction for skewness.

    Where a few clusters have much more than the others, the estimate is too low whenever they are missing, and its error
    is too small then; so the end on their side lies further out. Willink (2005), Communications in Statistics: Theory and
    Methods 34, 753; as in the batch means of Tafazzoli et al. (2011), IIE Transactions 43, 110. Of three things more, each chosen
    by simulation: degrees of freedom are those that the spread of the squares shows; what has bounds is at least as skewed
    as what is symmetric on their logarithmic scale, as few clusters seldom show it; and the correction ends before its
    cube root turns, where the far end would run away. The ends keep within the bounds.
    """
    clusters = len(leave_one_out)
    error = jackknife_error(leave_one_out)
    if error == 0:
        return estimate, estimate
    t = t_factor(degrees_shown(np.square(leave_one_out - leave_one_out.mean()), clusters - 1), confidence)
    a = _leaning(_skewness(leave_one_out) / (6 * sqrt(clusters)), error * bounds.lean(estimate) / 4)
    most = (sqrt(9 * t * t + 6 * (1 - LEAST_SLOPE)) - 3 * t) / 6
    a = min(most, max(-most, a))
    return bounds.keep(estimate, estimate - _reach(a, t) * error, estimate - _reach(a, -t) * error)


def few(clusters: int, needed: int) -> str | None:
    """That there are too few clusters for an interval to be relied on; None if there are enough."""
    return FEW if clusters < needed else None


def why_rough(leave_one_out: Floats) -> str | None:
    """Why the interval may hold the truth less often than it says; None if it holds it in 94 to 96 of a hundred, as far as
    one can know.

    Few clusters do not show how skewed they are: those that look it least have the intervals that hold least. So their number
    decides, whatever they look like; and, of any number, a skewness that only some three of them that are unlike all
    others can give. Where all are the same there is nothing to be skewed.
    """
    clusters = len(leave_one_out)
    if jackknife_error(leave_one_out) == 0:
        return None
    carried = 3 * _skewness(leave_one_out) ** 2 > clusters
    return few(clusters, FEWEST_CLUSTERS) or (CARRIED_BY_FEW if carried else None)


def _leaning(shown: float, least: float) -> float:
    """The skewness that is shown, but no less than that to the side to which the bounds lean."""
    return max(shown, least) if least > 0 else min(shown, least) if least < 0 else shown


def _reach(a: float, t: float) -> float:
    """Willink's transformation backwards: where Student's t lies on the scale of values with such a skewness."""
    return t if abs(a) < 1e-9 else float(np.cbrt(1 + 6 * a * (t - a)) - 1) / (2 * a)


def _skewness(leave_one_out: Floats) -> float:
    """Unbiased third moment over sd³ of what each cluster adds, which falls as the estimate without it rises."""
    n, added = len(leave_one_out), leave_one_out.mean() - leave_one_out
    spread = float(np.sqrt(np.square(added).sum() / (n - 1))) if n > 2 else 0.0
    return float((added**3).sum()) * n / ((n - 1) * (n - 2)) / spread**3 if spread > 0 else 0.0


def degrees_shown(squares: Floats, nominal: float, weight: float = 1.0) -> float:
    """Degrees of freedom of a mean of squares: 2·mean² / variance of the mean; no more than nominal, which is what normal
    values have, and at least one. ``weight``: how much the spread beyond that of normal values counts.
    """
    mean = float(squares.mean())
    if not mean > 0:
        return max(1.0, nominal)
    beyond = max(0.0, float(squares.var(ddof=1)) / (mean * mean) - 2)
    return max(1.0, min(nominal, 2 * len(squares) / (2 + weight * beyond)))
