"""Sums gathered by key and replication, and the columns that estimates of them fill in a table."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np
import numpy.typing as npt

from cipsc_sim.analysis.cells import Floats, Integers
from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.groups import Groups


class PerReplication:
    """One sum for each key and replication; a key never added to is zero everywhere.

    Rows of all replications are added at once: ``replication`` says of each to which it belongs, ``amounts`` what it
    adds (one, where they are left out).
    """

    def __init__(self, replications: int) -> None:
        self._replications = replications
        self._sums: dict[Hashable, Floats] = {}

    def add(self, key: Hashable, replication: Integers, amounts: npt.ArrayLike | None = None) -> None:
        """Add rows to the sums of a key."""
        self._add(key, _sums(replication, amounts, self._replications))

    def add_grouped(
        self, key: tuple[Hashable, ...], groups: Groups, replication: Integers, amounts: npt.ArrayLike | None = None
    ) -> None:
        """Add the rows of each group to the sums of the key that ends in its words."""
        size = len(groups.words) * self._replications
        sums = _sums(groups.places * self._replications + replication, amounts, size)
        for words, of_group in zip(groups.words, sums.reshape(-1, self._replications), strict=True):
            self._add((*key, *words), of_group)

    def of(self, key: Hashable) -> Floats:
        """The sums of a key, one for each replication."""
        return self._sums.get(key, np.zeros(self._replications))

    def keys(self, first: str) -> Iterator[tuple[str, ...]]:
        """What follows ``first`` in the keys that begin with it, in the order in which they were added."""
        for key in self._sums:
            if isinstance(key, tuple) and key[0] == first:
                yield key[1:]

    def _add(self, key: Hashable, sums: Floats) -> None:
        self._sums[key] = self.of(key) + sums


def _sums(places: Integers, amounts: npt.ArrayLike | None, size: int) -> Floats:
    weights = None if amounts is None else np.asarray(amounts, dtype=np.float64)
    return np.bincount(places, weights, size).astype(np.float64)


def estimate_columns(name: str, entry: Entry) -> dict[str, object]:
    """The estimate and its interval as columns ``name``, ``name_low``, ``name_high``; what is missing is NaN."""
    values = (entry.mean, entry.low, entry.high)
    return {key: np.nan if each is None else each for key, each in zip(estimate_names(name), values, strict=True)}


def estimate_names(name: str) -> list[str]:
    """The columns of an estimate."""
    return [name, f"{name}_low", f"{name}_high"]
