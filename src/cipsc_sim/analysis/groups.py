"""Rows that agree in some words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Integers, Truths, Words


@dataclass(frozen=True, slots=True)
class Groups:
    """The words of each group, and of each row the place of its group among them."""

    words: tuple[tuple[str, ...], ...]
    places: Integers

    def of(self, *words: str) -> Truths:
        """Which rows belong to the group of these words."""
        place = self.words.index(words) if words in self.words else -1
        return np.asarray(self.places == place, dtype=bool)


def grouped(*columns: Words) -> Groups:
    """The groups of rows that have the same words in all columns, in alphabetical order."""
    coded = [pd.factorize(column, sort=True) for column in columns]
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for codes, words in coded:
        combined = combined * len(words) + codes
    found, places = np.unique(combined, return_inverse=True)
    names: list[Words] = []
    for _, words in reversed(coded):
        names.append(np.asarray(words, dtype=object)[found % max(len(words), 1)])
        found = found // max(len(words), 1)
    return Groups(tuple(zip(*reversed(names), strict=True)), places)
