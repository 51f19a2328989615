"""Quantiles of samples gathered over replications."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
import numpy.typing as npt

from cipsc_sim.analysis.estimates.bounds import ANYTHING, Bounds
from cipsc_sim.analysis.estimates.clusters import (
    CONFIDENCE,
    MINIMUM_REPLICATIONS,
    NOT_FINITE,
    ONE_CLUSTER,
    TOO_FEW_REPLICATIONS,
    Floats,
    cluster_sums,
    few,
    require_whole_pairs,
    t_factor,
)
from cipsc_sim.analysis.estimates.entry import Entry
from cipsc_sim.analysis.estimates.fractions import EffectiveTrials, effective_trials
from cipsc_sim.analysis.estimates.ignorance import FEWEST_PAIRS, PairValues

LARGEST_LOG = 700.0
"""Beyond it there is no exponential."""
MOST_SECTIONS = 20
FEWEST_SECTIONS = 5
FEWEST_CLUSTERS = 10
"""Of fewer, whose samples are much alike, the interval holds the quantile less often than it says."""
SAMPLES_BEYOND = 5
"""Samples that a section should have beyond the quantile, on the emptier side."""
CLUSTERS_OF_WHICH_THE_MEDIAN_TELLS = 5
"""Of ten clusters the median tells half of how alike their samples are, of a hundred a twentieth."""


def quantile(
    samples: Sequence[npt.ArrayLike],
    q: float,
    unit: str,
    *,
    pairs: bool,
    bounds: Bounds = ANYTHING,
    confidence: float = CONFIDENCE,
) -> Entry:
    """The ``q`` quantile of all samples together, with Woodruff's interval; what is not a sample keeps within ``bounds``.

    ``samples`` holds one array per replication, of any length, also none.
    """
    if not 0 < q < 1:
        raise ValueError(f"q is {q}; it must lie between 0 and 1")
    replications = [np.asarray(values, dtype=np.float64).ravel() for values in samples]
    require_whole_pairs(len(replications), pairs)
    pooled = np.concatenate(replications) if replications else np.empty(0)
    if not np.isfinite(pooled).all():
        return Entry(None, n=len(replications), unit=unit, reason=NOT_FINITE)
    if not len(pooled):
        return Entry(None, n=len(replications), denominator=0.0, unit=unit, reason="there were no samples")
    estimate = _quantile(pooled, q)

    entry = Entry(estimate, n=len(replications), denominator=float(len(pooled)), unit=unit)
    if len(replications) < MINIMUM_REPLICATIONS:
        return entry.without_interval(TOO_FEW_REPLICATIONS)
    values = values_by_pair(replications, q) if pairs else None
    if values is not None:
        entry = entry.with_ignorance(*values.range_within(bounds, estimate))
    interval = _interval(replications, pooled, q, estimate, pairs, bounds, confidence)
    if interval is None:
        return entry.without_interval(ONE_CLUSTER)
    return entry.with_interval(*interval, few(len(replications) // (2 if pairs else 1), FEWEST_CLUSTERS))


def pooled_quantile(samples: npt.ArrayLike, q: float) -> float | None:
    """The ``q`` quantile of all samples together, without any interval; None where there are none."""
    values = np.asarray(samples, dtype=np.float64)
    return _quantile(values, q) if len(values) and np.isfinite(values).all() else None


def _quantile(values: Floats, q: float) -> float:
    """Median-unbiased, so that sections of a few dozen samples agree with all samples together.

    Digit for digit what ``numpy.quantile`` gives by that name, in a fifth of its time: a summary asks for it of every
    pair of every estimate, 45,000 times, and nearly always of a few dozen values. Hyndman & Fan (1996), definition 8,
    doi:10.1080/00031305.1996.10473566.
    """
    ordered, last = np.sort(values), len(values) - 1
    place = len(values) * q + (1 / 3 + q * (1 - 1 / 3 - 1 / 3)) - 1
    if not 0 <= place < last:
        return float(ordered[0 if place < 0 else last])
    before = floor(place)
    low, high, within = float(ordered[before]), float(ordered[before + 1]), place - before
    return low + (high - low) * within if within < 0.5 else high - (high - low) * (1 - within)


def _interval(
    replications: Sequence[Floats],
    pooled: Floats,
    q: float,
    estimate: float,
    pairs: bool,
    bounds: Bounds,
    confidence: float,
) -> tuple[float, float] | None:
    """The quantiles at the two ends of the interval of the fraction of samples below the estimate; None of one cluster.

    Woodruff (1952), doi:10.1080/01621459.1952.10483443, with the fraction's interval for clusters. The ends are samples, so a
    duration is never below the least that was seen, unless the samples are too few to reach an end: it is then that of
    sections, if that lies further out.
    """
    effective = _effective_samples(replications, pooled, q, estimate, pairs, confidence)
    if effective is None:
        return None
    first, last = effective.interval(q, confidence)
    low, high = _quantile(pooled, first), _quantile(pooled, last)
    if low > pooled.min() and high < pooled.max():
        return low, high
    by_sections = _section_interval(replications, q, pairs, bounds, confidence)
    return (
        min(low, by_sections[0]) if low <= pooled.min() else low,
        max(high, by_sections[1]) if high >= pooled.max() else high,
    )


def _effective_samples(
    replications: Sequence[Floats], pooled: Floats, q: float, estimate: float, pairs: bool, confidence: float
) -> EffectiveTrials | None:
    """Independent samples that would tell as much; None of one cluster.

    How alike the samples of a cluster are hardly shows in a tail that few clusters reach. So where clusters are few it is told in
    part by the median; the weights are chosen by simulation.
    """
    counts = [len(values) for values in replications]
    of_each = np.repeat(np.arange(len(counts)), counts)
    trials = cluster_sums(np.array(counts, dtype=np.float64), pairs)

    def told_at(value: float) -> EffectiveTrials | None:
        below = np.bincount(of_each, 1.0 * (pooled < value) + (pooled <= value), len(counts)) / 2
        return effective_trials(cluster_sums(below, pairs), trials, confidence)

    in_tail = told_at(estimate)
    in_middle = in_tail if in_tail is None or q == 0.5 else told_at(_quantile(pooled, 0.5))
    if in_tail is None or in_middle is None:
        return None
    weight = min(0.5, CLUSTERS_OF_WHICH_THE_MEDIAN_TELLS / len(trials))
    count = in_tail.count ** (1 - weight) * min(in_tail.count, in_middle.count) ** weight
    return EffectiveTrials(count, in_tail.degrees)


def _section_interval(
    replications: Sequence[Floats], q: float, pairs: bool, bounds: Bounds, confidence: float
) -> tuple[float, float]:
    """From the weighted spread of section quantiles about the overall one; of the logarithms where all are above zero and
    may be anything above it.
    """
    step = 2 if pairs else 1
    clusters = [np.concatenate(replications[i : i + step]) for i in range(0, len(replications), step)]
    filled = [cluster for cluster in clusters if len(cluster)]
    logs = not bounds.are_a_share and all(cluster.min() > 0 for cluster in filled)
    scaled = [np.log(cluster) if logs else cluster for cluster in filled]
    count = section_count(len(filled), sum(len(cluster) for cluster in filled), q)
    sections = [np.concatenate(scaled[i::count]) for i in range(count)]
    estimates = np.array([_quantile(section, q) for section in sections])
    weights = np.array([len(section) for section in sections], dtype=np.float64)
    weights /= weights.sum()
    estimate = _quantile(np.concatenate(scaled), q)
    variance = count / (count - 1) * float(np.square(weights * (estimates - estimate)).sum())
    half_width = t_factor(count - 1, confidence) * float(np.sqrt(variance))
    low, high = estimate - half_width, estimate + half_width
    return (float(np.exp(low)), float(np.exp(min(high, LARGEST_LOG)))) if logs else bounds.keep(estimate, low, high)


def section_count(clusters: int, samples: int, q: float) -> int:
    """Up to twenty sections, fewer where they would hold too few samples beyond the quantile, never under five if there
    are five clusters.
    """
    affordable = round(samples * min(q, 1 - q)) // SAMPLES_BEYOND
    return min(clusters, max(FEWEST_SECTIONS, min(MOST_SECTIONS, affordable)))


def values_by_pair(replications: Sequence[Floats], q: float) -> PairValues | None:
    """Quantiles of the pairs of which both replications have samples; None if there are too few such pairs."""
    whole = [(a, b) for a, b in zip(replications[::2], replications[1::2], strict=True) if len(a) and len(b)]
    if len(whole) < FEWEST_PAIRS:
        return None
    pair = np.array([_quantile(np.concatenate(both), q) for both in whole])
    differences = np.array([_quantile(a, q) - _quantile(b, q) for a, b in whole])
    least = 0.0 if all(a.min() >= 0 and b.min() >= 0 for a, b in whole) else -np.inf
    return PairValues(pair, differences, least)
