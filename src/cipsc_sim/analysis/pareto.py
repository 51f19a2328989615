"""Failures by reason and place, the most frequent first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, filled, numbers, replications, texts, true
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns, estimate_names
from cipsc_sim.analysis.tallies.costs import CATEGORIES, total_cost
from cipsc_sim.analysis.tallies.lots import failure_reasons, lot_done, lot_failed
from cipsc_sim.analysis.tallies.orders import BELOW_TARGET, OPEN, SUCCESS, order_ends
from cipsc_sim.analysis.tallies.orders import COLUMNS as ORDERS
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

ORDER = "order"
COLUMNS = ["subject", "reason", "place", "failures", *estimate_names("failure_fraction")]
COLUMNS += ["cumulative_fraction", "lost_d", "cost_per_failure"]

_INSTANTS = ("begun_at", "made_at", "tested_at", "released_at", "ended_at")
_COSTS = tuple(f"cost_{category}" for category in CATEGORIES)
_LOTS = ("replication", "material", "procedure", "in_cohort", "end", "reason", "place", *_INSTANTS, *_COSTS)
_ORDERS = ("place", *ORDERS)


def pareto(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each subject (order, or a material), reason and place, cohort only.

    ``failures`` in all replications; ``failure_fraction`` of those that ended, with interval; ``cumulative_fraction``
    of the subject's failures, this and more frequent ones. For lots ``lost_d``: mean days from begin to failure, and
    ``cost_per_failure``: mean cost of the failed lot itself, in the manifest's currency. Orders that were treated
    below target count as such; open ones do not count.
    """
    counted = PerReplication(rows.replications)
    lots, orders = rows.table("lots", _LOTS), rows.table("orders", _ORDERS)
    _count_lots(lots, manifest, counted)
    _count_orders(orders[true(orders["in_cohort"])], manifest, counted)
    return _table(counted, manifest)


def _count_lots(lots: pd.DataFrame, manifest: Manifest, counted: PerReplication) -> None:
    ours = true(lots["in_cohort"]) & filled(lots["procedure"])
    failed, ended = ours & lot_failed(lots, manifest), ours & lot_done(lots, manifest)
    ended |= failed
    counted.add_grouped(("ended",), grouped(texts(lots["material"])[ended]), replications(lots)[ended])
    lost = lots[failed]
    replication = replications(lost)
    groups = grouped(texts(lost["material"]), failure_reasons(lost), texts(lost["place"]))
    days = (numbers(lost["ended_at"]) - numbers(lost["begun_at"])) / DAY_MIN
    counted.add_grouped(("failures",), groups, replication)
    counted.add_grouped(("days",), groups, replication, np.nan_to_num(days))
    counted.add_grouped(("cost",), groups, replication, total_cost(lost))


def _count_orders(orders: pd.DataFrame, manifest: Manifest, counted: PerReplication) -> None:
    ends = np.array(order_ends(orders, manifest).ends, dtype=object)
    closed, failed = ends != OPEN, (ends != OPEN) & (ends != SUCCESS)
    counted.add(("ended", ORDER), replications(orders)[closed])
    places = np.where(ends == BELOW_TARGET, "", texts(orders["place"]))
    groups = grouped(ends[failed], places[failed])
    counted.add_grouped(("failures", ORDER), groups, replications(orders)[failed])


def _table(counted: PerReplication, manifest: Manifest) -> pd.DataFrame:
    table = []
    for key in counted.keys("failures"):
        subject, reason, place = key
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
