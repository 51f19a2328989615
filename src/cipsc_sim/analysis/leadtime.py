"""Where the time from the first lot to release goes, phase by phase, along the lineage of the released lot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, Floats, filled, numbers, texts, true
from cipsc_sim.analysis.estimates import quantile, ratio
from cipsc_sim.analysis.lineage import Lineage, LineageLot
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

TESTING, EARLIER_ATTEMPTS, OTHER = "testing and release", "earlier attempts", "other"

COLUMNS = ["phase", *estimate_names("worked_d"), *estimate_names("waited_d"), "p10_d", "p50_d", "p90_d"]

_ORDERS = ("order", "in_cohort", "started_at", "released_at", "lot")
_LOTS = ("order", "lot", "parent", "attempt", "released_at")
_STEPS = ("lot", "procedure", "step", "task", "requested_at", "started_at", "ended_at")

Part = tuple[str, bool]
"""A phase, and whether it was waited (true) or worked in it."""


def leadtime(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each phase: mean days worked and waited, quantiles of both together, over released cohort orders.

    The minutes from the first lot made for the order to the release of the lot it was given are shared out without
    rest: ``worked_d`` in the steps of that lot and its ancestors, ``waited_d`` before them for what they need;
    ``testing and release`` is waiting for results and decisions, ``earlier attempts`` the time before the lineage
    branches off. So the means sum to ``start_to_release_d``.
    """
    by_replication = [list(_parts_of_replication(*tables, manifest)) for tables in _tables(rows)]
    seen = {phase for orders in by_replication for parts in orders for phase, _ in parts}
    known = list(dict.fromkeys([*manifest.phases.values(), OTHER, TESTING, EARLIER_ATTEMPTS]))
    order_counts = [len(orders) for orders in by_replication]
    table = [_row(phase, by_replication, order_counts, manifest) for phase in known if phase in seen]
    return pd.DataFrame(table, columns=COLUMNS)


def order_parts(orders: pd.DataFrame, lineage: Lineage, manifest: Manifest) -> Iterator[dict[Part, float]]:
    """Days by phase, worked and waited, of each released cohort order of one replication."""
    chosen = orders[true(orders["in_cohort"]) & filled(orders["released_at"]) & filled(orders["started_at"])]
    columns = numbers(chosen["started_at"]), numbers(chosen["released_at"]), texts(chosen["lot"])
    for started_at, released_at, label in zip(*columns, strict=True):
        minutes: dict[Part, float] = defaultdict(float)
        cursor = started_at
        for until, part in _stretches(lineage.of(label), lineage, manifest):
            until = min(until, released_at)
            if until > cursor:
                minutes[part] += until - cursor
                cursor = until
        minutes[TESTING, True] += released_at - cursor
        yield {part: length / DAY_MIN for part, length in minutes.items() if length > 0}


def _stretches(lots: list[LineageLot], lineage: Lineage, manifest: Manifest) -> Iterator[tuple[float, Part]]:
    """Until when what was going on, in time order; each begins where the one before ended."""
    for before, lot in pairwise([None, *lots]):
        steps = lineage.steps(lot) if lot else []
        for i, step in enumerate(steps):
            phase = manifest.phases.get(f"{step.procedure}.{step.step}") or OTHER
            if i == 0 and lot and _is_new_attempt(before, lot):
                yield step.requested_at, (EARLIER_ATTEMPTS, True)
            if i == 0 and before and not np.isnan(before.released_at):
                yield min(before.released_at, step.requested_at), (TESTING, True)
            yield step.started_at, (phase, True)
            yield step.ended_at, (phase, False)


def _is_new_attempt(before: LineageLot | None, lot: LineageLot) -> bool:
    return lot.attempt > (before.attempt if before else 1)


def _tables(rows: Rows) -> Iterator[tuple[pd.DataFrame, Lineage]]:
    each = (rows.row_groups("orders", _ORDERS), rows.row_groups("lots", _LOTS), rows.row_groups("steps", _STEPS))
    for (_, orders), (_, lots), (_, steps) in zip(*each, strict=True):
        yield orders, Lineage(lots, steps)


def _parts_of_replication(orders: pd.DataFrame, lineage: Lineage, manifest: Manifest) -> Iterator[dict[Part, float]]:
    return order_parts(orders, lineage, manifest)


def _row(
    phase: str, by_replication: list[list[dict[Part, float]]], orders: list[int], manifest: Manifest
) -> dict[str, object]:
    row: dict[str, object] = {"phase": phase}
    for name, waited in (("worked_d", False), ("waited_d", True)):
        sums = [sum(parts.get((phase, waited), 0.0) for parts in each) for each in by_replication]
        row |= estimate_columns(name, ratio(sums, orders, "d", pairs=manifest.pairs))
    both: list[Floats] = [
        np.array([parts.get((phase, False), 0.0) + parts.get((phase, True), 0.0) for parts in each])
        for each in by_replication
    ]
    for name, q in (("p10_d", 0.1), ("p50_d", 0.5), ("p90_d", 0.9)):
        row[name] = quantile(both, q, "d", pairs=manifest.pairs).mean
    return row
