"""What each estimate is called, counted in and means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["fraction", "per_1000", "ratio", "mean"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One estimate, or a family of them: ``pattern`` is its key, ``{name}`` in it what distinguishes the members.

    ``per`` names the base that its count is divided by; ``{subject}`` in it is the name without its last part. A mean
    has one value in each replication and no base. ``unit`` may be ``currency`` or ``attribute``: found in the manifest.
    """

    pattern: str
    title: str
    meaning: str
    kind: Kind
    per: str = ""
    unit: str = "1"

    def base(self, name: str) -> str:
        """The base of the member called ``name``."""
        return self.per.format(name=name, subject=name.rpartition(".")[0])


_COHORT = "cohort_orders"

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "order_success_fraction",
        "Orders treated with enough",
        "cohort orders treated with a true amount at or above the target, of all cohort orders",
        "fraction",
        _COHORT,
    ),
    Indicator(
        "order_treated_fraction", "Orders treated", "of all cohort orders, those that left too", "fraction", _COHORT
    ),
    Indicator(
        "order_open_fraction",
        "Orders open at the end of follow-up",
        "cohort orders whose end was not seen; the other order fractions share them out by Aalen–Johansen",
        "fraction",
        _COHORT,
    ),
    Indicator(
        "first_batch_release_fraction",
        "First batches released",
        "of cohort orders whose first batch ended",
        "fraction",
        "first_batches_ended",
    ),
    Indicator(
        "batch_release_fraction",
        "Batches released",
        "of cohort batches that were started and ended, for whatever reason",
        "fraction",
        "batches_ended",
    ),
    Indicator(
        "dose_sufficient_fraction",
        "Batches with a sufficient dose",
        "true wanted amount at or above the target, of batches that reached release testing",
        "fraction",
        "batches_with_known_dose",
    ),
    Indicator(
        "false_release_fraction",
        "Wrongly released",
        "some true attribute outside its true limit, of released batches",
        "fraction",
        "released_with_known_truth",
    ),
    Indicator(
        "false_release_fraction.{name}",
        "Wrongly released: {name}",
        "the same; safety and quality: specifications that concern it; material: outside by more than a tenth",
        "fraction",
        "released_with_known_truth.{name}",
    ),
    Indicator(
        "false_reject_fraction",
        "Wrongly rejected",
        "every true attribute inside its true limit, of batches rejected by a blocking result",
        "fraction",
        "rejected_with_known_truth",
    ),
    Indicator(
        "false_reject_fraction.{name}",
        "Wrongly rejected: {name}",
        "safety, quality: of those rejected by such a result, all such attributes inside; "
        "material: none outside by more than a tenth",
        "fraction",
        "rejected_with_known_truth.{name}",
    ),
    Indicator(
        "false_release_per_1000",
        "Wrong releases per 1,000 batches",
        "of batches that reached release testing",
        "per_1000",
        "batches_tested",
        "per 1,000 batches",
    ),
    Indicator(
        "false_reject_per_1000",
        "Wrong rejections per 1,000 batches",
        "of batches that reached release testing",
        "per_1000",
        "batches_tested",
        "per 1,000 batches",
    ),
    Indicator(
        "expired_fraction",
        "Batches expired before release",
        "of batches that reached release testing",
        "fraction",
        "batches_tested",
    ),
    Indicator(
        "action_plan_fraction",
        "Released batches with an action plan",
        "a result reported after release failed; of released batches",
        "fraction",
        "batches_released",
    ),
    Indicator(
        "start_to_release_d",
        "Start to release",
        "days from the first lot made for the order to the release of the lot it was given",
        "ratio",
        "start_to_release_d",
        "d",
    ),
    Indicator("order_to_treatment_d", "Order to treatment", "days", "ratio", "order_to_treatment_d", "d"),
    Indicator(
        "released.{name}",
        "{name} at release",
        "true value at release testing, of released batches",
        "ratio",
        "released.{name}",
        "attribute",
    ),
    Indicator(
        "reported.{name}",
        "{name} reported",
        "last valid reported value, of released batches",
        "ratio",
        "reported.{name}",
        "attribute",
    ),
    Indicator("released_per_year", "Batches released a year", "in the count window", "mean", unit="batches/year"),
    Indicator("treated_per_year", "Orders treated a year", "in the count window", "mean", unit="orders/year"),
    Indicator(
        "waiting_orders",
        "Orders waiting",
        "arrived, nothing made for them yet; average over the count window",
        "mean",
        unit="orders",
    ),
    Indicator(
        "work_in_process",
        "Orders in process",
        "something made for them, not yet closed; average over the count window",
        "mean",
        unit="orders",
    ),
    Indicator(
        "order_growth_per_year",
        "Growth of open orders",
        "open orders in the second half of the count window less those in the first, a year",
        "mean",
        unit="orders/year",
    ),
    Indicator(
        "failure_fraction.{name}",
        "Failures: {name}",
        "one primary reason each; with success they sum to 1. Orders: of the cohort; lots: of those made or failed",
        "fraction",
        "ended.{subject}",
    ),
    Indicator(
        "step_success_fraction.{name}",
        "Step done: {name}",
        "of cohort lots in which the step was done or failed",
        "fraction",
        "steps.{name}",
    ),
    Indicator(
        "rescue_success_fraction.{name}",
        "Recovery succeeded: {name}",
        "the order was given a lot without a further recovery; of those whose outcome is known",
        "fraction",
        "rescues.{name}",
    ),
    Indicator("late_task_fraction", "Tasks begun late", "of attended tasks that were done", "fraction", "tasks_done"),
    Indicator("missed_task_fraction", "Tasks missed", "of attended tasks that fell due", "fraction", "tasks_due"),
    Indicator(
        "lots_per_treated_order.{name}",
        "Lots per treated order: {name}",
        "cohort lots begun, of all orders, over treated cohort orders",
        "ratio",
        "orders_treated",
        "lots/order",
    ),
    Indicator(
        "utilisation.{name}",
        "Use: {name}",
        "minutes worked over minutes there (not off shift), in the count window",
        "ratio",
        "present_min.{name}",
    ),
    Indicator(
        "wait_h.{name}",
        "Wait for {name}",
        "hours charged to it over requests that need it and began in the count window",
        "ratio",
        "seized.{name}",
        "h",
    ),
    Indicator(
        "wait_h_per_year.{name}",
        "Waiting for {name} a year",
        "hours charged to it in the count window; all resources together are all waiting",
        "mean",
        unit="h/year",
    ),
    Indicator(
        "cost_per_started_batch",
        "Cost per started batch",
        "all cost of the cohort, fixed cost of the window included, over cohort batches started",
        "ratio",
        "batches_started",
        "currency",
    ),
    Indicator(
        "cost_per_started_batch.{name}", "Cost per started batch: {name}", "", "ratio", "batches_started", "currency"
    ),
    Indicator(
        "cost_per_released_dose",
        "Cost per released dose",
        "all cost of the cohort over cohort batches released",
        "ratio",
        "batches_released",
        "currency",
    ),
    Indicator(
        "cost_per_released_dose.{name}", "Cost per released dose: {name}", "", "ratio", "batches_released", "currency"
    ),
    Indicator(
        "cost_per_treated_order",
        "Cost per treated order",
        "all cost of the cohort over treated cohort orders",
        "ratio",
        "orders_treated",
        "currency",
    ),
    Indicator(
        "cost_per_treated_order.{name}", "Cost per treated order: {name}", "", "ratio", "orders_treated", "currency"
    ),
    Indicator(
        "failed_batch_cost_per_released_dose",
        "Failed-batch burden per released dose",
        "cost of the batches themselves that ended without release; part of the cost above",
        "ratio",
        "batches_released",
        "currency",
    ),
    Indicator(
        "failed_batch_cost_per_treated_order",
        "Failed-batch burden per treated order",
        "cost of the batches themselves that ended without release; part of the cost above",
        "ratio",
        "orders_treated",
        "currency",
    ),
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


def title_of(key: str) -> str:
    """What reports call the estimate."""
    indicator, name = indicator_of(key)
    return indicator.title.format(name=name.replace("_", " "))
