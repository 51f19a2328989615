"""Every estimate that a summary may hold, found by its key."""

from __future__ import annotations

from dataclasses import replace

from cipsc_sim.analysis.estimates import ANYTHING, SHARE
from cipsc_sim.analysis.indicator import CURRENCY, OF_ATTRIBUTE, Indicator, Named
from cipsc_sim.records.manifest import Manifest

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


def _fraction(pattern: str, title: str, meaning: str, per: str) -> Indicator:
    return Indicator(pattern, title, meaning, "fraction", per)


def _per_1000(pattern: str, title: str, meaning: str, per: str) -> Indicator:
    return Indicator(pattern, title, meaning, "per_1000", per, "per 1,000 batches")


def _ratio(pattern: str, title: str, meaning: str, per: str, unit: str) -> Indicator:
    return Indicator(pattern, title, meaning, "ratio", per, unit)


def _mean(pattern: str, title: str, meaning: str, unit: str) -> Indicator:
    return Indicator(pattern, title, meaning, "mean", unit=unit)


_JUDGED = "of batches that reached release testing, or were rejected by a result before"

_ORDERS = (
    _fraction(
        "order_success_fraction",
        "Orders treated with enough",
        "cohort orders treated with a true amount at or above the target, of all cohort orders, those that left too",
        "cohort_orders",
    ),
    _fraction("order_treated_fraction", "Orders treated", "with any amount, of all cohort orders", "cohort_orders"),
    _fraction(
        "order_open_fraction",
        "Orders open at the end of follow-up",
        "cohort orders whose end was not seen; the other order fractions share them out by Aalen–Johansen",
        "cohort_orders",
    ),
    _ratio(
        "start_to_release_d",
        "Start to release",
        "days from the first lot made for the order to the release of the lot it was given",
        "start_to_release_d",
        "d",
    ),
    _ratio("order_to_treatment_d", "Order to treatment", "days, treated cohort orders", "order_to_treatment_d", "d"),
    _ratio(
        "stock_wait_d",
        "Waiting for stock",
        "days in which a treated cohort order waited for lots that are made for stock or come from outside, such as a donated organ",
        "stock_wait_d",
        "d",
    ),
    _mean("treated_per_year", "Orders treated a year", "in the count window", "orders/year"),
    _mean("waiting_orders", "Orders waiting", "nothing made for them yet; average over the window", "orders"),
    _mean("work_in_process", "Orders in process", "something made, not closed; average over the window", "orders"),
    Indicator(
        "order_growth_per_year",
        "Growth of open orders",
        "open orders in the second half of the count window less those in the first, for each year",
        "mean",
        unit="orders/year",
        bounds=ANYTHING,
    ),
)

_DOSES = (
    _fraction(
        "dose_counted_fraction",
        "Treated orders counted as enough",
        "reported amount of all that an order was given, the last lot before a cap, at or above the target; of treated orders",
        "doses_counted",
    ),
    _fraction(
        "dose_true_fraction",
        "Treated orders with truly enough",
        "true amount of all that an order was given at or above the target, of treated orders",
        "doses_given",
    ),
    Indicator(
        "response_fraction",
        "Wished outcome (extrapolation)",
        "chance by the dose–response of the scenario, from all that an order was given; mean over treated orders",
        "chance",
        "responses",
        bounds=SHARE,
    ),
    _ratio(
        "lots_given_per_treated_order",
        "Lots given per treated order",
        "of the wanted material, such as infusions",
        "orders_treated",
        "lots/order",
    ),
)

_BATCHES = (
    _fraction(
        "first_batch_release_fraction",
        "First batches released",
        "of cohort orders whose first batch ended",
        "first_batches_ended",
    ),
    _fraction(
        "batch_release_fraction",
        "Batches released",
        "of cohort batches that were started and ended, for whatever reason",
        "batches_ended",
    ),
    _fraction(
        "dose_sufficient_fraction",
        "Batches with a sufficient dose",
        "true wanted amount, with what its order was given before, at or above the target; of batches that reached release testing",
        "batches_with_known_dose",
    ),
    _fraction(
        "false_release_fraction",
        "Wrongly released",
        "some true attribute outside its true limit, of released batches but those released out of specification on request",
        "released_with_known_truth",
    ),
    _fraction(
        "false_release_fraction.{name}",
        "Wrongly released: {name}",
        "the same; safety, quality: by specifications that concern it; material: outside by more than a tenth",
        "released_with_known_truth.{name}",
    ),
    _fraction(
        "false_reject_fraction",
        "Wrongly rejected",
        "every true attribute inside its true limit, of batches rejected by a blocking result",
        "rejected_with_known_truth",
    ),
    _fraction(
        "false_reject_fraction.{name}",
        "Wrongly rejected: {name}",
        "safety, quality: all such attributes inside, of those rejected by such a result; "
        "material: none outside by more than a tenth, of all rejected",
        "rejected_with_known_truth.{name}",
    ),
    _per_1000(
        "false_release_per_1000",
        "Wrong releases per 1,000 batches",
        _JUDGED,
        "batches_judged",
    ),
    _per_1000(
        "false_reject_per_1000",
        "Wrong rejections per 1,000 batches",
        _JUDGED,
        "batches_judged",
    ),
    _fraction(
        "out_of_specification_fraction",
        "Released out of specification",
        "given because a physician asked for them; of released batches",
        "batches_released",
    ),
    _fraction("expired_fraction", "Batches expired", _JUDGED, "batches_judged"),
    _fraction(
        "action_plan_fraction",
        "Released batches with an action plan",
        "a result reported after release failed; of released batches",
        "batches_released",
    ),
    _ratio(
        "released.{name}",
        "{name} at release",
        "true value at release testing, of released cohort batches",
        "released.{name}",
        OF_ATTRIBUTE,
    ),
    _ratio(
        "reported.{name}",
        "{name} reported",
        "last valid reported value, of released cohort batches",
        "reported.{name}",
        OF_ATTRIBUTE,
    ),
    _mean("released_per_year", "Batches released a year", "in the count window", "batches/year"),
)

_MAKING = (
    _fraction(
        "failure_fraction.{name}",
        "Failures: {name}",
        "one primary reason each; with success they sum to 1. Orders: of the cohort; lots: of those that ended",
        "ended.{subject}",
    ),
    _fraction(
        "step_success_fraction.{name}",
        "Step done: {name}",
        "of cohort lots in which the step was done or failed",
        "steps.{name}",
    ),
    _fraction(
        "rescue_success_fraction.{name}",
        "Recovery succeeded: {name}",
        "the order was given a lot without a further recovery; of those whose outcome is known",
        "rescues.{name}",
    ),
    _ratio(
        "lots_per_treated_order.{name}",
        "Lots per treated order: {name}",
        "cohort lots begun, whatever became of their orders, over treated cohort orders",
        "orders_treated",
        "lots/order",
    ),
    _fraction("late_task_fraction", "Tasks begun late", "of attended tasks that were done", "tasks_done"),
    _fraction("missed_task_fraction", "Tasks missed", "of attended tasks that fell due", "tasks_due"),
    _fraction(
        "on_time_task_fraction",
        "Tasks on time",
        "of attended tasks that fell due; the others began late or were missed",
        "tasks_due",
    ),
)

_TARGETS = (
    _fraction(
        "targets_met_fraction",
        "All targets met",
        "replications in which each estimate, from that replication alone, keeps the limits that a study states",
        "replications",
    ),
    _fraction(
        "targets_met_fraction.{name}",
        "Target met: {name}",
        "replications in which this estimate alone keeps its limits",
        "replications",
    ),
)

_RESOURCES = (
    Indicator(
        "utilisation.{name}",
        "Use: {name}",
        "minutes worked over minutes there (not off shift), in the count window",
        "ratio",
        "present_min.{name}",
        bounds=SHARE,
    ),
    _ratio(
        "wait_h.{name}",
        "Wait for {name}",
        "hours charged to it, for each request that needs it and began in the count window",
        "seized.{name}",
        "h",
    ),
    _mean(
        "wait_h_per_year.{name}",
        "Waiting for {name} a year",
        "hours charged to it in the count window; all resources together are all waiting",
        "h/year",
    ),
    _mean(
        "jammed_d.{name}",
        "Jammed: {name}",
        "days from the start of the count window to the end of the play, by whole weeks, in which at least half of a store was held by "
        "orders that waited for more of it",
        "d",
    ),
    _mean(
        "jammed_orders.{name}",
        "Orders waiting in a jam of {name}",
        "the most orders that waited for it in such a week",
        "orders",
    ),
    _mean(
        "overtime_h_per_year.{name}",
        "Overtime a year: {name}",
        "worked past a shift by those whom nobody on duty relieved, in the count window",
        "h/year",
    ),
)

_ROLES = (
    _ratio(
        "suite_days_per_treated_order",
        "Suite days per treated order",
        "days that suites are used, held or cleared in the count window, over the orders treated in it",
        "treated_in_window",
        "d/order",
    ),
    _ratio(
        "cabinet_h_per_treated_order",
        "Cabinet hours per treated order",
        "hours that cabinets are used, held or cleared in the count window, over the orders treated in it",
        "treated_in_window",
        "h/order",
    ),
)

_COSTS = tuple(
    _ratio(pattern + suffix, title + more, meaning, per, CURRENCY)
    for pattern, title, per in (
        ("cost_per_started_batch", "Cost per started batch", "batches_started"),
        ("cost_per_released_dose", "Cost per released dose", "batches_released"),
        ("cost_per_treated_order", "Cost per treated order", "orders_treated"),
    )
    for suffix, more, meaning in (
        ("", "", "all cost of the cohort, upkeep and fixed cost of the window included, over their number"),
        (".{name}", ": {name}", "cost of this category, over their number"),
    )
)

_BURDEN = tuple(
    _ratio(
        pattern,
        title,
        "cost of batches that ended without release, and of what was made for stock in the count window and was rejected, "
        "lost or expired (what was taken of it before left its cost); part of the cost above",
        per,
        CURRENCY,
    )
    for pattern, title, per in (
        ("failed_batch_cost_per_released_dose", "Failed batches, per released dose", "batches_released"),
        ("failed_batch_cost_per_treated_order", "Failed batches, per treated order", "orders_treated"),
    )
)

_MORE_IS_GOOD = (
    "targets_met_fraction",
    "order_success_fraction",
    "order_treated_fraction",
    "treated_per_year",
    "released_per_year",
    "first_batch_release_fraction",
    "batch_release_fraction",
    "dose_sufficient_fraction",
    "dose_counted_fraction",
    "dose_true_fraction",
    "response_fraction",
    "step_success_fraction",
    "rescue_success_fraction",
    "on_time_task_fraction",
)
_LESS_IS_GOOD = (
    "order_open_fraction",
    "start_to_release_d",
    "order_to_treatment_d",
    "stock_wait_d",
    "waiting_orders",
    "order_growth_per_year",
    "false_release",
    "false_reject",
    "expired_fraction",
    "action_plan_fraction",
    "failure_fraction",
    "late_task_fraction",
    "missed_task_fraction",
    "overtime_h_per_year",
    "jammed_",
    "wait_h",
    "cost_per_",
    "failed_batch_cost_",
)


_NAMES: dict[str, Named] = {
    "released.": "attribute",
    "reported.": "attribute",
    "rescue_success_fraction.": "rung",
    "lots_per_treated_order.": "material",
    "utilisation.": "resource",
    "wait_h.": "resource",
    "wait_h_per_year.": "resource",
    "overtime_h_per_year.": "resource",
    "jammed_d.": "resource",
    "jammed_orders.": "resource",
}


def _with_names(indicator: Indicator) -> Indicator:
    """Of what the names of a family are."""
    return replace(indicator, named=_NAMES.get(indicator.pattern.partition("{")[0], ""))


def _with_good(indicator: Indicator) -> Indicator:
    """Which of two values one would rather have; of a use or an attribute, neither."""
    if indicator.pattern.startswith(_MORE_IS_GOOD):
        return replace(indicator, good="more")
    return replace(indicator, good="less") if indicator.pattern.startswith(_LESS_IS_GOOD) else indicator


INDICATORS: tuple[Indicator, ...] = tuple(
    _with_names(_with_good(each))
    for each in (*_ORDERS, *_DOSES, *_BATCHES, *_MAKING, *_TARGETS, *_RESOURCES, *_ROLES, *_COSTS, *_BURDEN)
)

_ALONE = {each.pattern: each for each in INDICATORS if "{" not in each.pattern}
_FAMILIES = {each.pattern.partition(".")[0]: each for each in INDICATORS if "{" in each.pattern}


def indicator_of(key: str) -> tuple[Indicator, str]:
    """The indicator of an estimate's key, and the name that distinguishes it in its family (else empty)."""
    head, _, name = key.partition(".")
    if key in _ALONE:
        return _ALONE[key], ""
    if name and head in _FAMILIES:
        return _FAMILIES[head], name
    raise KeyError(f"no estimate is called {key}")


_WITH_QUANTILES = ("start_to_release_d", "order_to_treatment_d", "stock_wait_d", "treated_per_year")
"""Estimates whose samples are kept, besides those of attributes (``released.``, ``reported.``)."""


def is_estimate(name: str) -> bool:
    """Whether it is an estimate, or a quantile of one that has any."""
    key, quantile = split_quantile(name)
    try:
        indicator, _ = indicator_of(key)
    except KeyError:
        return False
    return not quantile or key in _WITH_QUANTILES or indicator.named == "attribute"


def title_of(name: str, manifest: Manifest | None = None) -> str:
    """What reports call an estimate, or a quantile of one (``start_to_release_d.p90``): by the titles that a run's
    scenario gives, where the run is known.
    """
    key, quantile = split_quantile(name)
    indicator, member = indicator_of(key)
    title = indicator.title_in(manifest, member)
    return f"{title}, {quantile.upper()}" if quantile else title


def split_quantile(name: str) -> tuple[str, str]:
    """An estimate's key and the quantile of it that is meant (else empty)."""
    key, _, last = name.rpartition(".")
    return (key, last) if key and last in QUANTILES else (name, "")
