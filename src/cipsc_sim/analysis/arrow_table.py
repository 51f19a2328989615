"""The rows of one replication as they were played, read column by column and without pandas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[Any]


class ArrowColumn:
    """A column, or some of its cells; ``cells`` tells what each way of reading it gives.

    A tally reads most columns several times: each way of reading one is worked out once, for all choices of its cells.
    """

    def __init__(self, cells: pa.Array, places: Array | None = None, read: dict[str, Array] | None = None) -> None:
        self._cells = cells
        self._places = places
        self._read: dict[str, Array] = {} if read is None else read

    def chosen(self, places: Array) -> ArrowColumn:
        """The cells at some places of the column itself."""
        return ArrowColumn(self._cells, places, self._read)

    def numbers(self) -> Array:
        return self._once("numbers", lambda: _array(self._cells).astype(np.float64))

    def filled(self) -> Array:
        return self._once("filled", lambda: _array(self._cells.is_valid()))

    def true(self) -> Array:
        return self._once("true", lambda: _array(self._cells.fill_null(False)))

    def false(self) -> Array:
        return self._once("false", lambda: ~_array(self._cells.fill_null(True)))

    def words(self) -> Array:
        """The words that there are for its cells."""
        return np.array(self._cells.dictionary.to_pylist(), dtype=object)

    def codes(self) -> Array:
        """The place of each cell among the words, −1 where it is empty."""
        return self._once("codes", lambda: _array(self._cells.indices.fill_null(-1)).astype(np.int64))

    def _once(self, way: str, read: Callable[[], Array]) -> Array:
        if way not in self._read:
            self._read[way] = read()
            self._read[way].flags.writeable = False
        return self._read[way] if self._places is None else self._read[way][self._places]


class ArrowTable:
    """A table of one replication, or some rows of it: a name gives a column, truths give the rows at which they hold."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self._read: dict[str, ArrowColumn] = {}
        self._places: Array | None = None

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        names: list[str] = self._batch.schema.names
        return names

    def __len__(self) -> int:
        return self._batch.num_rows if self._places is None else len(self._places)

    @overload
    def __getitem__(self, which: str) -> ArrowColumn: ...
    @overload
    def __getitem__(self, which: Array) -> ArrowTable: ...
    def __getitem__(self, which: str | Array) -> ArrowColumn | ArrowTable:
        return self._column(which) if isinstance(which, str) else self._rows(np.flatnonzero(which))

    def _column(self, name: str) -> ArrowColumn:
        if name not in self._read:
            self._read[name] = ArrowColumn(self._batch.column(name))
        column = self._read[name]
        return column if self._places is None else column.chosen(self._places)

    def _rows(self, places: Array) -> ArrowTable:
        chosen = ArrowTable(self._batch)
        chosen._read = self._read
        chosen._places = places if self._places is None else self._places[places]
        return chosen


def _array(cells: pa.Array) -> Array:
    """As numpy has it; empty numbers are NaN."""
    array: Array = cells.to_numpy(zero_copy_only=False)
    return array
