from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from cipsc_sim.errors import InvariantError
from cipsc_sim.records.columns import all_columns, arrow_schema, record_batch
from cipsc_sim.records.tables import LINKS, LOTS, TABLES, Column, Table

SMALL = Table(
    "small",
    "one column of each type",
    (
        Column("replication", "integer", ""),
        Column("at", "minute", ""),
        Column("name", "text", ""),
        Column("ok", "truth", ""),
        Column("amount", "number", ""),
    ),
    (Column("true", "number", ""),),
)


def test_rows_become_typed_columns_with_empty_cells() -> None:
    rows = [(0, 2**40 + 1, "a", True, 1 / 3, 7.0), (0, None, None, None, None, None), (0, 3, "a", False, 2, 1e-9)]

    batch = record_batch(SMALL, rows, ["true.ieq"])

    assert batch.schema.names == ["replication", "at", "name", "ok", "amount", "true.ieq"]
    assert batch.to_pydict() == {
        "replication": [0, 0, 0],
        "at": [2**40 + 1, None, 3],
        "name": ["a", None, "a"],
        "ok": [True, None, False],
        "amount": [0.333333333, None, 2.0],
        "true.ieq": [7.0, None, 1e-9],
    }
    assert batch.schema.types[:4] == [pa.int64(), pa.int64(), pa.dictionary(pa.int32(), pa.string()), pa.bool_()]


def test_no_rows_and_rows_without_any_value_keep_the_types() -> None:
    for rows in ([], [(None,) * 5]):
        batch = record_batch(SMALL, rows)

        assert batch.schema == arrow_schema(SMALL)
        assert batch.num_rows == len(rows)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ((0, 1.5, "a", True, 1.0), "at"),
        ((0, True, "a", True, 1.0), "at"),
        ((0, "1", "a", True, 1.0), "at"),
        ((0, 2**70, "a", True, 1.0), "at"),
        ((0, 1, 5, True, 1.0), "name"),
        ((0, 1, "a", "yes", 1.0), "ok"),
        ((0, 1, "a", True, "1"), "amount"),
        ((0, 1, "a", True, float("nan")), "amount.*not finite"),
        ((0, 1, "a", True, float("inf")), "amount.*not finite"),
        ((0, 1, "a", True), "rows of 4 values for 5 columns"),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_refused_with_its_place(row: tuple[Any, ...], found: str) -> None:
    with pytest.raises(InvariantError, match=f"table small.*{found}"):
        record_batch(SMALL, [row])


def test_rows_of_different_width_are_refused() -> None:
    with pytest.raises(InvariantError, match="differ in width"):
        record_batch(LINKS, [(0, "a", "b", None), (0, "a", "b")])


def test_the_empty_text_is_an_empty_cell() -> None:
    batch = record_batch(LINKS, [(0, "", "b", None), (0, "a", "", 1), (0, "a", None, 1)])

    assert batch.column("parent").to_pylist() == [None, "a", "a"]
    assert batch.column("child").to_pylist() == ["b", None, None]
    assert batch.column("parent").dictionary.to_pylist() == ["a"]


def test_a_family_column_belongs_to_a_family_of_its_table() -> None:
    assert all_columns(LOTS, ["true.ieq", "reported.ieq"])[-1].name == "reported.ieq"
    for wrong in ("ieq", "true.", "has.weight_kg"):
        with pytest.raises(ValueError, match="family"):
            all_columns(LOTS, [wrong])


def test_every_table_begins_with_its_replication_and_names_no_column_twice() -> None:
    for table in TABLES:
        assert table.names[0] == "replication"
        assert len(set(table.names)) == len(table.names)


def test_of_wanted_columns_the_others_are_not_made_but_a_row_of_another_width_is_told() -> None:
    rows = [(0, 1, "a", True, 0.5, 7.0), (0, 2, "b", None, None, None)]
    whole = record_batch(SMALL, rows, ["true.ieq"])

    assert record_batch(SMALL, rows, ["true.ieq"], {"true.ieq", "at", "never"}) == whole.select(["at", "true.ieq"])
    with pytest.raises(InvariantError, match="rows of 6 values for 5 columns"):
        record_batch(SMALL, rows, [], {"at"})
