from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cipsc_sim.records.folder import RunFolderWriter, open_run
from cipsc_sim.records.manifest import Manifest
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


def test_some_rows_alone_are_read_from_memory_and_from_a_folder(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    """Materials are named after replications; a link takes no packs, and a lot has no parent."""
    each = [batches(0, 2), batches(1, 0), batches(2, 3)]
    held = HeldRows({name: [one[name] for one in each] for name in ("lots", "links")})
    with RunFolderWriter(tmp_path / "run", False) as writer:
        for one in each:
            writer.add(one)
        writer.write("scenario.yaml", "title: t\n")
        writer.write("summary.json", "{}")
        writer.finish(manifest)

    for rows in (held, open_run(tmp_path / "run")):
        some = rows.table("lots", ["replication", "lot"], where={"material": "material2", "parent": None})
        assert some["replication"].tolist() == [2, 2, 2]
        assert some.columns.tolist() == ["replication", "lot"]
        assert rows.table("lots", where={"material": "material2"}, replications=[0]).empty
        assert rows.table("lots", where={"material": None}).empty
        assert rows.table("lots", where={"material": "material2"}).columns.tolist() == list(rows.column_names("lots"))
