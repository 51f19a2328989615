"""The two uncertainties of an estimate in words."""

from __future__ import annotations

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.report.markup import Html
from cipsc_sim.report.numerals import muted, percent, percent_span, quantity, span


def estimate_of(entry: Entry, is_fraction: bool) -> str:
    """The estimate itself."""
    return percent(entry.mean) if is_fraction else quantity(entry.mean, entry.unit)


def interval_of(entry: Entry, is_fraction: bool) -> str | Html:
    """The simulation interval, or why there is none."""
    if entry.low is None or entry.high is None:
        return muted(entry.reason or "none")
    return _span(entry, entry.low, entry.high, is_fraction)


def ignorance_of(entry: Entry, is_fraction: bool) -> str | Html:
    """The ignorance range, or that none can be seen above chance."""
    low, high = entry.ignorance_low, entry.ignorance_high
    if low is None or high is None:
        return muted("not told")
    if high - low <= 1e-6 * abs(entry.mean or 0.0):
        return muted("not above chance")
    return _span(entry, low, high, is_fraction)


def _span(entry: Entry, low: float, high: float, is_fraction: bool) -> str:
    return percent_span(low, high) if is_fraction else span(low, high, entry.unit)
