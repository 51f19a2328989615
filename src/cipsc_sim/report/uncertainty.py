"""The two uncertainties of an estimate in words."""

from __future__ import annotations

from collections.abc import Iterable

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.report.markup import Html
from cipsc_sim.report.numerals import muted, percent, percent_span, quantity, span

NOT_ABOVE_CHANCE = "not above chance"
"""Said instead of a range without a width, where all pairs are alike: that is no sign that nothing is unknown."""

ROUGH = "~"
"""Before an interval that may hold the truth less often than it says."""


def mark_of(entry: Entry) -> str:
    """The mark of a rough interval; nothing before any other."""
    return ROUGH if entry.rough else ""


def about_rough(reasons: Iterable[str | None]) -> str | None:
    """What a reader of rough intervals has to know: why they are, and what to do; None where none is."""
    why = dict.fromkeys(each for each in reasons if each)
    if not why:
        return None
    return (
        f"Rough intervals ({'; '.join(why)}): they may miss the truth more often than 5 in 100 times, since so few do not show how "
        "skewed the values are, or whether events come in swarms. Play more pairs."
    )


def estimate_of(entry: Entry, is_fraction: bool) -> str:
    """The estimate itself."""
    return percent(entry.mean) if is_fraction else quantity(entry.mean, entry.unit)


def interval_of(entry: Entry, is_fraction: bool) -> str | Html:
    """The simulation interval, or why there is none."""
    if entry.low is None or entry.high is None:
        return muted(entry.reason or "none")
    return mark_of(entry) + _span(entry, entry.low, entry.high, is_fraction)


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
