"""Every estimate of the summary, on rows whose answer is known by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cipsc_sim.analysis.registry import INDICATORS, indicator_of, title_of
from cipsc_sim.analysis.summary import Summary, indicators, read_summary
from cipsc_sim.records.manifest import AttributeLabel, Manifest
from cipsc_sim.records.rows import HeldRows

DAY = 1440
RowsOf = Callable[..., HeldRows]


def order(number: int, **values: Any) -> dict[str, Any]:
    """An order of the cohort that arrives on day 110, treated with enough on day 200 unless said otherwise."""
    days = {"arrived": 110, "started": 120, "released": 199, "treated": 200, "closed": 200} | values.pop("days", {})
    instants = {f"{name}_at": None if day is None else round(day * DAY) for name, day in days.items()}
    treated = instants["treated_at"] is not None
    row = {"order": number, "in_cohort": True, "outcome": "treated" if treated else "untreated"}
    return row | instants | {"meets_target": treated} | values


def untreated(number: int, **values: Any) -> dict[str, Any]:
    days = {"released": None, "treated": None} | values.pop("days", {})
    return order(number, days=days, **values)


def batch(order_number: int | None, ordinal: int = 1, **values: Any) -> dict[str, Any]:
    """A batch of the cohort, good in every respect and released on day 199 unless said otherwise."""
    return {
        "order": order_number,
        "lot": f"{order_number}.1.{ordinal}",
        "material": "dose",
        "procedure": "differentiation",
        "attempt": ordinal,
        "batch_number": ordinal,
        "in_cohort": order_number is not None,
        "begun_at": 150 * DAY,
        "made_at": 190 * DAY,
        "tested_at": 190 * DAY,
        "released_at": 199 * DAY,
        "ended_at": 200 * DAY,
        "end": "released",
        "true_in_specification": True,
        "true_in_specification_safety": True,
        "true_in_specification_quality": True,
        "true_materially_outside": False,
        "meets_target": True,
    } | values


def rejected(order_number: int, ordinal: int = 1, **values: Any) -> dict[str, Any]:
    return batch(
        order_number,
        ordinal,
        **{"released_at": None, "end": "rejected", "reason": "potency", "place": "release"} | values,
    )


def summary_of(rows: HeldRows, manifest: Manifest) -> Summary:
    return indicators(rows, replace(manifest, replications=rows.replications))


def value(summary: Summary, key: str) -> float | None:
    return summary.estimates[key].mean


def test_four_orders_and_their_ends_sum_to_one(rows_of: RowsOf, manifest: Manifest) -> None:
    orders = [
        order(0),
        order(1, meets_target=False),
        untreated(2, reason="potency", place="release"),
        untreated(3, outcome="withdrew"),
        order(4, in_cohort=False),
    ]

    summary = summary_of(rows_of({"orders": orders}), manifest)

    assert value(summary, "order_success_fraction") == 0.25
    assert value(summary, "order_treated_fraction") == 0.5
    failures = {key: e.mean for key, e in summary.estimates.items() if key.startswith("failure_fraction.order.")}
    assert failures == {
        "failure_fraction.order.below_target": 0.25,
        "failure_fraction.order.potency": 0.25,
        "failure_fraction.order.withdrew": 0.25,
    }
    assert value(summary, "order_open_fraction") == 0


def test_without_a_target_every_treated_order_is_a_success(rows_of: RowsOf, manifest: Manifest) -> None:
    rows = rows_of({"orders": [order(0, meets_target=None), untreated(1, reason="lost")]})

    assert value(summary_of(rows, replace(manifest, target=None)), "order_success_fraction") == 0.5


def test_the_three_levels_of_a_dose_are_of_treated_orders(rows_of: RowsOf, manifest: Manifest) -> None:
    """Three treated, one of whom was given two lots: counted as enough 2 of 3, truly enough 1, chances .9, .6 and .3."""
    orders = [
        order(0, given=1, counted_enough=True, response=0.9),
        order(1, given=2, counted_enough=True, meets_target=False, response=0.6),
        order(2, given=1, counted_enough=False, meets_target=False, response=0.3),
        untreated(3, given=0, reason="potency", place="release"),
        order(4, in_cohort=False, given=1, counted_enough=True, response=0.9),
    ]

    summary = summary_of(rows_of({"orders": orders}), manifest)

    assert value(summary, "dose_counted_fraction") == pytest.approx(2 / 3)
    assert value(summary, "dose_true_fraction") == pytest.approx(1 / 3)
    assert value(summary, "response_fraction") == pytest.approx(0.6)
    assert value(summary, "lots_given_per_treated_order") == pytest.approx(4 / 3)


def test_without_a_response_or_a_target_nothing_is_said_of_them(rows_of: RowsOf, manifest: Manifest) -> None:
    summary = summary_of(rows_of({"orders": [order(0, given=1)]}), replace(manifest, target=None))

    assert {"response_fraction", "dose_counted_fraction", "dose_true_fraction"}.isdisjoint(summary.estimates)


def test_an_open_order_is_shared_out_over_orders_that_stayed_open_as_long(rows_of: RowsOf, manifest: Manifest) -> None:
    """Ends after 10 d (lost), 50 d (treated), 60 d (lost); open after 30 d: half of it is a success."""
    orders = [
        untreated(0, reason="lost", days={"arrived": 110, "closed": 120}),
        order(1, days={"arrived": 110, "treated": 160, "closed": 160}),
        untreated(2, reason="lost", days={"arrived": 110, "closed": 170}),
        untreated(3, outcome="open", days={"arrived": 970, "started": None, "closed": None}),
    ]

    summary = summary_of(rows_of({"orders": orders}), manifest)

    assert value(summary, "order_success_fraction") == pytest.approx(1.5 / 4)
    assert value(summary, "failure_fraction.order.lost") == pytest.approx(2.5 / 4)
    assert value(summary, "order_open_fraction") == 0.25
    assert "failure_fraction.order.open" not in summary.estimates


def test_an_order_open_longer_than_any_that_closed_stays_open(rows_of: RowsOf, manifest: Manifest) -> None:
    orders = [order(0), untreated(1, outcome="open", days={"started": None, "closed": None})]

    summary = summary_of(rows_of({"orders": orders}), manifest)

    assert value(summary, "order_success_fraction") == 0.5
    assert value(summary, "failure_fraction.order.open") == 0.5


def test_batches_by_how_they_ended(rows_of: RowsOf, manifest: Manifest) -> None:
    lots = [
        batch(0),
        rejected(1),
        batch(1, 2),
        batch(2, released_at=None, tested_at=None, made_at=None, end="lost", reason="collapse"),
        batch(3, released_at=None, end="expired", meets_target=False),
        batch(4, released_at=None, tested_at=None, made_at=None, end="open", ended_at=None),
        batch(5, in_cohort=False),
        batch(6, released_at=None, tested_at=None, made_at=None, end="open", ended_at=None),
    ]

    summary = summary_of(rows_of({"lots": lots}), manifest)

    assert value(summary, "batch_release_fraction") == pytest.approx(2 / 5)
    assert value(summary, "first_batch_release_fraction") == pytest.approx(1 / 4)
    assert value(summary, "dose_sufficient_fraction") == pytest.approx(3 / 4)
    assert value(summary, "expired_fraction") == pytest.approx(1 / 4)
    assert {k: e.mean for k, e in summary.estimates.items() if k.startswith("failure_fraction.dose")} == {
        "failure_fraction.dose.collapse": 0.2,
        "failure_fraction.dose.expired": 0.2,
        "failure_fraction.dose.potency": 0.2,
    }


def test_wrong_releases_and_wrong_rejections(rows_of: RowsOf, manifest: Manifest) -> None:
    outside = {"true_in_specification": False}
    unsafe = outside | {"true_in_specification_safety": False, "true_materially_outside": True}
    weak = outside | {"true_in_specification_quality": False}
    lots = [
        batch(0),
        batch(1, **unsafe),
        batch(2, **weak),
        batch(3),
        batch(10, true_in_specification=None, true_in_specification_safety=None, true_in_specification_quality=None),
        rejected(4),
        rejected(5, **weak),
        rejected(6, reason="contamination", **weak),
        rejected(7, reason="expired"),
        rejected(8, end="stopped_in_process", tested_at=None, made_at=None, true_in_specification=True),
        rejected(11, end="stopped_in_process", tested_at=None, made_at=None, reason="contamination", place="culture"),
        rejected(9, end="stopped_in_process", tested_at=None, made_at=None, true_in_specification=None),
    ]

    summary = summary_of(rows_of({"lots": lots}), manifest)

    assert value(summary, "false_release_fraction") == pytest.approx(2 / 4)
    assert value(summary, "false_release_fraction.safety") == pytest.approx(1 / 4)
    assert value(summary, "false_release_fraction.quality") == pytest.approx(1 / 4)
    assert value(summary, "false_release_fraction.material") == pytest.approx(1 / 5)
    assert value(summary, "false_reject_fraction") == pytest.approx(2 / 4), "of 4, 5, 6, 8; 7 expired, 9 is not known"
    assert value(summary, "false_reject_fraction.safety") == 1, "of 6: safe"
    assert value(summary, "false_reject_fraction.quality") == pytest.approx(3 / 4), "of 4, 5, 8, 9"
    assert value(summary, "false_reject_fraction.material") == 1
    assert value(summary, "false_release_per_1000") == pytest.approx(1000 * 2 / 11)
    assert value(summary, "false_reject_per_1000") == pytest.approx(1000 * 2 / 11)


def test_where_nothing_is_released_a_batch_is_good_when_it_is_made(rows_of: RowsOf, manifest: Manifest) -> None:
    lots = [
        batch(0, released_at=None, tested_at=None, end="used"),
        batch(1, released_at=None, tested_at=None, end="lost", made_at=None),
    ]

    summary = summary_of(rows_of({"lots": lots}), manifest)

    assert value(summary, "batch_release_fraction") == 0.5
    assert value(summary, "released_per_year") == 1
    assert value(summary, "failure_fraction.dose.lost") == 0.5


def test_lead_times_and_amounts_with_their_quantiles(rows_of: RowsOf, manifest: Manifest) -> None:
    orders = [order(i, days={"released": 120 + 10 * (i + 1), "treated": 210}) for i in range(3)]
    lots = [
        batch(0, **{"true.ieq": 900.0, "reported.ieq": 950.0, "true.contaminated": 1.0}),
        batch(1, **{"true.ieq": 1100.0, "reported.ieq": None, "true.contaminated": 0.0}),
        rejected(2, **{"true.ieq": 5.0, "reported.ieq": 5.0}),
    ]

    summary = summary_of(rows_of({"orders": orders, "lots": lots}), manifest)

    assert value(summary, "start_to_release_d") == 20
    assert summary.quantiles["start_to_release_d"]["p50"].mean == 20
    assert value(summary, "order_to_treatment_d") == 100
    assert (value(summary, "released.ieq"), summary.estimates["released.ieq"].unit) == (1000, "IEQ")
    assert value(summary, "reported.ieq") == 950
    assert value(summary, "released.contaminated") == 0.5
    assert "released.contaminated" not in summary.quantiles


def test_rates_and_numbers_in_the_window(rows_of: RowsOf, manifest: Manifest) -> None:
    """The window is days 100 to 465.25. Order 0 waits 10 d of it and is in process for 80 d."""
    orders = [
        order(0),
        order(1, in_cohort=False, days={"arrived": 0, "started": 50, "treated": 99, "closed": 99}),
        order(2, in_cohort=False, days={"arrived": 40, "started": 50, "treated": 150, "closed": 150}),
        untreated(3, days={"arrived": 445.25, "started": None, "closed": None}),
        untreated(4, days={"arrived": 300, "started": None, "closed": 310}),
    ]
    orders.append(order(5, in_cohort=False, days={"arrived": 470, "started": 480, "treated": 500, "closed": 500}))
    lots = [batch(0), batch(2, in_cohort=False, released_at=149 * DAY), batch(1, in_cohort=False, released_at=98 * DAY)]

    summary = summary_of(rows_of({"orders": orders, "lots": lots}), manifest)

    assert value(summary, "treated_per_year") == 2
    assert value(summary, "released_per_year") == 2
    assert value(summary, "waiting_orders") == pytest.approx((10 + 20 + 9.75) / 365)
    assert value(summary, "work_in_process") == pytest.approx((80 + 50) / 365)
    early, late = 90 + 50, 20 + 9.75
    assert value(summary, "order_growth_per_year") == pytest.approx((late - early) / 182.5 / 0.5)


def test_lots_steps_and_tasks_of_the_cohort(rows_of: RowsOf, manifest: Manifest) -> None:
    line = {"material": "line", "procedure": "picking", "in_cohort": True, "begun_at": DAY, "made_at": 2 * DAY}
    lots = [
        line | {"order": 0, "lot": "a", "end": "used"},
        line | {"order": 0, "lot": "b", "end": "rejected", "reason": "genome"},
        line | {"order": 0, "lot": "c", "end": "open"},
        line | {"order": 0, "lot": "d", "end": "lost", "made_at": None},
        line | {"order": 1, "lot": "e", "end": "used", "in_cohort": False},
        line | {"order": 0, "lot": "f", "material": "tissue", "procedure": None, "end": "lost"},
        batch(0),
        batch(0, 2, released_at=None, end="lost", reason="collapse"),
    ]
    step = {"order": 0, "procedure": "differentiation", "step": "thaw", "outcome": "done"}
    steps = [
        step,
        step | {"outcome": "failed"},
        step | {"outcome": "cancelled"},
        step | {"order": 1},
        step | {"procedure": "secretion"},
        step | {"task": "feed", "late": True},
        step | {"task": "feed", "late": False},
        step | {"task": "feed"},
        step | {"task": "feed", "outcome": "missed"},
    ]
    orders = [order(0), order(1, in_cohort=False)]

    summary = summary_of(rows_of({"orders": orders, "lots": lots, "steps": steps}), manifest)

    assert value(summary, "lots_per_treated_order.line") == 4
    assert value(summary, "lots_per_treated_order.dose") == 2
    assert "failure_fraction.tissue.lost" not in summary.estimates
    assert "failure_fraction.line.collapse" not in summary.estimates
    assert value(summary, "failure_fraction.line.genome") == pytest.approx(1 / 3)
    assert value(summary, "failure_fraction.line.lost") == pytest.approx(1 / 3)
    assert value(summary, "step_success_fraction.differentiation.thaw") == 0.5
    assert "step_success_fraction.secretion.thaw" not in summary.estimates
    assert value(summary, "late_task_fraction") == pytest.approx(1 / 3)
    assert value(summary, "missed_task_fraction") == pytest.approx(1 / 4)


def test_a_batch_that_a_physician_asked_for_is_released_but_not_in_error(rows_of: RowsOf, manifest: Manifest) -> None:
    outside = {"true_in_specification": False, "true_in_specification_quality": False}
    lots = [batch(0), batch(1, **outside), batch(2, end="released_out_of_specification", **outside), batch(3)]

    summary = summary_of(rows_of({"lots": lots}), manifest)

    assert value(summary, "out_of_specification_fraction") == 0.25
    assert value(summary, "batch_release_fraction") == 1
    assert value(summary, "false_release_fraction") == pytest.approx(1 / 3)
    assert value(summary, "false_release_per_1000") == 250


def test_recoveries_and_action_plans(rows_of: RowsOf, manifest: Manifest) -> None:
    """Order 0: next line, again, treated. Order 1: next line, closed untreated. Order 2: next line, still open."""
    orders = [
        order(0),
        untreated(1, reason="potency"),
        untreated(2, outcome="open", days={"closed": None}),
    ]
    recovery = {"in_cohort": True, "kind": "recovery", "subject": "next_line"}
    decisions = [
        recovery | {"order": 0, "at": 130 * DAY},
        recovery | {"order": 0, "at": 140 * DAY, "subject": "again"},
        recovery | {"order": 1, "at": 130 * DAY},
        recovery | {"order": 1, "at": 140 * DAY, "subject": None},
        recovery | {"order": 2, "at": 130 * DAY},
        recovery | {"order": 0, "at": 150 * DAY, "kind": "gate", "subject": "sterile"},
        {"order": 0, "in_cohort": True, "kind": "action_plan", "lot": "0.1.1", "at": 210 * DAY},
        {"order": 0, "in_cohort": True, "kind": "action_plan", "lot": "0.1.1", "at": 211 * DAY},
    ]
    lots = [batch(0), batch(1)]

    summary = summary_of(rows_of({"orders": orders, "lots": lots, "decisions": decisions}), manifest)

    assert value(summary, "rescue_success_fraction.next_line") == 0
    assert summary.estimates["rescue_success_fraction.next_line"].denominator == 2
    assert value(summary, "rescue_success_fraction.again") == 1
    assert value(summary, "action_plan_fraction") == 0.5


def test_use_and_waiting_of_a_resource(rows_of: RowsOf, manifest: Manifest) -> None:
    resource = {
        "resource": "cabinet",
        "kind": "equipment",
        "count": 1,
        "calendar_min": 1000,
        "working_min": 300,
        "off_shift_min": 400,
        "seized": 4,
        "wait_min": 120.0,
    }

    summary = summary_of(rows_of({"resources": [resource]}), manifest)

    assert value(summary, "utilisation.cabinet") == 0.5
    assert (value(summary, "wait_h.cabinet"), summary.estimates["wait_h.cabinet"].unit) == (0.5, "h")
    assert value(summary, "wait_h_per_year.cabinet") == 2


def test_costs_over_counts(rows_of: RowsOf, manifest: Manifest) -> None:
    cost = {"cost_consumables": 10.0, "cost_labour": 20.0, "cost_tests": 30.0, "cost_equipment": 40.0}
    stock = {"material": "medium", "lot": "m", "cost_consumables": 7.0}
    lots = [
        batch(0, **cost),
        rejected(0, 2, **cost),
        batch(1, in_cohort=False, **cost),
        {"order": 0, "in_cohort": True, "material": "line", "lot": "l", "end": "rejected", "cost_labour": 5.0},
        stock | {"made_at": 100 * DAY},
        stock | {"made_at": 99 * DAY},
    ]

    summary = summary_of(
        rows_of({"orders": [order(0), order(1)], "lots": lots}), replace(manifest, fixed_per_year=88.0)
    )

    total = 200 + 5 + 7 + 88
    assert value(summary, "cost_per_started_batch") == total / 2
    assert value(summary, "cost_per_released_dose") == total
    assert value(summary, "cost_per_treated_order") == total / 2
    assert value(summary, "cost_per_treated_order.labour") == 45 / 2
    assert value(summary, "cost_per_treated_order.fixed") == 88 / 2
    assert value(summary, "failed_batch_cost_per_treated_order") == 100 / 2
    assert summary.estimates["cost_per_treated_order"].unit == "USD"


def test_estimates_pool_replications_and_carry_an_interval(rows_of: RowsOf, manifest: Manifest) -> None:
    """Six replications of one treated order, six of three orders of which one is treated: 12 of 24."""
    one = {"orders": [order(0)]}
    three = {"orders": [order(0), untreated(1, reason="potency"), untreated(2, reason="lost")]}

    summary = summary_of(rows_of(*[one, three] * 6), manifest)

    entry = summary.estimates["order_success_fraction"]
    assert (entry.mean, entry.n, entry.numerator, entry.denominator) == (0.5, 12, 12, 24)
    assert entry.low is not None and entry.high is not None and 0 < entry.low < 0.5 < entry.high < 1
    assert summary.estimates["failure_fraction.order.lost"].denominator == 24


def test_a_scenario_of_decisions_alone_leaves_nothing_to_ignorance(rows_of: RowsOf, manifest: Manifest) -> None:
    one = {"orders": [order(0)]}
    two = {"orders": [order(0), untreated(1, reason="potency")]}
    rows = rows_of(*[one, one, two, two] * 5)
    facts, decisions = (
        summary_of(rows, replace(manifest, pairs=True, grades=grades)).estimates["order_success_fraction"]
        for grades in ({"choice": 9, "D": 1}, {"choice": 9, "none": 1})
    )
    assert facts.ignorance_low is not None and facts.ignorance_high is not None
    assert facts.ignorance_low < 0.67 < facts.ignorance_high
    assert (decisions.ignorance_low, decisions.ignorance_high) == (None, None)
    assert decisions.half_width is not None


def test_rising_queues_say_so_and_print_no_waits(rows_of: RowsOf, manifest: Manifest) -> None:
    def replication(i: int) -> dict[str, Any]:
        waits = [
            untreated(k, days={"arrived": 100 + 9 * k + i / 10, "started": None, "closed": None}) for k in range(40)
        ]
        return {
            "orders": waits,
            "resources": [{"resource": "cabinet", "wait_min": 9.0, "seized": 1, "calendar_min": 9}],
        }

    rows = rows_of(*[replication(i) for i in range(12)])

    rising, terminating = (
        summary_of(rows, each) for each in (manifest, replace(manifest, window=replace(manifest.window, from_min=0)))
    )

    assert rising.notes and "open orders rise throughout the count window" in rising.notes[0]
    assert value(rising, "wait_h.cabinet") is None
    assert rising.estimates["waiting_orders"].reason == "open orders rise throughout the count window"
    assert not terminating.notes
    assert value(terminating, "wait_h.cabinet") == pytest.approx(0.15)


def test_a_store_whose_holders_wait_for_it_is_named_with_what_to_change(rows_of: RowsOf, manifest: Manifest) -> None:
    def replication(days: int, orders: int) -> dict[str, Any]:
        store = {"resource": "freezer", "count": 60, "jammed_min": days * 1440, "jammed_orders": orders}
        return {"orders": [order(0)], "resources": [store, {"resource": "cabinet", "count": 2}]}

    summary = summary_of(rows_of(replication(14, 8), replication(0, 0), replication(42, 31)), manifest)

    (note,) = summary.notes
    for part in (
        "(freezer) too few: in 2 of 3 replications, for 28 d of the play on average",
        "most of its 60 positions were held by orders that waited for more of them (up to 31 at once)",
        "Give it more (facility.equipment.freezer.count)",
    ):
        assert part in note
    assert value(summary, "jammed_d.freezer") == pytest.approx((14 + 42) / 3)
    assert value(summary, "jammed_orders.freezer") == pytest.approx((8 + 31) / 3)
    assert not [key for key in summary.estimates if key.startswith("jammed") and "cabinet" in key]


def test_a_plant_where_nothing_happened_has_every_fixed_key_and_says_why_it_is_empty(
    rows_of: RowsOf, manifest: Manifest
) -> None:
    summary = summary_of(rows_of({"orders": []}), manifest)

    entry = summary.estimates["order_success_fraction"]
    assert (entry.mean, entry.reason) == (None, "there were no trials")
    assert len(summary.notes) == 1 and "Count longer (clock.count_d)" in summary.notes[0]
    assert value(summary, "released_per_year") == 0
    written = json.loads(summary.as_json())
    assert written["estimates"]["cost_per_treated_order"]["mean"] is None
    assert set(written) == {"estimates", "quantiles", "notes", "uncertainty"}
    assert read_summary(written) == summary


def test_every_estimate_has_a_title_and_a_meaning(rows_of: RowsOf, manifest: Manifest) -> None:
    summary = summary_of(rows_of({"orders": [order(0)], "lots": [batch(0, **{"true.ieq": 1.0})]}), manifest)

    assert title_of("released.ieq") == "Ieq at release"
    titled = replace(manifest, attributes={"ieq": AttributeLabel("IEQ", "amount", "islet equivalents")})
    assert title_of("released.ieq.p10", titled) == "Islet equivalents at release, P10"
    assert title_of("utilisation.cabinet", replace(manifest, titles={"resource": {"cabinet": "Hood"}})) == "Use: Hood"
    for key in summary.estimates:
        assert title_of(key)
        assert indicator_of(key)[0].kind
    with pytest.raises(KeyError, match="no estimate is called utilization"):
        indicator_of("utilization.cabinet")
    assert len({each.pattern for each in INDICATORS}) == len(INDICATORS)
    assert all(each.title and each.meaning and (each.per or each.kind == "mean") for each in INDICATORS)
