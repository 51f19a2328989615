"""A run that is played again gives the same rows, and the first row that does not is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.replay import compared, replay
from cipsc_sim.records.folder import RunFolder, open_run


@pytest.fixture
def copy(played: RunFolder, tmp_path: Path) -> RunFolder:
    """A copy of a run that may be spoilt."""
    return open_run(shutil.copytree(played.path, tmp_path / "copy"))


def spoil(run: RunFolder, table: str, column: str, row: int, value: object) -> None:
    """Change one cell of the third replication."""
    path = run.path / f"{table}.parquet"
    whole = pq.ParquetFile(path)
    with pq.ParquetWriter(path.with_suffix(".new"), whole.schema_arrow, write_statistics=["replication"]) as writer:
        for group in range(whole.num_row_groups):
            rows = whole.read_row_group(group)
            place = rows.schema.get_field_index(column)
            if group == 2:
                cells = rows.column(column).to_pylist()
                cells[row] = value
                rows = rows.set_column(place, rows.field(place), pa.array(cells, rows.field(place).type))
            writer.write_table(rows, row_group_size=rows.num_rows)
    path.with_suffix(".new").replace(path)


def test_a_run_played_again_is_identical(played: RunFolder) -> None:
    found = replay(played, workers=1)
    assert found.verdict == "identical"
    assert found.rows == sum(content.rows for content in played.manifest.tables.values())
    assert found.versions == ()


def test_the_first_row_that_differs_is_named(copy: RunFolder) -> None:
    before = copy.table("orders", replications=[2])["arrived_at"].iloc[3]
    spoil(copy, "orders", "arrived_at", 3, int(before) + 1)
    found = replay(copy, workers=1)
    assert found.verdict == "different"
    wanted = f"orders, replication 2: row 3 differs in arrived_at: {before + 1} was stored, {before} played"
    assert found.first_difference == wanted


def test_another_outcome_is_a_difference_too(copy: RunFolder) -> None:
    spoil(copy, "lots", "end", 1, "lost")
    assert "lots, replication 2: row 1 differs in end: lost was stored" in replay(copy, workers=1).first_difference


def test_numbers_that_differ_in_their_last_digit_are_equal_to_rounding(copy: RunFolder) -> None:
    made = copy.table("lots", replications=[2])["produced"]
    row = int((made > 0).to_numpy().argmax())
    spoil(copy, "lots", "produced", row, float(made.iloc[row]) * (1 + 3e-9))
    assert replay(copy, workers=1).verdict == "equal to rounding"


def test_a_summary_that_the_rows_do_not_give_is_found(copy: RunFolder) -> None:
    path = copy.path / "summary.json"
    path.write_text(path.read_text().replace('"n": 12', '"n": 13', 1))
    assert replay(copy, workers=1).first_difference.startswith("summary.json")


def test_a_scenario_that_was_changed_since_is_refused(copy: RunFolder) -> None:
    path = copy.path / "scenario.yaml"
    path.write_text(
        path.read_text().replace("per_year: 40", "per_year: 41").replace("per_year: {value: 40", "per_year: {value: 41")
    )
    with pytest.raises(RunError, match="changed since"):
        replay(copy, workers=1)


def test_another_version_of_a_package_is_told(copy: RunFolder) -> None:
    path = copy.path / "manifest.json"
    path.write_text(path.read_text().replace('"simpy": "', '"simpy": "0.'))
    (found,) = replay(open_run(copy.path), workers=1).versions
    assert found.startswith("simpy 0.")


def test_tables_of_other_columns_or_lengths_differ() -> None:
    table = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    assert compared(table, table.rename(columns={"a": "c"})) == (False, "the columns differ: a, c")
    assert compared(table, table.iloc[:1]) == (False, "row 1 differs: 2 rows were stored, 1 played")


def test_an_empty_cell_differs_from_zero() -> None:
    some = pd.DataFrame({"a": pd.array([1, None], dtype="Int64")})
    other = pd.DataFrame({"a": pd.array([1, 0], dtype="Int64")})
    assert compared(some, other) == (False, "row 1 differs in a: nothing was stored, 0 played")
