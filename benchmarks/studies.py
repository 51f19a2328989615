"""How fast studies are: ``python benchmarks/studies.py``. It prints and asserts nothing.

A queue that is played in milliseconds shows what the mechanism costs; ``--example`` plays 200 points × 100 replications of it.
Efficiency is the time with one worker, this process, over twice the time with two, of the same parts. It holds what it takes to start
the workers and to write the parts; reading the study is left out. By processor seconds it is what it can be at most on two cores.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SCENARIO = """\
title: Two servers
question: How long is the wait?
source: "judgement: made up"
grade: D
clock: {start_date: 2026-01-05, count_d: 60, run_out_d: 60, grade: choice}
materials: {job: {supply: {with_order: 1}}, done: {}}
procedures:
  serve:
    takes: {job: all}
    makes: {done: {lots: {value: 1, grade: choice}}}
    route: [serve]
    steps: {serve: {duration_d: {exponential: {mean: 1.6}}, occupies: {server: 1}}}
facility: {grade: choice, equipment: {server: {count: 4}}}
orders: {arrive: {poisson: {per_year: {value: 365, grade: choice}}}, wants: {done: {lots: {value: 1, grade: choice}}}}
"""
STUDY = """\
title: Demand
question: How long is the wait?
scenario: queue.yaml
pairs: {pairs}
factors: {{demand: {{path: orders.arrive.poisson.per_year, from: 100, to: 500}}}}
design: {{sobol_sequence: {{points: {points}}}}}
margins: {{order_treated_fraction: 0.02}}
"""
PLAY = """
import resource, sys, time
from cipsc_sim.experiment.study.reading.file import read_study
from cipsc_sim.experiment.study.sweep import sweep
began = time.perf_counter()
study = read_study(sys.argv[1])
checked = last = time.perf_counter()
def told(done, total):
    global last
    last = time.perf_counter()
sweep(study, sys.argv[2], workers=int(sys.argv[3]), progress=told)
done = time.perf_counter()
own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = [used.ru_utime + used.ru_stime for used in (own, workers)]
print(checked - began, last - checked, done - last, own.ru_maxrss / 1024, *seconds)
"""

AS_INSTALLED = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""Bytecode is kept, as it is of what is installed: without it each worker compiles the program anew."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--example", action="store_true", help="200 points × 100 replications")
    if parser.parse_args().example:
        _show("example, 200 points × 100 replications, two workers", _played(200, 50, 2))
        return
    _played(2, 1, 2)  # once, for the bytecode
    one = _compared(40)
    _compared(200)
    few, many = _played(16, 5, 1), _played(96, 5, 1)
    replication_s = (one.parent_cpu_s - few.parent_cpu_s) / (one.replications - few.replications)
    overhead_s = (many.parent_cpu_s - few.parent_cpu_s) / 80 - 10 * replication_s
    print(f"a point more: {1000 * overhead_s:.0f} ms of processor beside its replications")
    print(f"memory of the parent: {few.memory_mb:.0f} MB for 16 points, {many.memory_mb:.0f} MB for 96")


def _compared(pairs: int) -> Played:
    """The same parts with one worker and with two; what one took."""
    one, two = _played(16, pairs, 1), _played(16, pairs, 2)
    what = f"16 points × {2 * pairs} replications"
    _show(f"{what}, one worker", one)
    _show(f"{what}, two workers", two)
    print(
        f"  efficiency of two workers: {one.play_s / (2 * two.play_s):.2f} while they play, "
        f"{one.in_all_s / (2 * two.in_all_s):.2f} with tables and page (goal .9; {os.cpu_count()} cores here)"
    )
    used = two.parent_cpu_s + two.workers_cpu_s
    print(
        f"  the same by processor seconds, for a machine that is busy: {one.parent_cpu_s / used:.2f}; "
        f"parent {two.parent_cpu_s:.1f} s, its two workers {two.workers_cpu_s:.1f} s, alone {one.parent_cpu_s:.1f} s"
    )
    return one


@dataclass(frozen=True)
class Played:
    """What a study took: to check it, to play its parts, and to make tables and page of them; each process's share."""

    replications: int
    check_s: float
    play_s: float
    tables_s: float
    memory_mb: float
    parent_cpu_s: float
    workers_cpu_s: float

    @property
    def in_all_s(self) -> float:
        return self.play_s + self.tables_s


def _played(points: int, pairs: int, workers: int) -> Played:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "queue.yaml").write_text(SCENARIO, encoding="utf-8")
        (folder / "study.yaml").write_text(STUDY.format(points=points, pairs=pairs), encoding="utf-8")
        words = [sys.executable, "-c", PLAY, folder / "study.yaml", folder / "out", str(workers)]
        printed = subprocess.run(words, capture_output=True, text=True, check=True, env=AS_INSTALLED).stdout
    return Played(2 * pairs * (points + 1), *map(float, printed.split()))


def _show(what: str, found: Played) -> None:
    print(
        f"{what}: {found.replications / found.play_s:.0f} replications/s, {found.check_s:.1f} s to check, "
        f"{found.play_s:.1f} s to play, {found.tables_s:.1f} s for tables and page, {found.memory_mb:.0f} MB"
    )


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{time.perf_counter() - began:.0f} s in all, {spent.ru_utime:.0f} s of processor")
