"""How fast studies are: ``python benchmarks/studies.py``. It prints and asserts nothing.

A queue that is played in milliseconds shows what the mechanism costs; ``--example`` plays 200 points × 100 replications of it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
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
checked = time.perf_counter()
sweep(study, sys.argv[2], workers=int(sys.argv[3]))
done = time.perf_counter()
print(checked - began, done - checked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--example", action="store_true", help="200 points × 100 replications")
    if parser.parse_args().example:
        _show("example, 200 points × 100 replications, two workers", *_played(200, 50, 2))
        return
    one = _show("16 points × 20 replications, one worker", *_played(16, 10, 1))
    two = _show("16 points × 20 replications, two workers", *_played(16, 10, 2))
    print(f"efficiency of two workers: {one / (2 * two):.2f} (goal .9; {os.cpu_count()} cores here)")
    few, many = _played(16, 5, 1), _played(96, 5, 1)
    overhead = (many[1] + many[2] - few[1] - few[2]) / 80 - 10 * one / 320
    print(f"a point more: {1000 * overhead:.0f} ms beside its replications")
    print(f"memory of the parent: {few[3]:.0f} MB for 16 points, {many[3]:.0f} MB for 96")


def _played(points: int, pairs: int, workers: int) -> tuple[int, float, float, float]:
    """Replications; seconds to check and to play; peak memory of the parent in MB."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "queue.yaml").write_text(SCENARIO, encoding="utf-8")
        (folder / "study.yaml").write_text(STUDY.format(points=points, pairs=pairs), encoding="utf-8")
        words = [sys.executable, "-c", PLAY, folder / "study.yaml", folder / "out", str(workers)]
        printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    checked, played, memory = map(float, printed.split())
    return 2 * pairs * (points + 1), checked, played, memory


def _show(what: str, replications: int, checked: float, played: float, memory: float) -> float:
    print(
        f"{what}: {replications / played:.0f} replications/s, {checked:.1f} s to check, {played:.1f} s to play, {memory:.0f} MB"
    )
    return played


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{time.perf_counter() - began:.0f} s in all, {spent.ru_utime:.0f} s of processor")
