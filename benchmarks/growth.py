"""How cost grows with orders, tasks and staff: ``python benchmarks/growth.py``. It prints and asserts nothing.

The baseline is played for a year at point values, in processor seconds of one core. Slopes are of the logarithm of the
seconds over that of what grows: 1 is linear.
"""

from __future__ import annotations

import argparse
import gc
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.scenario import Scenario

BASELINE = Path(__file__).parent.parent / "scenarios" / "baseline.yaml"
ORDERS_A_YEAR = 24
YEAR = {"clock.warm_up_d": 0, "clock.count_d": 365, "clock.run_out_d": 0}


@dataclass(frozen=True)
class Played:
    """A year that was played."""

    orders: int
    tasks: int
    still_open: int
    seconds: float


def main() -> None:
    arguments = _arguments()
    most = arguments.most
    orders = [each for each in (10, 24, 50, 100, 200, 500, 1000) if each <= most]
    print("orders a year, the site as large as they need\n")
    _table("orders/year", orders, [a_year(each, each / ORDERS_A_YEAR) for each in orders], "tasks")
    times = [1, 2, 4, 8, 16]
    print("tasks: cultures fed so many times a day\n")
    _table("times a day", times, [fed(each) for each in times], "tasks")
    print("staff and equipment so many times what 100 orders a year need\n")
    _table("times", times, [a_year(100, 100 / ORDERS_A_YEAR * each) for each in times])
    print("a waiting list: more orders than the site of 24 can treat\n")
    demand = [24, 48, 100, 200, 500]
    _table("orders/year", demand, [a_year(each, 1.0) for each in demand])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1000, help="orders a year, at most")
    return parser.parse_args()


def a_year(orders: float, size: float) -> Played:
    """A year with so many orders on a site so many times the baseline's."""
    loaded = load_scenario(BASELINE)
    changes: dict[str, Any] = {**YEAR, "orders.arrive.poisson.per_year": orders}
    facility = loaded.scenario.facility
    for kind, resources in (("equipment", facility.equipment), ("people", facility.people)):
        for name, resource in resources.items():
            changes[f"facility.{kind}.{name}.count"] = max(1, math.ceil(resource.count * size))
    for name, group in facility.people.items():
        for place, shift in enumerate(group.shifts):
            if shift.count is not None:
                changes[f"facility.people.{name}.shifts.{place}.count"] = max(1, math.ceil(shift.count * size))
    return _play(load_scenario(BASELINE, changes).scenario)


def _play(scenario: Scenario) -> Played:
    blueprint = draft(scenario)
    gc.collect()
    gc.disable()
    began = time.process_time()
    journal = play(blueprint, 1, 0).journal
    seconds = time.process_time() - began
    gc.enable()
    tasks = sum(1 for row in journal.steps if row[5])
    still_open = sum(1 for row in journal.orders if row[7] is None)
    return Played(len(journal.orders), tasks, still_open, seconds)


FEEDINGS = """
title: feedings
question: How does the cost of a year grow with its tasks?
grade: choice
clock: {{count_d: 365}}
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps:
      grow:
        duration_d: 60
        occupies: {{incubator: 1}}
        tasks: {{feed: {{every_d: {every_d}, hands_on_h: 0.5, people: {{operator: 1}}, with: cabinet}}}}
facility: {{equipment: {{incubator: {{count: 60}}, cabinet: {{count: {count}}}}}, people: {{operator: {{count: {count}}}}}}}
orders: {{arrive: {{poisson: {{per_year: 200}}}}, wants: {{dose: {{lots: 1}}}}}}
"""


def fed(times_a_day: int) -> Played:
    """A year of cultures that are fed so many times a day, by as many people as that needs."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feedings.yaml"
        file.write_text(FEEDINGS.format(every_d=1 / times_a_day, count=3 * times_a_day), encoding="utf-8")
        return _play(load_scenario(file).scenario)


def _table(what: str, grows: Sequence[float], played: Sequence[Played], over: str = "") -> None:
    print(f"  {what:>12}{'orders':>9}{'open':>9}{'tasks':>10}{'seconds':>9}{'tasks/s':>10}")
    for each, one in zip(grows, played, strict=True):
        rate = one.tasks / one.seconds
        print(f"  {each:>12g}{one.orders:>9,}{one.still_open:>9,}{one.tasks:>10,}{one.seconds:>9.2f}{rate:>10,.0f}")
    seconds = [one.seconds for one in played]
    print(f"  log-log slope of seconds over {what}: {_slope(grows, seconds):.2f}")
    if over:
        print(f"  log-log slope of seconds over tasks: {_slope([one.tasks for one in played], seconds):.2f}")
    print()


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


if __name__ == "__main__":
    main()
