"""The rows of a run as DataFrames, wherever they are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from cipsc_sim.records.columns import arrow_schema
from cipsc_sim.records.tables import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd

TABLE_BY_NAME = {table.name: table for table in TABLES}

Where = Mapping[str, str | None]
"""Rows are wanted in which each of these text columns holds that word; None: in which it is empty."""


class Rows(Protocol):
    """Tables of rows, read whole or one replication at a time."""

    @property
    def replications(self) -> int:
        """How many replications there are."""

    def column_names(self, name: str) -> tuple[str, ...]:
        """The columns that a table has here, family columns included."""

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        replications: Collection[int] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        """A table, or some of its columns, or some replications of it; or the rows that ``where`` tells of."""

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        """(replication, its rows) for every replication in order, those without rows too."""


def frame(table: pa.Table) -> pd.DataFrame:
    """The Arrow table in pandas: integers and truth values that may be empty, text as categories."""
    import pandas as pd

    types = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    table = table.unify_dictionaries()
    converted: pd.DataFrame = table.to_pandas(types_mapper=types.get, split_blocks=True, self_destruct=True)
    return converted


def told_of(batch: pa.RecordBatch, where: Where) -> pa.RecordBatch:
    """The rows of a batch that ``where`` tells of; words are looked for by their codes."""
    for name, word in where.items():
        column = batch.column(name)
        is_told = column.is_null() if word is None else pc.equal(column.indices, pc.index(column.dictionary, word))
        batch = batch.filter(is_told)
    return batch


def table_named(name: str) -> Table:
    """The table of that name; KeyError with the names there are."""
    if name not in TABLE_BY_NAME:
        raise KeyError(f"no table {name}; there are {', '.join(TABLE_BY_NAME)}")
    return TABLE_BY_NAME[name]


class HeldRows:
    """Rows in memory: for each table one batch per replication, in order. A table left out is empty."""

    def __init__(self, batches: Mapping[str, Sequence[pa.RecordBatch]]) -> None:
        self.replications = max((len(each) for each in batches.values()), default=0)
        self._batches = {table_named(name).name: list(each) for name, each in batches.items()}
        for name, each in self._batches.items():
            if len(each) != self.replications:
                raise ValueError(f"table {name} has {len(each)} batches for {self.replications} replications")

    def column_names(self, name: str) -> tuple[str, ...]:
        return tuple(self._schema(name).names)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        replications: Collection[int] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        wanted = range(self.replications) if replications is None else sorted(replications)
        batches = self._batches.get(name, [])
        return self._frame(name, [batches[i] for i in wanted] if batches else [], columns, where)

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        batches = self._batches.get(name)
        for i in range(self.replications):
            yield i, self._frame(name, [batches[i]] if batches else [], columns)

    def _schema(self, name: str) -> pa.Schema:
        batches = self._batches.get(name)
        return batches[0].schema if batches else arrow_schema(table_named(name))

    def _frame(
        self, name: str, batches: list[pa.RecordBatch], columns: Sequence[str] | None, where: Where | None = None
    ) -> pd.DataFrame:
        chosen = [told_of(batch, where or {}) for batch in batches]
        table = pa.Table.from_batches(chosen, schema=self._schema(name))
        return frame(table if columns is None else table.select(list(columns)))
