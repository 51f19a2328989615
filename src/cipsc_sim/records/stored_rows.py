"""Rows in parquet files, one row group per replication."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from cipsc_sim.errors import RunError
from cipsc_sim.records.columns import arrow_schema
from cipsc_sim.records.rows import Where, frame, table_named, told_of
from cipsc_sim.records.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

COMPRESSION, COMPRESSION_LEVEL = "zstd", 1

AT_ONCE = 2**16
"""Rows read at once where few of them are wanted."""


def table_file(name: str) -> str:
    """The file that holds a table."""
    return f"{name}.parquet"


class RowStore:
    """Writes the tables into a folder, each replication as one row group; ``close`` makes them whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, batches: Mapping[str, pa.RecordBatch]) -> None:
        """Append the rows of the next replication."""
        for name, batch in batches.items():
            writer = self._writer(name, batch.schema)
            if batch.num_rows:
                writer.write_table(pa.Table.from_batches([batch], schema=writer.schema), row_group_size=batch.num_rows)
            self.rows[name] += batch.num_rows

    def close(self) -> None:
        """Finish every table; those never written are there without rows."""
        for table in TABLES:
            self._writer(table.name, arrow_schema(table))
        for writer in self._writers.values():
            writer.close()

    def _writer(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        if name not in self._writers:
            text = [field.name for field in schema if pa.types.is_dictionary(field.type)]
            self._writers[name] = pq.ParquetWriter(
                self.folder / table_file(table_named(name).name),
                schema,
                compression=COMPRESSION,
                compression_level=COMPRESSION_LEVEL,
                use_dictionary=text,
                write_statistics=["replication"],
            )
            self.rows[name] = 0
        return self._writers[name]


class StoredRows:
    """The tables of a folder, opened when they are asked for."""

    def __init__(self, folder: Path, replications: int) -> None:
        self.folder = folder
        self.replications = replications

    def column_names(self, name: str) -> tuple[str, ...]:
        with self._open(name) as file:
            return tuple(file.schema_arrow.names)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        replications: Collection[int] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        with self._open(name) as file:
            groups = _groups(file)
            wanted = groups if replications is None else sorted(groups.keys() & set(replications))
            chosen = [groups[each] for each in wanted]
            if where is None:
                return _frame(file, chosen, name, columns)
            return frame(_select(_some(file, chosen, columns, where), name, columns))

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        with self._open(name) as file:
            groups = _groups(file)
            for replication in range(self.replications):
                chosen = [groups[replication]] if replication in groups else []
                yield replication, _frame(file, chosen, name, columns)

    def _open(self, name: str) -> pq.ParquetFile:
        path = self.folder / table_file(table_named(name).name)
        try:
            return pq.ParquetFile(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(f"{path} cannot be read ({error}). The run folder is damaged; run it again.") from error


def _groups(file: pq.ParquetFile) -> dict[int, int]:
    """Row group of each replication that has rows."""
    metadata = file.metadata
    place = file.schema_arrow.get_field_index("replication")
    return {metadata.row_group(i).column(place).statistics.min: i for i in range(metadata.num_row_groups)}


def _frame(file: pq.ParquetFile, groups: list[int], name: str, columns: Sequence[str] | None) -> pd.DataFrame:
    wanted = None if columns is None else list(columns)
    return frame(_select(file.read_row_groups(groups, columns=wanted, use_threads=False), name, columns))


def _select(table: pa.Table, name: str, columns: Sequence[str] | None) -> pa.Table:
    """The columns asked for, in order; one that came after the folder was written is there, and empty."""
    if columns is None:
        return table
    for field in arrow_schema(table_named(name)):
        if field.name in columns and field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table.select(list(columns))


def _some(file: pq.ParquetFile, groups: list[int], columns: Sequence[str] | None, where: Where) -> pa.Table:
    """The rows that ``where`` tells of; of the others never more than ``AT_ONCE`` are held."""
    there = file.schema_arrow.names
    names = [each for each in columns or there if each in there]
    parts = [file.schema_arrow.empty_table().select(names)]
    for batch in file.iter_batches(AT_ONCE, groups, list({*names, *where}), use_threads=False):
        parts.append(pa.Table.from_batches([told_of(batch, where)]).select(names))
    return pa.concat_tables(parts)
