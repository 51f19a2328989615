"""A study is shared out, taken up again, refused to a second writer, and keeps what is whole when the disk is full."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study import sweep as sweeping
from cipsc_sim.experiment.study.playing.writer_lock import sole_writer
from cipsc_sim.experiment.study.sweep import play_share, sweep
from cipsc_sim.records.folder import content_hash

from ...small import write_queue

STUDY = (
    "title: t\nquestion: q\nscenario: queue.yaml\npairs: 10\n"
    "factors: {servers: {path: facility.equipment.server.count, values: [1, 2, 3, 4]}}\n"
    "design: {grid: all}\nmargins: {order_treated_fraction: 0.02}\n"
)
PARTS = 8
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(autouse=True)
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "_page", lambda swept: "page")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_queue(tmp_path, STUDY)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "_page", lambda swept: "page")
        return hashes(sweep(write_queue(folder, STUDY), folder / "out", workers=1).folder)


def hashes(folder: Path) -> dict[str, str]:
    return {name: content_hash(folder / name) for name in ("points.parquet", "estimates.parquet")}


def part_files(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "parts").glob("*.parquet"))


def test_three_shares_are_all_parts_and_each_part_is_played_once(
    study: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    out, played = tmp_path / "out", []
    for place in (2, 1, 3):
        shared = play_share(study, (place, 3), out, workers=1)
        played.append(shared.played)
        assert (shared.there, shared.parts) == (sum(played), PARTS)
        assert not (out / "estimates.parquet").exists()
    assert sorted(played) == [2, 3, 3]
    swept = sweep(study, out, workers=1)
    assert swept.played == 0
    assert hashes(out) == undisturbed


@pytest.mark.parametrize("share", [(0, 3), (4, 3), (1, 0)])
def test_a_share_that_there_is_not_is_refused(study: Path, share: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"from 1/3 to 3/3|at least one share"):
        play_share(study, share, tmp_path / "out")


def test_a_second_writer_is_refused_and_named_and_leaves_no_trace(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    play_share(study, (1, 8), out, workers=1)
    with sole_writer(out):
        with pytest.raises(RunError, match=f"is being written by process {os.getpid()} on "):
            sweep(study, out, workers=1)
        with pytest.raises(RunError, match="is being written"):
            play_share(study, (2, 8), out, workers=1)
    assert not list(out.glob(".writer*"))
    assert sweep(study, out, workers=1).played == PARTS - 1


def test_two_shares_may_be_written_at_once_but_not_the_same_nor_beside_the_whole(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with sole_writer(out, (1, 2)):
        assert play_share(study, (2, 2), out, workers=1).played == 4
        with pytest.raises(RunError, match="is being written"):
            play_share(study, (1, 2), out, workers=1)
        with pytest.raises(RunError, match="is being written"):
            sweep(study, out, workers=1)


def test_a_folder_that_somebody_keeps_things_in_is_not_taken_for_one_that_was_begun(
    study: Path, tmp_path: Path
) -> None:
    (tmp_path / "out" / "parts").mkdir(parents=True)
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(RunError, match="not a study"):
        sweep(study, tmp_path / "out", workers=1)


@linux
def test_a_study_that_was_killed_in_its_first_moment_goes_on(
    study: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    code = (
        "from cipsc_sim.experiment.study.playing import folder as f; import os; "
        "f.sync_file = lambda path: os.kill(os.getpid(), 9); "
        "f.StudyFolder.__enter__(f.StudyFolder(f.Path('out'), 'hash')).write('points.parquet', 'half')"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path).returncode == -signal.SIGKILL
    left = sorted(each.name for each in (tmp_path / "out").iterdir())
    assert [name.split(".")[:2] for name in left] == [["", "parts"], ["", "writer"], ["parts"]]
    sweep(study, tmp_path / "out", workers=1)
    assert hashes(tmp_path / "out") == undisturbed
    assert not [each.name for each in (tmp_path / "out").rglob(".*")]


CODE = "from cipsc_sim.experiment.study import sweep as s; s._page = lambda swept: 'page'; s.sweep('study.yaml', 'out', workers=2)"


def children_of(process: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            fields = (each / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process and fields[0] != "Z":
            found.append(int(each.name))
    return found


def killed_again_and_again(folder: Path, times: int, seed: int) -> tuple[list[int], list[int]]:
    """How many parts were whole after each kill, and every worker process that was seen."""
    random, whole, workers = np.random.default_rng(seed), [], []
    for delay in random.uniform(0.1, 4.0, times):
        process = subprocess.Popen([sys.executable, "-c", CODE], cwd=folder, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + float(delay)
        while time.monotonic() < deadline and process.poll() is None:
            workers += children_of(process.pid)
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole.append(len(part_files(folder / "out")) if (folder / "out").exists() else 0)
    return whole, sorted(set(workers))


def check_killed(study: Path, times: int, undisturbed: dict[str, str]) -> None:
    folder = study.parent
    whole, workers = killed_again_and_again(folder, times, seed=times)
    assert whole == sorted(whole)  # what was whole stays
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{each}").exists() for each in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [each for each in workers if Path(f"/proc/{each}").exists()]
    swept = sweep(study, folder / "out", workers=1)
    assert swept.played == PARTS - whole[-1]  # no part is played that was whole
    assert len(part_files(folder / "out")) == PARTS
    assert hashes(folder / "out") == undisturbed
    assert not [each.name for each in (folder / "out").rglob(".*")]


@linux
def test_a_study_that_is_killed_twice_goes_on_and_ends_as_if_it_had_not(
    study: Path, undisturbed: dict[str, str]
) -> None:
    check_killed(study, 2, undisturbed)


@linux
@pytest.mark.slow
def test_a_study_that_is_killed_at_ten_random_moments_ends_as_if_it_had_not(
    study: Path, undisturbed: dict[str, str]
) -> None:
    check_killed(study, 10, undisturbed)


def test_a_full_disk_is_told_and_what_was_whole_is_kept(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    import pyarrow.parquet as pq

    write, written = pq.write_table, []

    def full(table: object, where: object, **options: object) -> None:
        written.append(where)
        if len(written) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(table, where, **options)

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(RunError, match=r"out: No space left on device. What is whole is kept: make room"):
        sweep(study, tmp_path / "out", workers=1)
    assert len(part_files(tmp_path / "out")) == 3
    monkeypatch.setattr(pq, "write_table", write)
    assert sweep(study, tmp_path / "out", workers=1).played == PARTS - 3


@linux
@pytest.mark.slow
def test_on_a_small_disk_that_fills_up_what_was_whole_is_kept(
    study: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False).returncode
    ):
        pytest.skip("cannot mount a small disk here")
    try:
        with pytest.raises(RunError, match="No space left on device"):
            sweep(study, disk / "out", workers=1)
        kept = part_files(disk / "out")
        assert 0 < len(kept) < PARTS
        shutil.copytree(disk / "out", tmp_path / "roomy")
    finally:
        subprocess.run(["umount", disk], check=True)
    assert sweep(study, tmp_path / "roomy", workers=1).played == PARTS - len(kept)
    assert hashes(tmp_path / "roomy") == undisturbed
