"""Whether the dose is enough, by an attribute of the order such as the weight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, filled, numbers, one_of, true
from cipsc_sim.analysis.estimates import fraction, quantile
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

Band = tuple[float, float]


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
    bands: list[Band] = list(pairwise(edges))
    counted = PerReplication(rows.replications)
    samples: dict[Band, list[Floats]] = {band: [] for band in bands}
    for replication, batches in enumerate(_batches(rows, manifest, attribute, amount)):
        for band in bands:
            inside = batches[(batches["of_order"] >= band[0]) & (batches["of_order"] < band[1])]
            counted.add((band, "batches"), replication, inside["known"].sum())
            counted.add((band, "enough"), replication, inside["enough"].sum())
            samples[band].append(inside["dose"].dropna().to_numpy(dtype=np.float64))
    return pd.DataFrame([_row(band, counted, samples[band], manifest) for band in bands])


def _batches(rows: Rows, manifest: Manifest, attribute: str, amount: str) -> list[pd.DataFrame]:
    has, true_amount = f"has.{attribute}", f"true.{amount}"
    lots = rows.row_groups("lots", ("order", "material", "in_cohort", "tested_at", "meets_target", true_amount))
    orders = rows.row_groups("orders", ("order", has))
    found = []
    for (_, of_lots), (_, of_orders) in zip(lots, orders, strict=True):
        chosen = (
            one_of(of_lots["material"], manifest.wanted) & true(of_lots["in_cohort"]) & filled(of_lots["tested_at"])
        )
        tested = of_lots[chosen]
        value = dict(zip(numbers(of_orders["order"]), numbers(of_orders[has]), strict=True))
        of_order = [value.get(order, np.nan) for order in numbers(tested["order"])]
        columns = {"of_order": of_order, "dose": numbers(tested[true_amount])}
        enough = {"enough": true(tested["meets_target"]), "known": filled(tested["meets_target"])}
        found.append(pd.DataFrame(columns | enough))
    return found


def _row(band: Band, counted: PerReplication, samples: list[Floats], manifest: Manifest) -> dict[str, object]:
    number, pairs = counted.of((band, "batches")), manifest.pairs
    row: dict[str, object] = {"from": band[0], "to": band[1], "batches": int(number.sum())}
    entry = fraction(counted.of((band, "enough")), number, pairs=pairs)
    row |= estimate_columns("dose_sufficient_fraction", entry)
    for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        row[name] = quantile(samples, q, "1", pairs=pairs).mean
    return row
