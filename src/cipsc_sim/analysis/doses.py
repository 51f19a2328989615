"""Whether the dose is enough, by an attribute of the order such as the weight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, filled, numbers, replications, true
from cipsc_sim.analysis.estimates import fraction, pooled_quantile
from cipsc_sim.analysis.order_keys import of_orders, order_keys
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

Band = tuple[float, float]

_LOTS = ("replication", "order", "material", "in_cohort", "tested_at", "meets_target")


def dose_by_band(
    rows: Rows, manifest: Manifest, attribute: str, edges: Sequence[float], dose: str | None = None
) -> pd.DataFrame:
    """One row for each band [from, to) of ``has.<attribute>``, of cohort batches that reached release testing.

    ``dose_sufficient_fraction`` with interval, and ``p10``, ``p50``, ``p90`` of the true ``dose`` (default: the
    attribute of the target) in its own unit. Bands reach from edge to edge.
    """
    amount = dose or (manifest.target.attribute if manifest.target else None)
    if amount is None:
        raise ValueError("the run has no target: name the attribute that is the dose")
    counted = PerReplication(rows.replications)
    batches = _batches(rows, manifest, attribute, amount)
    table = []
    for band in pairwise(edges):
        inside = batches[(batches["of_order"] >= band[0]) & (batches["of_order"] < band[1])]
        counted.add((band, "batches"), replications(inside), inside["known"])
        counted.add((band, "enough"), replications(inside), inside["enough"])
        table.append(_row(band, counted, inside["dose"].dropna().to_numpy(dtype=np.float64), manifest))
    return pd.DataFrame(table)


def _batches(rows: Rows, manifest: Manifest, attribute: str, amount: str) -> pd.DataFrame:
    has, true_amount = f"has.{attribute}", f"true.{amount}"
    orders = rows.table("orders", ("replication", "order", has))
    batches = rows.table("lots", (*_LOTS, true_amount), where={"material": manifest.wanted})
    tested = batches[true(batches["in_cohort"]) & filled(batches["tested_at"])]
    columns = {
        "replication": replications(tested),
        "of_order": of_orders(order_keys(tested), order_keys(orders), numbers(orders[has])),
        "dose": numbers(tested[true_amount]),
        "enough": true(tested["meets_target"]),
        "known": filled(tested["meets_target"]),
    }
    return pd.DataFrame(columns)


def _row(band: Band, counted: PerReplication, doses: Floats, manifest: Manifest) -> dict[str, object]:
    number = counted.of((band, "batches"))
    row: dict[str, object] = {"from": band[0], "to": band[1], "batches": int(number.sum())}
    entry = fraction(counted.of((band, "enough")), number, pairs=manifest.pairs)
    row |= estimate_columns("dose_sufficient_fraction", entry)
    return row | {name: pooled_quantile(doses, q) for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))}
