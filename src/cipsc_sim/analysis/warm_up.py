"""How long a plant takes to forget that it began empty."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from cipsc_sim.analysis.cells import DAY_MIN, Floats, numbers
from cipsc_sim.analysis.estimates.clusters import t_factor
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

BATCH_D = 5
"""Days that are averaged before a beginning is looked for (MSER-5)."""
FEWEST_BATCHES = 20
MATTERS = 0.01
"""A change of mean work in process that is worth a longer warm-up."""
RISES = 0.05
"""A change from the third quarter of what was played to the last that is no longer called level."""
SURELY = 0.999
"""Confidence that it is none of chance."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Work in process by day, the mean over replications; what was taken for warm-up, and what would do.

    ``suggested_d`` is None where work in process still changes from the third quarter of what was played to the last.
    """

    in_process: Floats
    stated_d: float
    suggested_d: float | None

    @property
    def changes_mean(self) -> float:
        """By what part of it the mean differs if counted from the stated day and not from the suggested one."""
        if self.suggested_d is None:
            return 0.0
        stated, suggested = (
            float(self.in_process[int(day) :].mean()) if day < len(self.in_process) else 0.0
            for day in (self.stated_d, self.suggested_d)
        )
        return stated / suggested - 1 if suggested else 0.0

    @property
    def is_long_enough(self) -> bool:
        """Whether the plant had settled when counting began, or near enough."""
        if self.suggested_d is None:
            return False
        return self.stated_d >= self.suggested_d or abs(self.changes_mean) <= MATTERS

    def in_words(self) -> str:
        """Whether the warm-up is long enough, and what to write if it is not."""
        if self.suggested_d is None:
            return (
                "Work in process does not settle within what was played: either demand exceeds capacity, or "
                "clock.warm_up_d and clock.count_d are too short to tell."
            )
        settles = f"Work in process settles after about {self.suggested_d:,.0f} d"
        if self.stated_d >= self.suggested_d:
            return f"{settles}; the warm-up of {self.stated_d:,.0f} d is long enough."
        change = f"its mean is {100 * abs(self.changes_mean):.1f} % {'lower' if self.changes_mean < 0 else 'higher'}"
        if self.is_long_enough:
            return f"{settles}; counted from day {self.stated_d:,.0f} {change}: long enough."
        return (
            f"{settles}, but counting begins on day {self.stated_d:,.0f}, from where {change}: set clock.warm_up_d to "
            f"{self.suggested_d:.0f} or more (to try it: --set clock.warm_up_d={self.suggested_d:.0f})."
        )


def warm_up(rows: Rows, manifest: Manifest) -> WarmUp | None:
    """Work in process until the end of the count window; None where nothing is left out as warm-up, or too little is played."""
    window = manifest.window
    if window.from_min == 0 or window.to_min < FEWEST_BATCHES * BATCH_D * DAY_MIN:
        return None
    days = np.arange(window.to_min // DAY_MIN + 1, dtype=np.float64) * DAY_MIN
    total, later = np.zeros(len(days)), list[float]()
    for _, orders in rows.row_groups("orders", ("started_at", "closed_at")):
        begun, closed = (
            np.sort(numbers(orders["started_at"])),
            np.sort(numbers(orders["closed_at"][orders["started_at"].notna()])),
        )
        begun, closed = begun[~np.isnan(begun)], closed[~np.isnan(closed)]
        gone = np.searchsorted(closed, days, side="right")
        level = (np.searchsorted(begun, days, side="right") - gone).astype(np.float64)
        total += level
        later.append(_last_quarter_less_third(level))
    if not later or not total.any():
        return None
    series = total / len(later)
    return WarmUp(series, window.from_min / DAY_MIN, None if _rises(series, later) else truncation_d(series))


def truncation_d(series: Floats) -> float:
    """Days to leave out so that the mean of the rest is known best: the least standard error (White 1997,
    doi:10.1177/003754979706900601; in batches of five, MSER-5). Not more than the first half is left out: what is left is alike by
    chance as it gets short.
    """
    count = len(series) // BATCH_D
    batches = series[: count * BATCH_D].reshape(count, BATCH_D).mean(axis=1)
    squares = [
        float(np.square(batches[cut:] - batches[cut:].mean()).sum()) / (count - cut) ** 2
        for cut in range(count // 2 + 1)
    ]
    return float(int(np.argmin(squares)) * BATCH_D)


def _last_quarter_less_third(level: Floats) -> float:
    quarter = len(level) // 4
    return float(level[-quarter:].mean() - level[-2 * quarter : -quarter].mean())


def _rises(series: Floats, later: list[float]) -> bool:
    """Whether the level surely changes from the third quarter to the last, and by more than a little."""
    change = float(np.mean(later))
    if abs(change) <= RISES * float(series[-(len(series) // 2) :].mean()) or len(later) < 2:
        return False
    error = float(np.std(later, ddof=1)) / sqrt(len(later))
    return abs(change) > t_factor(len(later) - 1, SURELY) * error
