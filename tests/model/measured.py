"""Measured values with what chance leaves open, and whether they agree with a value as it was stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

RARE = 1e-3
"""A true value is refused with this chance at most, once and for all, as the seed is fixed."""
SURE = float(norm.isf(RARE / 2))


@dataclass(frozen=True)
class Measured:
    """A value and its interval."""

    value: float
    low: float
    high: float

    def agrees_with(self, *stated: str) -> bool:
        """Whether the interval meets a stated value, or the range between two: each rounded as it is written."""
        ends = [float(text) for text in stated]
        rounding = [float(Decimal(1).scaleb(int(Decimal(text).as_tuple().exponent))) / 2 for text in stated]
        return self.low <= ends[-1] + rounding[-1] and self.high >= ends[0] - rounding[0]

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g})"


def ratio(over: pd.Series, under: pd.Series, clusters: Sequence[pd.Series]) -> Measured:
    """Sum over sum; relatives are in one cluster."""
    sums = pd.DataFrame({"over": over, "under": under}).astype(float).groupby(list(clusters)).sum()
    value = sums["over"].sum() / sums["under"].sum()
    left = sums["over"] - value * sums["under"]
    k = len(sums)
    half = SURE * sqrt(k / (k - 1) * float((left**2).sum())) / float(sums["under"].sum())
    return Measured(value, value - half, value + half)


def fraction(holds: pd.Series, *clusters: pd.Series) -> Measured:
    """How often it holds."""
    return ratio(holds, pd.Series(1.0, holds.index), clusters or [pd.Series(range(len(holds)), holds.index)])


def mean(values: pd.Series, *clusters: pd.Series) -> Measured:
    """The mean."""
    return fraction(values, *clusters)


def quantile(values: pd.Series, q: float) -> Measured:
    """A quantile of independent values, between order statistics."""
    ordered = np.sort(values.to_numpy(dtype=float))
    n = len(ordered)
    low, high = binom.ppf([RARE / 2, 1 - RARE / 2], n, q).astype(int)
    return Measured(float(np.quantile(ordered, q)), float(ordered[max(0, low - 1)]), float(ordered[min(n - 1, high)]))
