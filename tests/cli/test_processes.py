"""Real processes: killed, stopped, with other workers and hash seeds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from cipsc_sim.records.folder import MANIFEST, open_run

from .conftest import Typed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

PROGRAM = (sys.executable, "-c", "from cipsc_sim.cli import main; main()")
MARK = "CIPSC_SIM_TEST"


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    """Something by which the processes of this test are known."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    return mark


def left_over(mark: str) -> list[str]:
    """The processes of a test that still run, by their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"{MARK}={mark}".encode() in environment and b"cipsc_sim" in command:
            found.append(command.replace(b"\0", b" ").decode())
    return found


def nobody_is_left(mark: str) -> bool:
    """Whether all processes of the test have ended, or do so at once."""
    deadline = time.monotonic() + 10
    while left_over(mark) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not left_over(mark)


def start(*words: str) -> subprocess.Popen[str]:
    """The program as a terminal starts it. A shell without job control has what it starts in the background ignore Ctrl-C."""
    return subprocess.Popen(
        [*PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def wait_for(process: subprocess.Popen[str], reached: object) -> None:
    """Until something can be seen from outside, or the process ends."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None and not reached():  # type: ignore[operator]
        time.sleep(0.002)


def rows_written(here: Path) -> int:
    return sum(path.stat().st_size for path in (here / "runs").glob(".*/*.parquet")) if (here / "runs").exists() else 0


@pytest.mark.parametrize("moment", ["begun", "workers", "late"])
def test_a_run_that_is_killed_leaves_nothing_that_looks_whole_and_no_worker(
    here: Path, typed: Typed, mark: str, moment: str
) -> None:
    process = start("run", "product.yaml", "--pairs", "6", "--workers", "2", "--out", "runs/mine")
    reached = {
        "begun": lambda: (here / "runs").exists(),
        "workers": lambda: len(left_over(mark)) >= 3,
        "late": lambda: any((here / "runs").glob(".*/summary.json")),
    }
    wait_for(process, reached[moment])
    assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    assert nobody_is_left(mark)
    assert not (here / "runs" / "mine").exists()
    assert typed("run", "product.yaml", "--pairs", 1, "--workers", 1, "--out", "runs/mine").exit_code == 0
    open_run(here / "runs" / "mine", verify=True)
    assert [path.name for path in (here / "runs").iterdir()] == ["mine"]


@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_cleans_up_and_says_so(here: Path, mark: str, ends: signal.Signals) -> None:
    process = start("run", "product.yaml", "--pairs", "200", "--workers", "2")
    wait_for(process, lambda: rows_written(here) > 0)
    if ends == signal.SIGINT:
        os.killpg(process.pid, ends)  # as a terminal does: to all of them
    else:
        process.send_signal(ends)
    printed, said = process.communicate(timeout=30)
    assert (process.returncode, printed, said) == (130, "", "stopped; nothing was written\n")
    assert nobody_is_left(mark)
    assert list((here / "runs").iterdir()) == []


def test_an_answer_about_a_release_that_is_stopped_is_not_there_and_what_was_played_for_it_is_kept(
    here: Path, mark: str
) -> None:
    process = start("release", "product.yaml", "--pairs", "1", "--variant-pairs", "100", "--workers", "1")
    wait_for(process, lambda: any((here / "runs").glob("variants-*/parts/*.parquet")))
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=30)
    assert (process.returncode, printed) == (130, "")
    assert (
        said == "stopped; the run and the variants that were played are kept, and the same command goes on from there\n"
    )
    assert nobody_is_left(mark)
    kept = sorted(path.name.partition("-")[0] for path in (here / "runs").iterdir())
    assert kept == ["product", "variants"]


def test_the_tables_do_not_depend_on_workers_or_hash_seeds(here: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cipsc_sim.experiment.run import play_run;"
        "from cipsc_sim.scenario.load import load_scenario;"
        "play_run(load_scenario('product.yaml'), Path(sys.argv[1]), name='p', pairs=3, workers=int(sys.argv[2]),"
        " report=False)"
    )
    contents = []
    for workers, seed in (("1", "0"), ("2", "1")):
        folder = here / f"workers_{workers}"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(folder), workers], env=environment, check=True)
        manifest = json.loads((folder / MANIFEST).read_text())
        contents.append((manifest["tables"], manifest["files"]))
    assert contents[0] == contents[1]


def test_a_reader_that_goes_away_is_no_error(here: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*PROGRAM, "schema"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_help_is_quick_to_come_because_nothing_heavy_is_imported() -> None:
    code = "import sys; sys.argv = ['cipsc-sim', '--help']; from cipsc_sim.cli import app; app(standalone_mode=False)"
    code += "; heavy = {'numpy', 'pandas', 'pyarrow', 'pydantic', 'plotly', 'scipy', 'simpy', 'ruamel', 'rich'}"
    code += "; print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stderr.strip() == "[]"
    assert "Usage: cipsc-sim" in shown.stdout
