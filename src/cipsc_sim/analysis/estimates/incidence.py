"""Cumulative incidence where ends compete and some are not seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cipsc_sim.analysis.estimates.clusters import Floats


def aalen_johansen(times: npt.ArrayLike, causes: npt.ArrayLike, at: npt.ArrayLike) -> dict[int, Floats]:
    """Probability of having ended by each cause at each instant of ``at``, the other causes competing.

    ``causes`` are integers, 0 for what was still open at its time (right-censored). At equal times ends come before
    censoring. After the last observation the incidence stays where it is.
    """
    observed, ends = np.asarray(times, dtype=np.float64), np.asarray(causes, dtype=np.int64)
    if observed.ndim != 1 or observed.shape != ends.shape:
        raise ValueError(f"times of shape {observed.shape} and causes of shape {ends.shape} do not belong together")
    if not np.isfinite(observed).all():
        raise ValueError("a time is not a finite number")
    instants = np.unique(observed[ends != 0])
    at_risk = len(observed) - np.searchsorted(np.sort(observed), instants, side="left")
    ended = _counts(observed[ends != 0], instants)
    open_after = np.cumprod(1 - ended / at_risk)
    open_before = np.concatenate(([1.0], open_after))[:-1]
    place = np.searchsorted(instants, np.asarray(at, dtype=np.float64), side="right")
    incidence = {}
    for cause in np.unique(ends[ends != 0]):
        steps = open_before * _counts(observed[ends == cause], instants) / at_risk
        incidence[int(cause)] = np.concatenate(([0.0], np.cumsum(steps)))[place]
    return incidence


def _counts(times: Floats, instants: Floats) -> Floats:
    """How many of ``times`` fall on each of the sorted ``instants``."""
    counts = np.bincount(np.searchsorted(instants, times), minlength=len(instants))
    return counts.astype(np.float64)
