"""Sums gathered by key and replication, and the columns that estimates of them fill in a table."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import Entry


class PerReplication:
    """One sum for each key and replication; a key never added to is zero everywhere."""

    def __init__(self, replications: int) -> None:
        self._replications = replications
        self._sums: dict[Hashable, Floats] = {}

    def add(self, key: Hashable, replication: int, amount: float) -> None:
        """Add to the sum of a replication."""
        if key not in self._sums:
            self._sums[key] = np.zeros(self._replications)
        self._sums[key][replication] += float(amount)

    def of(self, key: Hashable) -> Floats:
        """The sums of a key, one for each replication."""
        return self._sums.get(key, np.zeros(self._replications))

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._sums)


def estimate_columns(name: str, entry: Entry) -> dict[str, object]:
    """The estimate and its interval as columns ``name``, ``name_low``, ``name_high``; what is missing is NaN."""
    values = (entry.mean, entry.low, entry.high)
    return {key: np.nan if each is None else each for key, each in zip(estimate_names(name), values, strict=True)}


def estimate_names(name: str) -> list[str]:
    """The columns of an estimate."""
    return [name, f"{name}_low", f"{name}_high"]
