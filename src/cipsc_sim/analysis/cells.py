"""Columns of a table as plain arrays, with a stated meaning for empty cells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

DAY_MIN = 1440
YEAR_MIN = 365 * DAY_MIN


def numbers(column: pd.Series) -> Floats:
    """Numbers or minutes; empty is NaN."""
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def replications(table: pd.DataFrame) -> Integers:
    """The replication of each row, from 0."""
    return table["replication"].to_numpy(dtype=np.int64)


def places_within(groups: Integers) -> Integers:
    """The place of each row among those of its group, from 0; rows of a group stand together."""
    begins = np.flatnonzero(np.diff(groups, prepend=groups[:1] - 1))
    lengths = np.diff(np.append(begins, len(groups)))
    return np.arange(len(groups)) - np.repeat(begins, lengths)


def filled(column: pd.Series) -> Truths:
    """Where a value stands."""
    return ~np.asarray(column.array.isna(), dtype=bool)


def true(column: pd.Series) -> Truths:
    """Where true stands; empty is not true."""
    return column.to_numpy(dtype=bool, na_value=False)


def false(column: pd.Series) -> Truths:
    """Where false stands; empty is not false."""
    return ~column.to_numpy(dtype=bool, na_value=True)


def texts(column: pd.Series) -> Words:
    """Text; empty is the empty text."""
    cells = column.array
    if isinstance(cells, pd.Categorical):
        words = np.array([*np.asarray(cells.categories, dtype=object), ""], dtype=object)
        return np.asarray(words[cells.codes], dtype=object)
    return column.fillna("").to_numpy(dtype=object)


def one_of(column: pd.Series, *words: str) -> Truths:
    """Where one of the words stands."""
    cells = column.array
    if isinstance(cells, pd.Categorical):
        wanted = frozenset(words)
        matches = [word in wanted for word in np.asarray(cells.categories, dtype=object)]
        return np.asarray(np.array([*matches, False], dtype=bool)[cells.codes], dtype=bool)
    return np.asarray(np.isin(texts(column), words), dtype=bool)


def counts(words: Words) -> dict[str, int]:
    """How often each text stands, in alphabetical order; the empty text is left out."""
    found, times = np.unique(words.astype(str), return_counts=True)
    return {str(word): int(n) for word, n in zip(found, times, strict=True) if word}


def overlap_min(begins: Floats, ends: Floats, from_min: float, to_min: float) -> float:
    """Minutes of all intervals together that lie in [from, to)."""
    return float(np.clip(np.minimum(ends, to_min) - np.maximum(begins, from_min), 0, None).sum())
