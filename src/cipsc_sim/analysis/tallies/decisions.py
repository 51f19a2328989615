"""Recoveries and action plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from cipsc_sim.analysis.cells import Floats, Table, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.analysis.tallies.usable import usable
from cipsc_sim.records.manifest import Manifest

COLUMNS = ("replication", "order", "in_cohort", "lot", "at", "kind", "subject")


def tally_decisions(decisions: Table, orders: Table, lots: Table, manifest: Manifest, tally: Tally) -> None:
    """Action plans of released batches; which recoveries gave the order its lot."""
    ours = decisions[true(decisions["in_cohort"])]
    plans = set(texts(ours["lot"])[one_of(ours["kind"], "action_plan")])
    released = one_of(lots["material"], manifest.wanted) & true(lots["in_cohort"]) & usable(lots)
    tally.count("action_plan_fraction", sum(label in plans for label in texts(lots["lot"])[released]))
    for taken in recoveries(ours, orders):
        tally.base(f"rescues.{taken.rung}", 1)
        tally.count(f"rescue_success_fraction.{taken.rung}", taken.succeeded)


@dataclass(frozen=True, slots=True)
class RecoveryTaken:
    """One recovery whose outcome is known; instants in minutes, ``released_at`` NaN where nothing was released."""

    rung: str
    replication: int
    order: int
    at: float
    attempt: int
    released_at: float
    succeeded: bool


def recoveries(decisions: Table, orders: Table) -> Iterator[RecoveryTaken]:
    """The recoveries whose outcome is known; the k-th of an order begins its attempt k + 1.

    A recovery that another follows has failed. The last one succeeded if the order was given a released lot after it,
    failed if the order closed without, and is not yet known while the order is open.
    """
    chosen = decisions[
        one_of(decisions["kind"], "recovery") & filled(decisions["subject"]) & filled(decisions["order"])
    ]
    ends = _ends(orders) if len(chosen) else {}
    taken = sorted(zip(*_keys(chosen), numbers(chosen["at"]), texts(chosen["subject"]), strict=True))
    for (replication, order), group in groupby(taken, key=itemgetter(0, 1)):
        of_order = list(group)
        released_at, closed_at = ends[replication, order]
        for attempt, (*_, at, rung) in enumerate(of_order, start=2):
            is_last = attempt == len(of_order) + 1
            given = is_last and released_at >= at
            if given or not is_last or not np.isnan(closed_at):
                yield RecoveryTaken(rung, int(replication), int(order), at, attempt, released_at, given)


def _ends(orders: Table) -> dict[tuple[float, float], tuple[float, float]]:
    """When each order was given a released lot, and when it closed."""
    ends = zip(numbers(orders["released_at"]), numbers(orders["closed_at"]), strict=True)
    return dict(zip(zip(*_keys(orders), strict=True), ends, strict=True))


def _keys(rows: Table) -> tuple[Floats, Floats]:
    return numbers(rows["replication"]), numbers(rows["order"])
