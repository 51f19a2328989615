"""Columns of a table as plain arrays, with a stated meaning for empty cells."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from cipsc_sim.analysis.arrow_table import ArrowColumn, ArrowTable

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "pd.Series | ArrowColumn"
Table: TypeAlias = "pd.DataFrame | ArrowTable"
"""As a run folder gives them, or as they were just played."""

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

DAY_MIN = 1440
YEAR_MIN = 365 * DAY_MIN


def numbers(column: Column) -> Floats:
    """Numbers or minutes; empty is NaN."""
    if isinstance(column, ArrowColumn):
        return column.numbers()
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def replications(table: pd.DataFrame) -> Integers:
    """The replication of each row, from 0."""
    return table["replication"].to_numpy(dtype=np.int64)


def places_within(groups: Integers) -> Integers:
    """The place of each row among those of its group, from 0; rows of a group stand together."""
    begins = np.flatnonzero(np.diff(groups, prepend=groups[:1] - 1))
    lengths = np.diff(np.append(begins, len(groups)))
    return np.arange(len(groups)) - np.repeat(begins, lengths)


def filled(column: Column) -> Truths:
    """Where a value stands."""
    if isinstance(column, ArrowColumn):
        return column.filled()
    return ~np.asarray(column.array.isna(), dtype=bool)


def true(column: Column) -> Truths:
    """Where true stands; empty is not true."""
    if isinstance(column, ArrowColumn):
        return column.true()
    return column.to_numpy(dtype=bool, na_value=False)


def false(column: Column) -> Truths:
    """Where false stands; empty is not false."""
    if isinstance(column, ArrowColumn):
        return column.false()
    return ~column.to_numpy(dtype=bool, na_value=True)


def texts(column: Column) -> Words:
    """Text; empty is the empty text."""
    words, codes = coded(column)
    return np.asarray(np.array([*words, ""], dtype=object)[codes], dtype=object)


def one_of(column: Column, *words: str) -> Truths:
    """Where one of the words stands."""
    known, codes = coded(column)
    wanted = frozenset(words)
    return np.asarray(np.array([*(word in wanted for word in known), False], dtype=bool)[codes], dtype=bool)


def coded(column: Column) -> tuple[Words, Integers]:
    """The words that there are, and the place of each cell's word among them; −1 where it is empty."""
    if isinstance(column, ArrowColumn):
        return column.words(), column.codes()
    import pandas as pd

    cells = column.array
    if isinstance(cells, pd.Categorical):
        return np.asarray(cells.categories, dtype=object), cells.codes.astype(np.int64)
    codes, words = pd.factorize(column)
    return np.asarray(words, dtype=object), codes


def counts(words: Words) -> dict[str, int]:
    """How often each text stands, in alphabetical order; the empty text is left out."""
    return {word: times for word, times in sorted(Counter(words.tolist()).items()) if word}


def overlap_min(begins: Floats, ends: Floats, from_min: float, to_min: float) -> float:
    """Minutes of all intervals together that lie in [from, to)."""
    return float(np.clip(np.minimum(ends, to_min) - np.maximum(begins, from_min), 0, None).sum())
