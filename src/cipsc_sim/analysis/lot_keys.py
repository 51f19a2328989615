"""Lots of all replications told apart: labels are unique within a replication only."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Integers, Words, replications, texts

NONE = -1
"""The key of no lot."""

_LABELS = 2**32


class LotKeys:
    """Gives a lot of a replication one number, in whichever table its label stands."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def of(self, table: pd.DataFrame, column: str = "lot") -> Integers:
        """The lot of each row, from its ``replication`` and the column that holds the label."""
        return self._keys(table, texts(table[column]))

    def of_run(self, table: pd.DataFrame) -> Integers:
        """The run that made the lot of each row with others: lots split from one run add their ordinal to its label."""
        labels = texts(table["lot"])
        runs = {label: label.rpartition(".")[0] for label in set(labels)}
        return self._keys(table, np.array([runs[label] for label in labels], dtype=object))

    def _keys(self, table: pd.DataFrame, labels: Words) -> Integers:
        codes, found = pd.factorize(labels)
        numbers = [self._codes.setdefault(label, len(self._codes)) if label else NONE for label in found]
        code = np.array(numbers, dtype=np.int64)[codes]
        return np.where(code < 0, NONE, replications(table) * _LABELS + code)
