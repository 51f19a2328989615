"""How long a plant takes to forget that it began empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import DAY_MIN, Floats, numbers
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

BATCH_D = 5
"""Days that are averaged before a beginning is looked for (MSER-5)."""
FEWEST_BATCHES = 20


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Work in process by day, the mean over replications; what was taken for warm-up, and what would do.

    ``suggested_d`` is None where work in process does not settle within the first half of what was played.
    """

    in_process: Floats
    stated_d: float
    suggested_d: float | None

    @property
    def is_long_enough(self) -> bool:
        """Whether the plant had settled when counting began."""
        return self.suggested_d is not None and self.stated_d >= self.suggested_d


def warm_up(rows: Rows, manifest: Manifest) -> WarmUp | None:
    """Work in process until the end of the count window; None where nothing is left out as warm-up, or too little is played."""
    window = manifest.window
    if window.from_min == 0 or window.to_min < FEWEST_BATCHES * BATCH_D * DAY_MIN:
        return None
    days = np.arange(window.to_min // DAY_MIN + 1, dtype=np.float64) * DAY_MIN
    total, replications = np.zeros(len(days)), 0
    for _, orders in rows.row_groups("orders", ("started_at", "closed_at")):
        begun, closed = (
            np.sort(numbers(orders["started_at"])),
            np.sort(numbers(orders["closed_at"][orders["started_at"].notna()])),
        )
        begun, closed = begun[~np.isnan(begun)], closed[~np.isnan(closed)]
        total += np.searchsorted(begun, days, side="right") - np.searchsorted(closed, days, side="right")
        replications += 1
    if not replications or not total.any():
        return None
    series = total / replications
    return WarmUp(series, window.from_min / DAY_MIN, truncation_d(series))


def truncation_d(series: Floats) -> float | None:
    """Days to leave out so that the mean of the rest is known best: the least standard error (White 1997,
    doi:10.1177/003754979706900601; in batches of five, MSER-5). None if that is not within the first half.
    """
    count = len(series) // BATCH_D
    batches = series[: count * BATCH_D].reshape(count, BATCH_D).mean(axis=1)
    squares = [
        float(np.square(batches[cut:] - batches[cut:].mean()).sum()) / (count - cut) ** 2 for cut in range(count - 5)
    ]
    best = int(np.argmin(squares))
    return float(best * BATCH_D) if best <= count // 2 else None
