"""Replications as independent clusters, and what all intervals share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]

MINIMUM_REPLICATIONS = 10
CONFIDENCE = 0.95
"""Of every interval, unless several have to hold together."""

TOO_FEW_REPLICATIONS = "fewer than ten replications"
NOT_FINITE = "a replication has a value that is not a finite number"
ONE_CLUSTER = "all observations lie in one independent replication or pair"


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


def jackknife_half_width(leave_one_out: Floats, confidence: float = CONFIDENCE) -> float:
    """Half width of the t interval from the estimates with one cluster left out each."""
    clusters = len(leave_one_out)
    squares = np.square(leave_one_out - leave_one_out.mean()).sum()
    return t_factor(clusters - 1, confidence) * float(np.sqrt((clusters - 1) / clusters * squares))
