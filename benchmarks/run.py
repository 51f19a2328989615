"""How fast, and how much memory: the baseline beside the same plant written by hand. Prints; asserts nothing.

    python benchmarks/run.py            a quick look
    python benchmarks/run.py --full     the default run, 100 pairs on two workers
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from by_hand import play_by_hand

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.experiment.pair import to_batches
from cipsc_sim.experiment.run import play_run
from cipsc_sim.scenario.load import load_scenario

BASELINE = Path(__file__).parent.parent / "scenarios" / "baseline.yaml"


def tasks_per_second(rounds: int) -> None:
    """Both plants in turn, in this process; medians of processor seconds."""
    blueprint = draft(load_scenario(BASELINE).scenario)
    ours, rows, by_hand = [], [], []
    for number in range(rounds):
        gc.collect()
        gc.disable()
        began = time.process_time()
        played = play(blueprint, 1, number)
        to_batches(played.journal)
        seconds = time.process_time() - began
        gc.enable()
        steps = played.journal.steps
        tasks = sum(1 for row in steps if row[5] and row[8] is not None)
        per_order = tasks / len(played.journal.orders)
        ours.append(tasks / seconds)
        rows.append(len(steps) / seconds)
        began = time.process_time()
        done, orders, treated = play_by_hand(number, played.ended_at / 1440)
        by_hand.append(done / (time.process_time() - began))
        print(
            f"  replication {number}: {tasks:,} tasks ({per_order:.0f} an order) in {seconds:.2f} s; by hand {done:,} tasks "
            f"({done / orders:.0f} an order, {treated / orders:.0%} treated)"
        )
    ratio = statistics.median(a / b for a, b in zip(ours, by_hand, strict=True))
    print(f"with rows    {statistics.median(ours):10,.0f} tasks/s   ({statistics.median(rows):,.0f} rows of steps/s)   goal 60,000")
    print(f"by hand      {statistics.median(by_hand):10,.0f} tasks/s   idiomatic SimPy, no records")
    print(f"ratio        {ratio:10.2f}            with rows / by hand; goal 1 or more")


def memory_mib() -> float | None:
    """Proportional set size of this process and its children; None where the system does not tell."""
    total, seen = 0.0, {os.getpid()}
    try:
        for folder in sorted(Path("/proc").iterdir(), key=lambda one: int(one.name) if one.name.isdigit() else 0):
            if folder.name.isdigit() and _parent(folder) in seen:
                seen.add(int(folder.name))
        for process in seen:
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
    except OSError:
        return None
    return total


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return -1


def default_run(pairs: int) -> None:
    """A run as the command plays it, with its peak memory."""
    peak: list[float] = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            peak[0] = max(peak[0], memory_mib() or 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    folder = Path(tempfile.mkdtemp()) / "run"
    began = time.perf_counter()
    play_run(load_scenario(BASELINE), folder, name="baseline", pairs=pairs, workers=2)
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
    shutil.rmtree(folder.parent)
    print(f"run          {seconds:10.1f} s         {2 * pairs} replications on two workers, report included; goal 60 s for 200")
    if peak[0]:
        print(f"memory       {peak[0]:10,.0f} MiB       peak proportional set size of all processes; goal 500")
    else:
        print("memory       not told by this system")
    print(f"folder       {size:10,.0f} MiB")


def start_up() -> None:
    """Seconds of ``cipsc-sim --help``."""
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cipsc_sim.cli", "--help"], capture_output=True, check=False)
        seconds.append(time.perf_counter() - began)
    print(f"--help       {statistics.median(seconds):10.2f} s         goal 0.5")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--full", action="store_true", help="100 pairs instead of 10")
    arguments.add_argument("--rounds", type=int, default=5, help="replications of each plant")
    chosen = arguments.parse_args()
    tasks_per_second(chosen.rounds)
    default_run(100 if chosen.full else 10)
    start_up()


if __name__ == "__main__":
    main()
