"""How fast, and with how much memory: ``python benchmarks/run.py``. It prints and asserts nothing.

``--full`` plays the default run of 100 pairs; without it a few pairs stand for them. ``README.md`` tells how to read it.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

import by_hand

from cipsc_sim.compiled import state
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.experiment.pair import to_batches
from cipsc_sim.scenario.load import load_scenario

T = TypeVar("T")

BASELINE = Path(__file__).parent.parent / "scenarios" / "baseline.yaml"
FULL_PAIRS, QUICK_PAIRS = 100, 4
COMMAND = [sys.executable, "-c", "from cipsc_sim.cli import main; main()"]
HELP = [*COMMAND, "--help"]


@dataclass(frozen=True)
class Rate:
    """What was played in how many seconds of one processor."""

    orders: int
    tasks: int
    rows: int
    seconds: float

    @property
    def tasks_per_s(self) -> float:
        return self.tasks / self.seconds


def main() -> None:
    arguments = _arguments()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {_processor()}")
    print(f"engine {state()}")
    print(f"load before: {', '.join(f'{load:.1f}' for load in os.getloadavg())}\n")
    compare_with_by_hand(arguments.replications, arguments.repeats)
    whole_run(FULL_PAIRS if arguments.full else arguments.pairs, arguments.workers)
    start_up()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=QUICK_PAIRS, help="pairs of replications of the whole run")
    parser.add_argument("--full", action="store_true", help=f"{FULL_PAIRS} pairs, as cipsc-sim run plays")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--replications", type=int, default=4, help="for tasks per second")
    parser.add_argument("--repeats", type=int, default=3, help="the quickest counts")
    return parser.parse_args()


def compare_with_by_hand(replications: int, repeats: int) -> None:
    """The baseline with its rows beside the same plant by hand without, turn about, in seconds of processor time."""
    blueprint = draft(load_scenario(BASELINE).scenario)

    def ours() -> Rate:
        orders = tasks = rows = 0
        seconds = time.process_time()
        for replication in range(replications):
            journal = play(blueprint, 1, replication).journal
            orders += len(journal.orders)
            rows += sum(map(len, journal.rows().values()))
            tasks += sum(1 for row in journal.steps if row[5])
        return Rate(orders, tasks, rows, time.process_time() - seconds)

    def arrow() -> float:
        journals = [play(blueprint, 1, replication).journal for replication in range(replications)]
        return _seconds(lambda: [to_batches(journal) for journal in journals])

    def hand() -> Rate:
        seconds = time.process_time()
        counts = [by_hand.play(seed) for seed in range(replications)]
        seconds = time.process_time() - seconds
        return Rate(sum(count.orders for count in counts), sum(count.tasks for count in counts), 0, seconds)

    rounds = [(_without_gc(ours), _without_gc(hand)) for _ in range(repeats)]
    us = min((one for one, _ in rounds), key=lambda rate: rate.seconds)
    them = min((one for _, one in rounds), key=lambda rate: rate.seconds)
    print("baseline, one core, processor time")
    _line("tasks per second, with rows", f"{us.tasks_per_s:,.0f}", "at least 60,000")
    _line("rows per second", f"{us.rows / us.seconds:,.0f}")
    _line("tasks per order", f"{us.tasks / us.orders:,.0f}", "at most 250")
    _line("rows into Arrow, share of the play", f"{_without_gc(arrow) / us.seconds:.0%}")
    print("the same plant by hand in SimPy, no rows")
    _line("tasks per second", f"{them.tasks_per_s:,.0f}")
    _line("tasks per order", f"{them.tasks / them.orders:,.0f}")
    _line("ours, with rows, to by hand, without", f"{us.tasks_per_s / them.tasks_per_s:.2f}", "at least 1")
    print()


def whole_run(pairs: int, workers: int) -> None:
    """A run as ``cipsc-sim run`` plays it: its seconds, and the peak memory of all its processes."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"--out": str(Path(folder) / "run"), "--pairs": str(pairs), "--workers": str(workers)}
        command = [*COMMAND, "run", str(BASELINE), *(word for option in options.items() for word in option)]
        began, used = time.perf_counter(), _processor_seconds_of_children()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _pss_kb(_family(process.pid)))
            time.sleep(0.1)
        seconds, used = time.perf_counter() - began, _processor_seconds_of_children() - used
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    print(f"a run of {pairs} pairs with {workers} workers" + (" (failed)" if process.returncode else ""))
    goal = "at most 60" if pairs == FULL_PAIRS else "at most 60 for 100 pairs"
    _line("seconds", f"{seconds:.1f}", goal)
    _line("processor seconds, all processes", f"{used:.1f}")
    if sys.platform == "linux":
        _line("peak memory (PSS, all processes)", f"{peak / 1024:.0f} MB", "below 500 MB")
    else:
        _line("peak memory", "not measured", "needs /proc/*/smaps_rollup of Linux")
    _line("run folder", f"{size / 2**20:.1f} MB")
    print()


def start_up() -> None:
    """Seconds until ``cipsc-sim --help`` has answered."""
    if importlib.util.find_spec("cipsc_sim.cli") is None:
        print("cipsc-sim --help: there is no command line yet")
        return
    seconds = [
        _seconds(lambda: subprocess.run(HELP, capture_output=True, check=True), time.perf_counter) for _ in range(5)
    ]
    print("cipsc-sim --help")
    _line("seconds, median of 5", f"{median(seconds):.2f}", "below 0.5")


def _line(what: str, found: str, goal: str = "") -> None:
    print(f"  {what:<40}{found:>12}{'   goal: ' + goal if goal else ''}")


def _seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    began = clock()
    work()
    return clock() - began


def _without_gc(work: Callable[[], T]) -> T:
    """As pairs are played: what a replication makes has no circles worth looking for."""
    gc.collect()
    gc.disable()
    try:
        return work()
    finally:
        gc.enable()


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    family, parents = [pid], _parents()
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _parents() -> dict[int, int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
    return parents


def _processor_seconds_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _pss_kb(pids: list[int]) -> int:
    """Proportional set size: pages that processes share count once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


if __name__ == "__main__":
    main()
