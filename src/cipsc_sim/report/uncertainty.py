"""The two uncertainties of an estimate in words."""

from __future__ import annotations

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.report.markup import Html
from cipsc_sim.report.numerals import muted, percent, percent_span, quantity, span

NOT_ABOVE_CHANCE = "not above chance"
"""Said instead of a range without a width, where all pairs are alike: that is no sign that nothing is unknown."""


def estimate_of(entry: Entry, is_fraction: bool) -> str:
    """The estimate itself."""
    return percent(entry.mean) if is_fraction else quantity(entry.mean, entry.unit)


def interval_of(entry: Entry, is_fraction: bool) -> str | Html:
    """The simulation interval, or why there is none."""
    if entry.low is None or entry.high is None:
        return muted(entry.reason or "none")
    return _span(entry, entry.low, entry.high, is_fraction)


def ignorance_of(entry: Entry, is_fraction: bool) -> str | Html:
    """The ignorance range, or that there is none above chance."""
    if entry.ignorance_low is None or entry.ignorance_high is None:
        return muted("not told")
    if not has_ignorance(entry):
        return muted(NOT_ABOVE_CHANCE)
    return _span(entry, entry.ignorance_low, entry.ignorance_high, is_fraction)


def has_ignorance(entry: Entry) -> bool:
    """Whether the range has a width."""
    low, high = entry.ignorance_low, entry.ignorance_high
    return low is not None and high is not None and high - low > 1e-6 * abs(entry.mean or 0.0)


def _span(entry: Entry, low: float, high: float, is_fraction: bool) -> str:
    return percent_span(low, high) if is_fraction else span(low, high, entry.unit)
