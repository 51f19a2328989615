"""What the points of a study gave, replication by replication, for analyses of variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.registry import QUANTILES, indicator_of, split_quantile
from cipsc_sim.analysis.tallies.tally import Tally


def pseudo_values(name: str, tallies: Sequence[Tally]) -> Floats | None:
    """One value for each replication, whose mean is the estimate less its bias and whose spread is its own (the jackknife's
    pseudo-values, Tukey 1958). None where nothing was counted.
    """
    key, label = split_quantile(name)
    if label:
        return _of_quantile([tally.samples.get(key, np.empty(0)) for tally in tallies], QUANTILES[label])
    indicator, member = indicator_of(key)
    counts = np.array([tally.counts.get(key, 0.0) for tally in tallies])
    if indicator.kind == "mean":
        return counts
    bases = np.array([tally.bases.get(indicator.base(member), 0.0) for tally in tallies])
    left = bases.sum() - bases
    if not (left > 0).all():
        return None
    number, scale = len(tallies), 1000.0 if indicator.kind == "per_1000" else 1.0
    whole = counts.sum() / bases.sum()
    return np.asarray(scale * (number * whole - (number - 1) * (counts.sum() - counts) / left), dtype=np.float64)


def _of_quantile(samples: Sequence[Floats], q: float) -> Floats | None:
    number = len(samples)
    pooled = np.concatenate(samples)
    if number < 2 or any(len(pooled) == len(sample) for sample in samples):
        return None
    whole = float(np.quantile(pooled, q, method="median_unbiased"))
    found = []
    for left_out in range(number):
        rest = np.concatenate([sample for place, sample in enumerate(samples) if place != left_out])
        found.append(number * whole - (number - 1) * float(np.quantile(rest, q, method="median_unbiased")))
    return np.array(found)


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Rows (what the facts are) by columns (replications that all rows share): mean squares and residuals."""

    values: Floats

    @property
    def row_means(self) -> Floats:
        """The estimate at each row."""
        return np.asarray(self.values.mean(axis=1), dtype=np.float64)

    @property
    def residuals(self) -> Floats:
        """What neither row nor column explains."""
        means = self.values.mean(axis=1, keepdims=True) + self.values.mean(axis=0, keepdims=True) - self.values.mean()
        return np.asarray(self.values - means, dtype=np.float64)

    @property
    def noise_share(self) -> float:
        """How much of the variance of the row means is chance that more replications would take away."""
        rows, columns = self.values.shape
        of_rows = float(np.var(self.row_means, ddof=1))
        if columns < 2 or rows < 2 or of_rows == 0:
            return 0.0
        noise = float(np.square(self.residuals).sum()) / ((rows - 1) * (columns - 1)) / columns
        return float(min(1.0, noise / of_rows))
