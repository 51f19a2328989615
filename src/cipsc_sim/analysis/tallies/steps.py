"""Steps and attended tasks."""

from __future__ import annotations

import numpy as np

from cipsc_sim.analysis.cells import Table, Truths, coded, counts, filled, numbers, one_of, true
from cipsc_sim.analysis.tallies.orders import in_window
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest

COLUMNS = ("order", "procedure", "step", "task", "requested_at", "late", "outcome")


def tally_steps(steps: Table, orders: Table, manifest: Manifest, tally: Tally) -> None:
    """Steps done or failed, tasks late or missed: of cohort orders, and of stock in the window."""
    ours = of_cohort(steps, orders) | (~filled(steps["order"]) & _in_window(steps, manifest))
    is_task = filled(steps["task"])
    done, failed = one_of(steps["outcome"], "done"), one_of(steps["outcome"], "failed")
    names = step_names(steps)
    whole = ours & ~is_task & (done | failed) & one_of(steps["procedure"], *manifest.routes)
    for name, number in counts(names[whole]).items():
        tally.base(f"steps.{name}", number)
        tally.count(f"step_success_fraction.{name}", 0)
    for name, number in counts(names[whole & done]).items():
        tally.count(f"step_success_fraction.{name}", number)
    missed = one_of(steps["outcome"], "missed")
    tally.base("tasks_done", (ours & is_task & done).sum())
    tally.count("late_task_fraction", (ours & is_task & done & true(steps["late"])).sum())
    tally.base("tasks_due", (ours & is_task & (done | missed)).sum())
    tally.count("missed_task_fraction", (ours & is_task & missed).sum())
    tally.count("on_time_task_fraction", (ours & is_task & done & ~true(steps["late"])).sum())


def of_cohort(rows: Table, orders: Table) -> Truths:
    """Which rows belong to an order of the cohort; both tables of one replication."""
    cohort = numbers(orders["order"])[true(orders["in_cohort"])]
    return np.isin(numbers(rows["order"]), cohort)


def step_names(steps: Table) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """``procedure.step`` of each row."""
    (procedures, of_procedure), (names, of_step) = coded(steps["procedure"]), coded(steps["step"])
    words = np.array([f"{p}.{s}" for p in procedures for s in names] + [""], dtype=object)
    places = of_procedure * len(names) + of_step
    known = (of_procedure >= 0) & (of_step >= 0)
    return words[np.where(known, places, len(words) - 1)]


def _in_window(steps: Table, manifest: Manifest) -> Truths:
    return in_window(numbers(steps["requested_at"]), manifest.window)
