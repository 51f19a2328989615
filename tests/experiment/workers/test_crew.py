"""Worker processes answer in order, tell what broke, and leave nobody waiting when one of them dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cipsc_sim.errors import RunError, ScenarioError
from cipsc_sim.experiment.workers.crew import Crew

WORKER = """
import os, time
from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.experiment.workers.serving import serve

class Unsendable(Exception):
    def __init__(self, a, b):
        super().__init__(f"{a} broke")

def answer(task):
    if task == "pid":
        return os.getpid()
    if task == "refuse":
        raise ScenarioError([Problem("a.yaml", 3, "b", "wrong", "Mend it.")])
    if task == "break":
        raise Unsendable("x", lambda: 1)
    if task == "die":
        os._exit(9)
    time.sleep(0.02 if task % 2 else 0)
    print("what a worker prints goes nowhere near the answers")
    return task * task

if __name__ == "__main__":
    serve(answer)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "squaring.py").write_text(WORKER)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return "squaring"


def alive(process: int) -> bool:
    """Whether it still runs; a zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_results_come_in_the_order_of_the_tasks(module: str) -> None:
    with Crew[int, int](3, module) as crew:
        assert list(crew.results(range(20))) == [n * n for n in range(20)]


def test_short_tasks_are_handed_over_in_packets_and_the_last_ones_alone(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand, sizes = Crew._hand, []
    monkeypatch.setattr(Crew, "_hand", lambda crew, packet: sizes.append(len(packet)) or hand(crew, packet))
    with Crew[int, int](2, module) as crew:
        assert list(crew.results(range(0, 400, 2), 200)) == [n * n for n in range(0, 400, 2)]
    assert sum(sizes) == 200 and max(sizes) > 10 and sizes[0] == sizes[-1] == 1


def test_of_a_packet_what_was_done_before_one_task_broke_is_kept(module: str) -> None:
    with Crew[object, int](1, module) as crew:
        list(crew.results([0], 1))
        results = crew.results([2, 4, "break", 6], 40)
        assert (next(results), next(results)) == (4, 16)
        with pytest.raises(RuntimeError, match="Unsendable"):
            next(results)


def test_what_a_worker_raises_is_raised_here(module: str) -> None:
    with Crew[str, int](1, module) as crew, pytest.raises(ScenarioError) as refused:
        list(crew.results(["refuse"]))
    assert str(refused.value.problems[0]) == "a.yaml:3: b: wrong. Mend it."


def test_an_error_that_cannot_be_sent_is_told_in_words(module: str) -> None:
    with Crew[str, int](1, module) as crew, pytest.raises(RuntimeError, match="Unsendable: x broke"):
        list(crew.results(["break"]))


def test_a_worker_that_dies_is_told_and_nobody_waits_for_ever(module: str) -> None:
    began = time.monotonic()
    with Crew[object, int](2, module) as crew, pytest.raises(RunError, match="ended unexpectedly"):
        list(crew.results([1, 2, "die", *range(40)]))
    assert time.monotonic() - began < 20


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_is_left_when_the_crew_is(module: str) -> None:
    with Crew[str, int](2, module) as crew:
        processes = list(crew.results(["pid", "pid"]))
        assert all(map(alive, processes))
    assert not any(map(alive, processes))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_do_not_hear_ctrl_c_and_go_when_the_parent_is_killed(module: str, tmp_path: Path) -> None:
    code = (
        "from cipsc_sim.experiment.workers.crew import Crew\n"
        "import sys, time\n"
        "with Crew(2, 'squaring') as crew:\n"
        "    print(*crew.results(['pid', 'pid']), flush=True)\n"
        "    time.sleep(60)\n"
    )
    import subprocess

    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    processes = [int(each) for each in parent.stdout.readline().split()]
    assert processes and all(os.getpgid(each) != os.getpgid(parent.pid) for each in processes)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 10
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, processes))


def test_a_run_begins_and_a_worker_plays_without_pandas_and_may_still_import_it() -> None:
    code = (
        "import sys\n"
        "from cipsc_sim.experiment.workers.serving import without_pandas\n"
        "without_pandas()\n"
        "import cipsc_sim.experiment.obtain, cipsc_sim.experiment.study.playing.parts, pyarrow as pa\n"
        "print(pa.array(('a', None)).null_count, 'pandas' in sys.modules)\n"
        "import pandas\n"
        "print(pandas.DataFrame({'a': [1]}).shape)\n"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["1 False", "(1, 1)"]
