from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.records import folder as folder_module
from cipsc_sim.records.folder import RunFolderWriter, open_run
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.partial import REPLACED, WRITTEN, partial_path

Make = Callable[[int, int], Any]


def write(
    path: Path, manifest: Manifest, batches: Make, sizes: tuple[int, ...] = (2, 0, 3), force: bool = False
) -> None:
    with RunFolderWriter(path, force) as writer:
        for replication, size in enumerate(sizes):
            writer.add(batches(replication, size))
        writer.write("scenario.yaml", "title: t\n")
        writer.write("summary.json", '{"estimates": {}}')
        writer.finish(replace(manifest, replications=len(sizes)))


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def as_of_a_dead_process(path: Path, role: str) -> Path:
    name = partial_path(path, role).name
    return path.parent / name.replace(f".{os.getpid()}.", f".{dead_process()}.")


def test_what_was_written_is_read_back(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    write(tmp_path / "run", manifest, batches)

    run = open_run(tmp_path / "run", verify=True)

    lots = run.table("lots")
    assert lots["replication"].tolist() == [0, 0, 2, 2, 2]
    assert lots["material"].tolist() == ["material0"] * 2 + ["material2"] * 3
    assert lots["true.ieq"].tolist() == [0.5] * 5
    assert lots["made_at"].dtype == "Int64" and lots["in_cohort"].dtype == "boolean"
    assert run.column_names("lots")[-1] == "true.ieq"
    assert run.table("orders").empty
    assert (run.scenario_text, run.summary, run.replications) == ("title: t\n", {"estimates": {}}, 3)
    assert {name: content.rows for name, content in run.manifest.tables.items()}["links"] == 5
    assert len(run.manifest.tables) == 7


def test_columns_and_replications_are_read_alone(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    write(tmp_path / "run", manifest, batches)
    run = open_run(tmp_path / "run")

    some = run.table("lots", columns=["material", "true.ieq"], replications=[2, 1])

    assert some.columns.tolist() == ["material", "true.ieq"]
    assert some["material"].tolist() == ["material2"] * 3


def test_a_column_that_came_after_the_folder_was_written_is_empty(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    write(tmp_path / "run", manifest, batches)
    file = tmp_path / "run" / "lots.parquet"
    tables = [pq.ParquetFile(file).read_row_group(i) for i in range(2)]
    with pq.ParquetWriter(file, tables[0].drop_columns(["end", "packs_made"]).schema) as writer:
        for table in tables:
            writer.write_table(table.drop_columns(["end", "packs_made"]))

    run, wanted = open_run(tmp_path / "run"), ["packs_made", "lot", "end"]
    for lots in (run.table("lots", wanted), run.table("lots", wanted, where={"parent": None})):
        assert lots.columns.tolist() == wanted
        assert len(lots) == 5
        assert lots["packs_made"].isna().all() and lots["end"].isna().all()
    assert [len(lots["end"]) for _, lots in run.row_groups("lots", wanted)] == [2, 0, 3]
    assert not {"end", "packs_made"} & {*run.table("lots").columns}


def test_row_groups_are_the_replications_those_without_rows_too(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    write(tmp_path / "run", manifest, batches)

    groups = list(open_run(tmp_path / "run").row_groups("lots", ["material"]))

    assert [(replication, len(rows)) for replication, rows in groups] == [(0, 2), (1, 0), (2, 3)]


def test_the_same_rows_give_the_same_files(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    write(tmp_path / "a", manifest, batches)
    write(tmp_path / "b", manifest, batches)

    assert open_run(tmp_path / "a").manifest == open_run(tmp_path / "b").manifest


def test_the_writer_reads_back_its_rows_before_the_folder_has_its_name(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    with RunFolderWriter(tmp_path / "run") as writer:
        writer.add(batches(0, 2))
        assert len(writer.rows(replications=1).table("lots")) == 2
        assert not (tmp_path / "run").exists()
        writer.finish(manifest)

    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_a_run_that_stops_half_way_leaves_nothing(tmp_path: Path, batches: Make) -> None:
    with pytest.raises(KeyboardInterrupt), RunFolderWriter(tmp_path / "run") as writer:
        writer.add(batches(0, 2))
        raise KeyboardInterrupt

    assert not list(tmp_path.iterdir())


def test_a_whole_folder_is_replaced_only_with_force(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    write(tmp_path / "run", manifest, batches, (1,))

    with pytest.raises(RunError, match=r"already holds a run. Replace it with --force"):
        RunFolderWriter(tmp_path / "run")
    assert len(open_run(tmp_path / "run").table("lots")) == 1
    write(tmp_path / "run", manifest, batches, (4,), force=True)

    assert len(open_run(tmp_path / "run").table("lots")) == 4
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_what_is_not_a_run_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1.tex").write_text("")
    (tmp_path / "file").write_text("")

    for name in ("thesis", "file"):
        with pytest.raises(RunError, match="Choose another folder"):
            RunFolderWriter(tmp_path / name, force=True)
    with pytest.raises(RunError, match="a folder on the way to it is a file"):
        RunFolderWriter(tmp_path / "file" / "run")


def test_a_failed_replacement_keeps_the_old_run(
    tmp_path: Path, manifest: Manifest, batches: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "run", manifest, batches, (1,))

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder_module, "sync_file", full)
    with pytest.raises(RunError, match="No space left to write"):
        write(tmp_path / "run", manifest, batches, (4,), force=True)

    assert len(open_run(tmp_path / "run", verify=True).table("lots")) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_a_full_disk_is_said_plainly_and_leaves_nothing(tmp_path: Path) -> None:
    """No file may grow beyond 20 kB: what the system answers is handled as a full disk."""
    program = """
import random, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from cipsc_sim.records.columns import record_batch
from cipsc_sim.records.folder import RunFolderWriter
from cipsc_sim.records.tables import LINKS
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
with RunFolderWriter(sys.argv[1]) as writer:
    for i in range(50):
        rows = [(i, str(random.random()), str(random.random()), k) for k in range(5000)]
        writer.add({"links": record_batch(LINKS, rows)})
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "run")], capture_output=True, text=True, check=False
    )

    assert f"RunError: No space left to write {tmp_path / 'run'}" in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_a_dead_process_left_is_removed_at_the_next_write(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    left, living = as_of_a_dead_process(tmp_path / "run", WRITTEN), partial_path(tmp_path / "run", WRITTEN)
    left.mkdir()
    living.mkdir()

    write(tmp_path / "run", manifest, batches)

    assert not left.exists()
    assert living.exists()


def test_a_run_moved_away_by_a_process_that_died_gets_its_name_back(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    write(tmp_path / "run", manifest, batches)
    (tmp_path / "run").rename(as_of_a_dead_process(tmp_path / "run", REPLACED))

    assert len(open_run(tmp_path / "run", verify=True).table("lots")) == 5


def test_a_folder_that_is_not_whole_says_what_to_do(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    with pytest.raises(RunError, match="There is no run folder"):
        open_run(tmp_path / "run")
    write(tmp_path / "run", manifest, batches)
    (tmp_path / "run" / "links.parquet").rename(tmp_path / "links.parquet")
    with pytest.raises(RunError, match=r"not a whole run folder: links.parquet missing. Run the scenario again"):
        open_run(tmp_path / "run")
    (tmp_path / "run" / "manifest.json").unlink()
    with pytest.raises(RunError, match=r"it has no manifest.json. Run the scenario again"):
        open_run(tmp_path / "run")


@pytest.mark.parametrize("name", ["lots.parquet", "scenario.yaml"])
def test_a_file_that_was_changed_is_found_when_hashes_are_compared(
    tmp_path: Path, manifest: Manifest, batches: Make, name: str
) -> None:
    write(tmp_path / "run", manifest, batches)
    with (tmp_path / "run" / name).open("ab") as file:
        file.write(b" ")

    open_run(tmp_path / "run")
    with pytest.raises(RunError, match=f"{name} changed since the run was written"):
        open_run(tmp_path / "run", verify=True)


def test_a_file_named_as_a_folder_is_told_whose_it_is(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    write(tmp_path / "run", manifest, batches)
    (tmp_path / "product.yaml").touch()

    with pytest.raises(RunError, match=r"summary\.json is a file, not a run folder\. Name .*/run\."):
        open_run(tmp_path / "run" / "summary.json")
    with pytest.raises(
        RunError, match=r"product\.yaml is a file, not a run folder\. Name a folder such as runs/NAME\."
    ):
        open_run(tmp_path / "product.yaml")


def test_a_table_that_is_no_table_is_said_to_be_damaged(tmp_path: Path, manifest: Manifest, batches: Make) -> None:
    write(tmp_path / "run", manifest, batches)
    (tmp_path / "run" / "links.parquet").write_text("no")

    with pytest.raises(RunError, match=r"links.parquet cannot be read .* damaged"):
        open_run(tmp_path / "run").table("links")
    with pytest.raises(KeyError, match="no table batches; there are orders, lots"):
        open_run(tmp_path / "run").table("batches")


def test_a_report_is_added_later_and_the_run_itself_is_not_written_again(
    tmp_path: Path, manifest: Manifest, batches: Make
) -> None:
    write(tmp_path / "run", manifest, batches)
    run = open_run(tmp_path / "run")

    run.put("report.html", "<p>one</p>")
    assert run.put("report.html", "<p>two</p>").read_text() == "<p>two</p>"

    open_run(tmp_path / "run", verify=True)
    with pytest.raises(ValueError, match="belongs to the run"):
        run.put("summary.json", "{}")


def test_a_run_that_is_named_by_its_beginning_or_by_the_folder_of_runs_is_told_which_was_meant(
    tmp_path: Path, manifest: Manifest, batches: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("baseline-7fc3-1-20", "queue-11aa-1-20"):
        write(tmp_path / "runs" / name, manifest, batches)
    with pytest.raises(RunError, match=r"There is no run folder .*baseline\. Did you mean runs/baseline-7fc3-1-20\?$"):
        open_run("runs/baseline")
    with pytest.raises(RunError, match=r"Did you mean runs/queue-11aa-1-20\?$"):
        open_run("runs/queue-11ab-1-20")
    with pytest.raises(RunError, match=r"no run folder .*/nothing\. cipsc-sim run SCENARIO writes one\.$"):
        open_run("runs/nothing")
    said = r"runs holds run folders and is none itself\. Name one: runs/baseline-7fc3-1-20, runs/queue-11aa-1-20\.$"
    with pytest.raises(RunError, match=said):
        open_run("runs")
