"""Parts on a Dask cluster: a real scheduler and two worker processes, on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study import sweep as sweeping
from cipsc_sim.experiment.study.playing import cluster as clustering
from cipsc_sim.experiment.study.sweep import sweep

from ...small import write_queue
from .test_parallel import PARTS, STUDY, hashes, part_files

pytest.importorskip("distributed")


@dataclass
class Dask:
    """A scheduler, its address, and its workers."""

    address: str
    scheduler: subprocess.Popen[str]
    workers: list[subprocess.Popen[str]]


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]], stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dask]:
    monkeypatch.setattr(sweeping, "_page", lambda swept: "page")
    monkeypatch.setattr(clustering, "PATIENCE_S", 60.0)
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    assert scheduler.stderr is not None
    address = next(found[0] for line in scheduler.stderr if (found := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
    threading.Thread(target=scheduler.stderr.read, daemon=True).start()
    options = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
    workers = [start("dask_worker", address, *options) for _ in range(2)]
    for worker in workers:
        assert worker.stderr is not None
        threading.Thread(target=worker.stderr.read, daemon=True).start()
    yield Dask(address, scheduler, workers)
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_queue(tmp_path, STUDY)


def soon(out: Path, parts: int, then: object) -> threading.Thread:
    """Do something as soon as so many parts are whole."""

    def watch() -> None:
        while not out.exists() or len(part_files(out)) < parts:
            time.sleep(0.01)
        then()  # type: ignore[operator]

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


@pytest.mark.slow
def test_a_cluster_gives_the_tables_of_this_process_also_when_a_worker_is_killed_in_the_middle(
    dask: Dask, study: Path, tmp_path: Path
) -> None:
    alone = sweep(study, tmp_path / "alone", workers=1)
    whole = sweep(study, tmp_path / "cluster", cluster=dask.address)
    assert whole.played == PARTS
    assert hashes(whole.folder) == hashes(alone.folder)
    soon(tmp_path / "killed", 1, lambda: os.kill(dask.workers[0].pid, signal.SIGKILL))
    killed = sweep(study, tmp_path / "killed", cluster=dask.address)
    assert dask.workers[0].wait(20) == -signal.SIGKILL
    assert hashes(killed.folder) == hashes(alone.folder)


@pytest.mark.slow
def test_when_the_scheduler_goes_away_it_is_told_and_nothing_is_lost(
    dask: Dask, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clustering, "SILENCE_S", 3.0)
    out = tmp_path / "out"
    soon(out, 2, dask.scheduler.kill)
    with pytest.raises(RunError, match=r"went away\. The parts that were played are kept"):
        sweep(study, out, cluster=dask.address)
    kept = len(part_files(out))
    assert 2 <= kept < PARTS
    assert "Traceback" not in capfd.readouterr().err  # Dask logs pages of them
    assert sweep(study, out, workers=1).played == PARTS - kept


def test_where_no_scheduler_answers_it_is_told(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "PATIENCE_S", 1.0)
    with pytest.raises(RunError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"):
        sweep(study, tmp_path / "out", cluster="tcp://127.0.0.1:9")
