"""Rows that were just played are read as those of a run folder are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from cipsc_sim.analysis import cells
from cipsc_sim.analysis.arrow_table import ArrowTable
from cipsc_sim.records.rows import frame

TEXT = pa.dictionary(pa.int32(), pa.string())
BATCH = pa.record_batch(
    {
        "order": pa.array([0, None, 2, 3, 7], pa.int64()),
        "whole": pa.array([4, 3, 2, 1, 0], pa.int64()),
        "cost": pa.array([1.5, None, 0.0, -2.0, None], pa.float64()),
        "late": pa.array([True, False, None, True, False], pa.bool_()),
        "end": pa.array(["lost", None, "done", "lost", "open"], pa.string()).cast(TEXT),
        "nothing": pa.array([None] * 5, pa.string()).cast(TEXT),
    }
)
READINGS = [
    ("order", cells.numbers),
    ("whole", cells.numbers),
    ("cost", cells.numbers),
    *((name, cells.filled) for name in BATCH.schema.names),
    ("late", cells.true),
    ("late", cells.false),
    ("end", cells.texts),
    ("nothing", cells.texts),
]
NONE, SOME = np.zeros(5, dtype=bool), np.array([True, True, False, True, False])


@pytest.mark.parametrize("chosen", [~NONE, NONE, SOME])
@pytest.mark.parametrize(("name", "read"), READINGS)
def test_a_column_reads_the_same(name: str, read: Callable[..., np.ndarray], chosen: cells.Truths) -> None:
    np.testing.assert_array_equal(read(ArrowTable(BATCH)[chosen][name]), read(frame(pa.table(BATCH))[chosen][name]))


@pytest.mark.parametrize("words", [("lost",), ("open", "done"), ("never",), ()])
def test_the_same_words_are_found(words: tuple[str, ...]) -> None:
    found = cells.one_of(ArrowTable(BATCH)["end"], *words)
    np.testing.assert_array_equal(found, cells.one_of(frame(pa.table(BATCH))["end"], *words))


def test_rows_of_chosen_rows_are_those_of_the_table() -> None:
    twice = ArrowTable(BATCH)[SOME][np.array([False, True, True])]
    assert len(twice) == 2 and twice.columns == BATCH.schema.names
    np.testing.assert_array_equal(cells.numbers(twice["whole"]), [3, 1])
    assert cells.texts(twice["end"]).tolist() == ["", "lost"]


def test_what_was_read_cannot_be_written_to() -> None:
    table = ArrowTable(BATCH)
    with pytest.raises(ValueError, match="read-only"):
        cells.numbers(table["order"])[0] = 5.0
    assert cells.numbers(table["order"])[0] == 0


def test_texts_are_counted_in_alphabetical_order_without_the_empty_one() -> None:
    words = np.array(["b", "", "a", "b", "é", "Z"], dtype=object)
    assert list(cells.counts(words).items()) == [("Z", 1), ("a", 1), ("b", 2), ("é", 1)]
