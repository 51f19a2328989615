"""What a difference means beside the smallest one that matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.registry import INDICATORS, indicator_of, is_estimate, split_quantile

Word = Literal["", "no difference that matters", "better", "worse", "higher", "lower", "not enough replications"]

MOST_TOLD = 1_000_000
"""Replications; who would need more is told that it is more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, and about how many replications would decide what these left open."""

    word: Word
    replications_needed: int | None = None

    def __str__(self) -> str:
        if self.replications_needed is None:
            return self.word
        more = self.replications_needed > MOST_TOLD
        number = f"more than {MOST_TOLD:,}" if more else f"about {self.replications_needed:,}"
        return f"{self.word}, {number} needed"


UNJUDGED = Verdict("")


def verdict(name: str, difference: Entry, margin: float | None) -> Verdict:
    """The verdict on the paired difference of an estimate (or of a quantile, ``key.p90``) to the base.

    All of the interval within the margin: no difference that matters. Else, if it leaves out zero: better or worse
    (higher or lower, where neither is good in itself). Else not enough replications: either the half width has to be
    smaller than the difference, or so small that all of the interval is within the margin, whichever comes first;
    half widths shrink with the square root of the replications. Without a margin nothing is judged.
    """
    if margin is None:
        return UNJUDGED
    if difference.mean is None or difference.low is None or difference.high is None:
        return Verdict("not enough replications")
    if -margin <= difference.low and difference.high <= margin:
        return Verdict("no difference that matters")
    if difference.low > 0 or difference.high < 0:
        return Verdict(_direction(name, upwards=difference.low > 0))
    return Verdict("not enough replications", _needed(difference, abs(difference.mean), margin))


def _needed(difference: Entry, distance: float, margin: float) -> int | None:
    """Replications after which the interval would leave out zero or be within the margin, in whole pairs."""
    assert difference.low is not None and difference.high is not None
    half_width, wanted = (difference.high - difference.low) / 2, max(distance, margin - distance)
    return 2 * ceil(difference.n * (half_width / wanted) ** 2 / 2 + 1e-9) if wanted > 0 else None


def _direction(name: str, *, upwards: bool) -> Word:
    good = indicator_of(split_quantile(name)[0])[0].good
    if not good:
        return "higher" if upwards else "lower"
    return "better" if (good == "more") is upwards else "worse"


def unknown_estimates(margins: Mapping[str, float]) -> list[str]:
    """The margins whose estimate there is not."""
    return [name for name in margins if not is_estimate(name)]


def estimate_names() -> list[str]:
    """The estimates that stand alone, for who misspelt one."""
    return [each.pattern for each in INDICATORS if "{" not in each.pattern]
