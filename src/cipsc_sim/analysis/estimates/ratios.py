"""Ratios of sums, means, and differences of two variants on common random numbers."""

from __future__ import annotations

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
    jackknife_interval,
    replication_values,
    require_same_length,
    why_rough,
)
from cipsc_sim.analysis.estimates.entry import Entry
from cipsc_sim.analysis.estimates.ignorance import PairValues, ratio_by_pair

NO_DENOMINATOR = "there was nothing to divide by"
ALL_ZERO = "every replication gives zero, so the spread cannot be seen"


def ratio(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    unit: str,
    *,
    pairs: bool,
    bounds: Bounds = ANYTHING,
    confidence: float = CONFIDENCE,
) -> Entry:
    """Sum over sum, all replications together, with the interval of the jackknife over clusters.

    The interval keeps within ``bounds``, and of a share so does the range.
    """
    a, b = replication_values(numerators, pairs), replication_values(denominators, pairs)
    require_same_length(a, b)
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return Entry(None, n=len(b), unit=unit, reason=NOT_FINITE)
    numerator, denominator = float(a.sum()), float(b.sum())
    if not denominator > 0:
        reason = NO_DENOMINATOR
        return Entry(None, n=len(b), numerator=numerator, denominator=denominator, unit=unit, reason=reason)
    entry = Entry(numerator / denominator, n=len(b), numerator=numerator, denominator=denominator, unit=unit)
    if len(b) < MINIMUM_REPLICATIONS:
        return entry.without_interval(TOO_FEW_REPLICATIONS)
    values = ratio_by_pair(a, b) if pairs else None
    leave_one_out = _ratios_left_out(*_filled_clusters(a, b, pairs=pairs))
    return _completed(entry, numerator / denominator, leave_one_out, values, bounds, confidence, all_zero=not a.any())


def mean(
    values: npt.ArrayLike, unit: str, *, pairs: bool, bounds: Bounds = ANYTHING, confidence: float = CONFIDENCE
) -> Entry:
    """The plain mean over replications, for what has one value in each (a rate in the window, orders that wait)."""
    numerators = replication_values(values, pairs)
    return ratio(numerators, np.ones_like(numerators), unit, pairs=pairs, bounds=bounds, confidence=confidence)


def paired_difference(
    numerators_a: npt.ArrayLike,
    denominators_a: npt.ArrayLike,
    numerators_b: npt.ArrayLike,
    denominators_b: npt.ArrayLike,
    unit: str,
    *,
    pairs: bool,
    confidence: float = CONFIDENCE,
) -> Entry:
    """Ratio of sums of variant a minus that of variant b, replication i of both played on the same random numbers.

    The jackknife leaves the same cluster out of both, so what they have in common cancels.
    """
    first = replication_values(numerators_a, pairs), replication_values(denominators_a, pairs)
    second = replication_values(numerators_b, pairs), replication_values(denominators_b, pairs)
    require_same_length(*first, *second)
    replications = len(first[0])
    if not all(np.isfinite(values).all() for values in (*first, *second)):
        return Entry(None, n=replications, unit=unit, reason=NOT_FINITE)
    if not (first[1].sum() > 0 and second[1].sum() > 0):
        return Entry(None, n=replications, unit=unit, reason=NO_DENOMINATOR)
    estimate = float(first[0].sum() / first[1].sum() - second[0].sum() / second[1].sum())
    entry = Entry(estimate, n=replications, unit=unit)
    if replications < MINIMUM_REPLICATIONS:
        return entry.without_interval(TOO_FEW_REPLICATIONS)
    values = ratio_by_pair(*first).minus(ratio_by_pair(*second)) if pairs else None
    of_a, in_a, of_b, in_b = _filled_clusters(*first, *second, pairs=pairs)
    leave_one_out = _ratios_left_out(of_a, in_a) - _ratios_left_out(of_b, in_b)
    all_zero = not (first[0].any() or second[0].any())
    return _completed(entry, estimate, leave_one_out, values, ANYTHING, confidence, all_zero=all_zero)


def _ratios_left_out(numerators: Floats, denominators: Floats) -> Floats:
    """The pooled ratio without each cluster in turn; NaN where no denominator is left."""
    left = denominators.sum() - denominators
    nothing = left <= 1e-12 * denominators.sum()
    return np.where(nothing, np.nan, (numerators.sum() - numerators) / np.where(nothing, 1.0, left))


def _filled_clusters(*sums: Floats, pairs: bool) -> list[Floats]:
    """The sums by cluster, without clusters in which nothing happened: they add no degrees of freedom."""
    clusters = [cluster_sums(values, pairs) for values in sums]
    filled = np.any(clusters, axis=0)
    return [values[filled] for values in clusters]


def _completed(
    entry: Entry,
    estimate: float,
    leave_one_out: Floats,
    values: PairValues | None,
    bounds: Bounds,
    confidence: float,
    *,
    all_zero: bool,
) -> Entry:
    """The entry with what ignorance leaves and with the interval, or with the reason why there is none."""
    if values is not None:
        entry = entry.with_ignorance(*values.range_within(bounds, estimate))
    if all_zero:
        return entry.without_interval(ALL_ZERO)
    if np.isnan(leave_one_out).any():
        return entry.without_interval(ONE_CLUSTER)
    low, high = jackknife_interval(estimate, leave_one_out, confidence, bounds)
    return entry.with_interval(low, high, why_rough(leave_one_out))
