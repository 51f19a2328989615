from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cipsc_sim.records.rows import HeldRows

Make = Callable[[int, int], Any]


@pytest.fixture
def held(batches: Make) -> HeldRows:
    each = [batches(0, 2), batches(1, 0), batches(2, 3)]
    return HeldRows({name: [one[name] for one in each] for name in ("lots", "links")})


def test_rows_in_memory_read_as_those_of_a_folder(held: HeldRows) -> None:
    assert held.replications == 3
    assert held.table("lots", ["replication", "material"], [2])["material"].tolist() == ["material2"] * 3
    assert held.table("lots")["replication"].tolist() == [0, 0, 2, 2, 2]
    assert [len(rows) for _, rows in held.row_groups("links")] == [2, 0, 3]
    assert held.column_names("lots")[-1] == "true.ieq"


def test_a_table_left_out_is_empty(held: HeldRows) -> None:
    assert held.table("orders").columns[:2].tolist() == ["replication", "order"]
    assert [(i, len(rows)) for i, rows in held.row_groups("orders", ["order"])] == [(0, 0), (1, 0), (2, 0)]


def test_tables_of_different_numbers_of_replications_do_not_belong_together(batches: Make) -> None:
    with pytest.raises(ValueError, match="1 batches for 2 replications"):
        HeldRows({"lots": [batches(0, 1)["lots"]] * 2, "links": [batches(0, 1)["links"]]})
