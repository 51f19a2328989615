"""Failures by reason and place, the most frequent first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, filled, numbers, texts, true
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns, estimate_names
from cipsc_sim.analysis.tallies.costs import total_cost
from cipsc_sim.analysis.tallies.lots import failure_reasons, lot_done, lot_failed
from cipsc_sim.analysis.tallies.orders import BELOW_TARGET, OPEN, SUCCESS, order_ends
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

ORDER = "order"
COLUMNS = ["subject", "reason", "place", "failures", *estimate_names("failure_fraction")]
COLUMNS += ["cumulative_fraction", "lost_d", "cost_per_failure"]


def pareto(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each subject (order, or a material), reason and place, cohort only.

    ``failures`` in all replications; ``failure_fraction`` of those that ended, with interval; ``cumulative_fraction``
    of the subject's failures, this and more frequent ones. For lots ``lost_d``: mean days from begin to failure, and
    ``cost_per_failure``: mean cost of the failed lot itself, in the manifest's currency. Orders that were treated
    below target count as such; open ones do not count.
    """
    counted = PerReplication(rows.replications)
    lots, orders = rows.row_groups("lots"), rows.row_groups("orders")
    for (replication, of_lots), (_, of_orders) in zip(lots, orders, strict=True):
        _count_lots(of_lots[true(of_lots["in_cohort"]) & filled(of_lots["procedure"])], replication, manifest, counted)
        _count_orders(of_orders[true(of_orders["in_cohort"])], replication, manifest, counted)
    return _table(counted, manifest)


def _count_lots(lots: pd.DataFrame, replication: int, manifest: Manifest, counted: PerReplication) -> None:
    failed, done = lot_failed(lots, manifest), lot_done(lots, manifest)
    for material in texts(lots["material"])[failed | done]:
        counted.add(("ended", material), replication, 1)
    days = (numbers(lots["ended_at"]) - numbers(lots["begun_at"])) / DAY_MIN
    columns = (texts(lots["material"]), failure_reasons(lots), texts(lots["place"]), days, total_cost(lots))
    for material, reason, place, lost_d, cost in zip(*(column[failed] for column in columns), strict=True):
        key = (material, reason, place)
        counted.add(("failures", *key), replication, 1)
        counted.add(("days", *key), replication, 0.0 if np.isnan(lost_d) else lost_d)
        counted.add(("cost", *key), replication, cost)


def _count_orders(orders: pd.DataFrame, replication: int, manifest: Manifest, counted: PerReplication) -> None:
    for end, place in zip(order_ends(orders, manifest).ends, texts(orders["place"]), strict=True):
        if end == OPEN:
            continue
        counted.add(("ended", ORDER), replication, 1)
        if end != SUCCESS:
            counted.add(("failures", ORDER, end, "" if end == BELOW_TARGET else place), replication, 1)


def _table(counted: PerReplication, manifest: Manifest) -> pd.DataFrame:
    keys = [key[1:] for key in counted if isinstance(key, tuple) and key[0] == "failures"]
    table = []
    for subject, reason, place in keys:
        key = (subject, reason, place)
        failures = counted.of(("failures", *key))
        entry = fraction(failures, counted.of(("ended", subject)), pairs=manifest.pairs)
        row = {"subject": subject, "reason": reason, "place": place, "failures": int(failures.sum())}
        row |= estimate_columns("failure_fraction", entry)
        if subject != ORDER:
            row["lost_d"] = counted.of(("days", *key)).sum() / failures.sum()
            row["cost_per_failure"] = counted.of(("cost", *key)).sum() / failures.sum()
        table.append(row)
    result = pd.DataFrame(table, columns=COLUMNS)
    result = result.sort_values(
        ["subject", "failures", "reason", "place"], ascending=[True, False, True, True], ignore_index=True
    )
    by_subject = result.astype({"failures": int}).groupby("subject")["failures"]
    result["cumulative_fraction"] = by_subject.cumsum() / by_subject.transform("sum")
    return result
