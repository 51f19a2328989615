"""Fractions of counted things: of batches, of orders, of tasks."""

from __future__ import annotations

from dataclasses import dataclass

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
    few,
    replication_values,
    require_same_length,
    t_factor,
    upper_tail,
)
from cipsc_sim.analysis.estimates.entry import Entry
from cipsc_sim.analysis.estimates.ignorance import ratio_by_pair

SEEN_IN_FEW = "events in few replications or pairs"
FEWEST_SEEN = 12
"""Of fewer clusters that saw it, or the contrary, nobody can tell how much events come in swarms. By simulation, as what follows."""
EXACT_UP_TO, MIDDLE_FROM = 8.0, 24.0
"""Degrees of freedom: up to the first the interval is the exact one, from the second on the one without its surplus."""


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
    events, of = cluster_sums(s, pairs), cluster_sums(n, pairs)
    effective = effective_trials(events, of, confidence)
    if effective is None:
        return entry.without_interval(ONE_CLUSTER)
    return entry.with_interval(*effective.interval(estimate, confidence), _why_rough(events, of))


def _why_rough(events: Floats, trials: Floats) -> str | None:
    """Why nobody can tell how much events come in swarms; None if it shows."""
    seen = min(np.count_nonzero(events), np.count_nonzero(trials - events))
    return few(int(np.count_nonzero(trials)), FEWEST_SEEN) or (SEEN_IN_FEW if seen < FEWEST_SEEN else None)


@dataclass(frozen=True, slots=True)
class EffectiveTrials:
    """Independent trials that would tell as much as clustered ones do, and with how many degrees of freedom that is known."""

    count: float
    degrees: float

    def interval(self, fraction: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """The exact binomial interval where little shows how much events come in swarms, and where much does, Jeffreys'.

        The exact one holds on average over nearby truths more than it says, as counts are whole; a surplus that is needed
        where few clusters tell of all. Brown, Cai & DasGupta (2001), doi:10.1214/ss/1009213286; for effective trials
        Franco et al. (2019), PMC6690503. Where nothing was seen, or nothing else, it is the exact one.
        """
        known = (self.degrees - EXACT_UP_TO) / (MIDDLE_FROM - EXACT_UP_TO)
        return binomial_interval(fraction, self.count, min(1.0, max(0.0, known)), confidence)


def effective_trials(successes: Floats, trials: Floats, confidence: float = CONFIDENCE) -> EffectiveTrials | None:
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
    degrees = degrees_shown(squares, clusters - 1)
    if variance == 0 and 0 < p < 1:
        return EffectiveTrials(total, degrees)
    unadjusted = p * (1 - p) / variance if variance > 0 else total
    adjusted = unadjusted * (t_factor(max(total - 1, 1), confidence) / t_factor(degrees, confidence)) ** 2
    return EffectiveTrials(min(total, adjusted), degrees)


def binomial_interval(
    fraction: float, trials: float, middle: float = 0.0, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson, carried over to counts that are not whole; with ``middle`` 1 Jeffreys'."""
    events, upper, given = fraction * trials, upper_tail(confidence), middle / 2
    if fraction <= 0 or fraction >= 1:
        given = 0.0
    low = 0.0 if fraction <= 0 else float(betaincinv(events + given, trials - events + 1 - given, 1 - upper))
    high = 1.0 if fraction >= 1 else float(betaincinv(events + 1 - given, trials - events + given, upper))
    return low, high
