"""Orders of the cohort, and orders in the count window."""

from __future__ import annotations

import numpy as np

from cipsc_sim.analysis.cells import (
    DAY_MIN,
    YEAR_MIN,
    Floats,
    Table,
    Truths,
    filled,
    numbers,
    overlap_min,
    texts,
    true,
)
from cipsc_sim.analysis.tallies.tally import OrderEnds, Tally
from cipsc_sim.records.manifest import Manifest, Window

COLUMNS = (
    "replication",
    "order",
    "arrived_at",
    "in_cohort",
    "started_at",
    "released_at",
    "treated_at",
    "closed_at",
    "outcome",
    "reason",
    "given",
    "counted_enough",
    "meets_target",
    "response",
    "waited_for_stock_min",
)
SUCCESS, BELOW_TARGET, OPEN = "success", "below_target", ""


def tally_orders(orders: Table, manifest: Manifest, tally: Tally) -> None:
    """Ends and lead times of the cohort; numbers waiting and treated in the window."""
    cohort = orders[true(orders["in_cohort"])]
    treated = filled(cohort["treated_at"])
    tally.base("cohort_orders", len(cohort))
    tally.base("ended.order", len(cohort))
    tally.base("orders_treated", float(treated.sum()))
    tally.order_ends = order_ends(cohort, manifest)
    tally.count("order_open_fraction", tally.order_ends.ends.count(OPEN))
    tally.sample("start_to_release_d", _days(cohort, "started_at", "released_at"))
    tally.sample("order_to_treatment_d", _days(cohort, "arrived_at", "treated_at"))
    if manifest.shared:
        tally.sample("stock_wait_d", numbers(cohort["waited_for_stock_min"])[treated] / DAY_MIN)
    _tally_doses(cohort[treated], manifest, tally)
    _tally_window(orders, manifest.window, tally)


def _tally_doses(treated: Table, manifest: Manifest, tally: Tally) -> None:
    """Whether what treated orders were given is enough: as it was counted, truly, and by the dose-response."""
    tally.count("lots_given_per_treated_order", np.nansum(numbers(treated["given"])))
    response = numbers(treated["response"])
    if filled(treated["response"]).any():
        tally.base("responses", filled(treated["response"]).sum())
        tally.count("response_fraction", np.nansum(response))
    if manifest.target is None:
        return
    tally.base("doses_counted", filled(treated["meets_target"]).sum())
    tally.count("dose_counted_fraction", true(treated["counted_enough"]).sum())
    tally.base("doses_given", len(treated))
    tally.count("dose_true_fraction", true(treated["meets_target"]).sum())


def order_ends(cohort: Table, manifest: Manifest) -> OrderEnds:
    """Success, below_target, or the reason (else the outcome) of each order; an open one is censored at the horizon."""
    treated = filled(cohort["treated_at"])
    enough = true(cohort["meets_target"]) | (manifest.target is None)
    closed = np.where(filled(cohort["closed_at"]), numbers(cohort["closed_at"]), numbers(cohort["treated_at"]))
    reasons = np.where(filled(cohort["reason"]), texts(cohort["reason"]), texts(cohort["outcome"]))
    ends = np.where(treated, np.where(enough, SUCCESS, BELOW_TARGET), reasons)
    is_open = np.isnan(closed)
    after = np.where(is_open, manifest.window.horizon_min, closed) - numbers(cohort["arrived_at"])
    return OrderEnds(after / DAY_MIN, tuple(np.where(is_open, OPEN, ends).astype(str).tolist()))


def _days(orders: Table, begin: str, end: str) -> Floats:
    return (numbers(orders[end]) - numbers(orders[begin])) / DAY_MIN


def _tally_window(orders: Table, window: Window, tally: Tally) -> None:
    arrived, started = numbers(orders["arrived_at"]), numbers(orders["started_at"])
    closed = np.fmin(numbers(orders["closed_at"]), window.horizon_min)
    waits_until, begins = np.fmin(started, closed), np.where(np.isnan(started), closed, started)
    from_min, to_min = window.from_min, window.to_min
    is_open = (arrived < to_min) & (closed > from_min)
    tally.base("open_order_min", float((closed - arrived)[is_open].sum()))
    tally.base("stock_wait_min", float(np.nansum(numbers(orders["waited_for_stock_min"])[is_open])))
    treated = numbers(orders["treated_at"])
    years, middle = window.minutes / YEAR_MIN, (from_min + to_min) / 2
    tally.count("treated_per_year", in_window(treated, window).sum() / years)
    tally.samples["treated_per_year"] = np.array([tally.counts["treated_per_year"]])
    tally.base("treated_in_window", float(in_window(treated, window).sum()))
    tally.count("waiting_orders", overlap_min(arrived, waits_until, from_min, to_min) / window.minutes)
    tally.count("work_in_process", overlap_min(begins, closed, from_min, to_min) / window.minutes)
    early, late = overlap_min(arrived, closed, from_min, middle), overlap_min(arrived, closed, middle, to_min)
    tally.count("order_growth_per_year", (late - early) / (window.minutes / 2) / (years / 2))


def in_window(instants: Floats, window: Window) -> Truths:
    """Which instants lie in the count window."""
    return np.asarray((instants >= window.from_min) & (instants < window.to_min), dtype=bool)
