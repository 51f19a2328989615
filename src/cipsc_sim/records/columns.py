"""Rows as the engine gathers them, turned into typed columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cipsc_sim.errors import InvariantError
from cipsc_sim.records.rounding import rounded
from cipsc_sim.records.tables import Column, ColumnType, Table

TEXT = pa.dictionary(pa.int32(), pa.string())
ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "integer": pa.int64(),
    "minute": pa.int64(),
    "number": pa.float64(),
    "text": TEXT,
    "truth": pa.bool_(),
}


def all_columns(table: Table, families: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of the table, then one for each name such as ``true.ieq``, in the order given."""
    known = {family.name: family for family in table.families}
    columns = list(table.columns)
    for name in families:
        family, _, member = name.partition(".")
        if family not in known or not member:
            allowed = ", ".join(f"{each}.<name>" for each in known) or "none"
            raise ValueError(f'table {table.name} has no family column "{name}"; its families: {allowed}')
        columns.append(Column(name, known[family].type, known[family].meaning))
    return tuple(columns)


def arrow_schema(table: Table, families: Iterable[str] = ()) -> pa.Schema:
    """The Arrow schema of the table with these family columns."""
    return _schema(all_columns(table, families))


def _schema(columns: Iterable[Column]) -> pa.Schema:
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in columns])


def record_batch(
    table: Table, rows: Sequence[Sequence[object]], families: Sequence[str] = (), wanted: Collection[str] | None = None
) -> pa.RecordBatch:
    """The rows, each a tuple in column order with its family values last, as one typed batch; or the ``wanted`` columns of it.

    Numbers have nine significant digits, integers and minutes are exact, text is dictionary-encoded; None and the empty
    text are empty. A row of another width, or a value that does not fit its column, is an InvariantError.
    """
    columns = all_columns(table, families)
    try:
        values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    except ValueError:
        raise InvariantError(f"table {table.name}: its rows differ in width") from None
    if len(values) != len(columns):
        raise InvariantError(f"table {table.name}: rows of {len(values)} values for {len(columns)} columns")
    made = [each for each in zip(columns, values, strict=True) if wanted is None or each[0].name in wanted]
    arrays = [_array(table, column, cells) for column, cells in made]
    return pa.RecordBatch.from_arrays(arrays, schema=_schema(column for column, _ in made))


def _array(table: Table, column: Column, cells: Sequence[object]) -> pa.Array:
    try:
        if column.type == "text":
            return _text(cells)
        if column.type in ("integer", "minute"):
            return _whole(cells)
        array = pa.array(cells, ARROW_TYPES[column.type])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise InvariantError(f"table {table.name}, column {column.name} ({column.type}): {error}") from error
    return _rounded(table, column, array) if column.type == "number" else array


def _text(cells: Sequence[object]) -> pa.Array:
    """Text as dictionary codes; the empty text is an empty cell."""
    array = pa.array(cells, pa.string()).dictionary_encode()
    empty = pc.index(array.dictionary, "").as_py()
    if empty < 0:
        return array
    codes = array.indices.fill_null(empty).to_numpy()
    words = pa.concat_arrays([array.dictionary[:empty], array.dictionary[empty + 1 :]])
    kept = pa.array(codes - (codes > empty), pa.int32(), mask=codes == empty)
    return pa.DictionaryArray.from_arrays(kept, words)


def _whole(cells: Sequence[object]) -> pa.Array:
    """Integers as they are. Asked for int64 at once, Arrow would cut a float to its whole part without a word."""
    array = pa.array(cells)
    kind = array.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind)):
        raise pa.ArrowTypeError(f"{kind} where a whole number belongs")
    return array.cast(pa.int64())


def _rounded(table: Table, column: Column, array: pa.Array) -> pa.Array:
    if array.null_count == len(array):
        return array
    known = array.drop_null().to_numpy()
    if not np.isfinite(known).all():
        raise InvariantError(f"table {table.name}, column {column.name}: a number is not finite")
    if not array.null_count:
        return pa.array(rounded(known))
    there = array.is_valid().to_numpy(zero_copy_only=False)
    result = np.zeros(len(array))
    result[there] = rounded(known)
    return pa.array(result, mask=~there)
