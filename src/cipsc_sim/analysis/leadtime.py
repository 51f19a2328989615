"""Where the time from the first lot to release goes, phase by phase, along the lineage of the released lot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Integers, filled, replications, true
from cipsc_sim.analysis.estimates import POSITIVE, pooled_quantile, ratio
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.analysis.stretches import BESIDES, STOCK, WAITED, WORKED, days_by_phase
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

COLUMNS = ["phase", *estimate_names("worked_d"), *estimate_names("waited_d"), "p10_d", "p50_d", "p90_d"]

_ORDERS = ("replication", "order", "in_cohort", "started_at", "released_at", "lot")
_LOTS = ("replication", "order", "lot", "parent", "attempt", "asked_at", "released_at")
_STEPS = ("replication", "lot", "procedure", "step", "requested_at", "started_at", "ended_at")


def leadtime(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each phase: mean days worked and waited, quantiles of both together, over released cohort orders.

    The minutes from the first lot made for the order to the release of the lot it was given are shared out without
    rest: ``worked_d`` in the steps of that lot and its ancestors, ``waited_d`` before them for what they need;
    ``testing and release`` is waiting for results and decisions, ``earlier attempts`` the time before the lineage
    branches off, ``lots given before`` that until a further lot was asked for, and ``waiting for stock`` the time in
    which nothing was missing but what is made for stock or comes from outside, before the start too. So the means sum to
    ``start_to_release_d`` and what was waited for stock before the start.
    """
    orders = rows.table("orders", _ORDERS)
    released = orders[true(orders["in_cohort"]) & filled(orders["released_at"]) & filled(orders["started_at"])]
    steps = rows.table("steps", _STEPS, where={"task": None})
    over = steps[filled(steps["started_at"]) & filled(steps["ended_at"])]
    phases = list(dict.fromkeys([STOCK, *manifest.phases.values(), *BESIDES]))
    days = days_by_phase(released, rows.table("lots", _LOTS), over, manifest, phases)
    replication = replications(released)
    orders_of = np.bincount(replication, minlength=rows.replications)
    table = []
    for i, phase in enumerate(phases):
        if days[:, i].any():
            table.append({"phase": phase} | _columns(days[:, i], replication, orders_of, manifest))
    return pd.DataFrame(table, columns=COLUMNS)


def _columns(days: Floats, replication: Integers, orders: Integers, manifest: Manifest) -> dict[str, object]:
    """What the table says of a phase, from the days that each order worked and waited in it."""
    row: dict[str, object] = {}
    for name, kind in (("worked_d", WORKED), ("waited_d", WAITED)):
        sums = np.bincount(replication, days[:, kind], len(orders))
        row |= estimate_columns(name, ratio(sums, orders, "d", pairs=manifest.pairs, bounds=POSITIVE))
    both = days.sum(axis=1)
    return row | {name: pooled_quantile(both, q) for name, q in (("p10_d", 0.1), ("p50_d", 0.5), ("p90_d", 0.9))}
