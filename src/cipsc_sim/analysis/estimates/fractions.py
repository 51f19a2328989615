"""Fractions of counted things: of batches, of orders, of tasks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from cipsc_sim.analysis.estimates.clusters import (
    CONFIDENCE,
    MINIMUM_REPLICATIONS,
    NOT_FINITE,
    ONE_CLUSTER,
    TOO_FEW_REPLICATIONS,
    Floats,
    cluster_sums,
    degrees_shown,
    replication_values,
    require_same_length,
    t_factor,
    upper_tail,
)
from cipsc_sim.analysis.estimates.entry import Entry
from cipsc_sim.analysis.estimates.ignorance import ratio_by_pair


def fraction(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    unit: str = "1",
    *,
    pairs: bool,
    confidence: float = CONFIDENCE,
) -> Entry:
    """Successes over trials, all replications together, with the Korn–Graubard interval for clustered trials.

    Without any event (or with nothing else) the clustering cannot be seen and trials count as independent.
    """
    s, n = replication_values(successes, pairs), replication_values(trials, pairs)
    require_same_length(s, n)
    if not (np.isfinite(s).all() and np.isfinite(n).all()):
        return Entry(None, n=len(n), unit=unit, reason=NOT_FINITE)
    if (s < 0).any() or (s > n).any():
        raise ValueError("successes must lie between 0 and the trials of their replication")
    numerator, denominator = float(s.sum()), float(n.sum())
    if denominator == 0:
        return Entry(None, n=len(n), numerator=0.0, denominator=0.0, unit=unit, reason="there were no trials")
    estimate = numerator / denominator
    entry = Entry(estimate, n=len(n), numerator=numerator, denominator=denominator, unit=unit)
    if len(n) < MINIMUM_REPLICATIONS:
        return entry.without_interval(TOO_FEW_REPLICATIONS)
    if pairs:
        entry = entry.with_ignorance(*ratio_by_pair(s, n).fraction_range_about(estimate))
    effective = effective_trials(cluster_sums(s, pairs), cluster_sums(n, pairs), confidence)
    if effective is None:
        return entry.without_interval(ONE_CLUSTER)
    return entry.with_interval(*clopper_pearson(estimate, effective, confidence))


def effective_trials(successes: Floats, trials: Floats, confidence: float = CONFIDENCE) -> float | None:
    """Independent trials that would tell as much as these clusters do, or None if there is but one cluster.

    Korn & Graubard (1998): p(1 − p) over the linearised variance, times the squared ratio of the t factors for trials
    and for clusters; with as many degrees of freedom as the spread between clusters shows, so that a handful of events that
    come in swarms widens the interval. Never more than the trials, so that clusters that agree by chance do not narrow it.
    """
    clusters = int(np.count_nonzero(trials))
    if clusters < 2:
        return None
    total = float(trials.sum())
    p = float(successes.sum()) / total
    squares = np.square((successes - p * trials) / total)[trials > 0]
    variance = clusters / (clusters - 1) * float(squares.sum())
    if variance == 0 and 0 < p < 1:
        return total
    unadjusted = p * (1 - p) / variance if variance > 0 else total
    degrees = degrees_shown(squares, clusters - 1)
    adjusted = unadjusted * (t_factor(max(total - 1, 1), confidence) / t_factor(degrees, confidence)) ** 2
    return min(total, adjusted)


def clopper_pearson(fraction: float, trials: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact binomial interval, carried over to counts that are not whole."""
    events, upper = fraction * trials, upper_tail(confidence)
    low = 0.0 if fraction <= 0 else float(betaincinv(events, trials - events + 1, 1 - upper))
    high = 1.0 if fraction >= 1 else float(betaincinv(events + 1, trials - events, upper))
    return low, high
