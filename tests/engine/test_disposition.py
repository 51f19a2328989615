"""From whole to released: reviews, doses, shelf life, and what is known only after release."""

from __future__ import annotations

import pytest

from .told import Told, lines, tell

Chance = dict[str, dict[str, float]]
WEEK = "{uniform: {low: 0, high: 14}}"


def plant(
    release: str, dose: str = "{}", orders: str = "", chance: Chance | None = None, sterility: str = WEEK,
    wants: str = "{lots: 1}", volume: str = "volume: {set: 0}", sd: int = 100,
) -> Told:  # fmt: skip
    """A dose of 1000 cells that is counted, and whose sterility takes a week, with luck less."""
    return tell(
        f"""
attributes: {{cells: {{kind: amount}}, volume: {{kind: property}}, contaminated: {{kind: flag}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{cells: 1000}}}}, dose: {dose}}}
procedures:
  make:
    takes: {{tissue: {{stays: true}}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 4, effects: {{cells: {{set: 1000}}, {volume}, contaminated: {{expose: {{chance: 0.01}}}}}}}}}}
assays:
  count: {{measures: {{cells: {{sd: {sd}}}}}, turnaround_d: 0.5}}
  sterility: {{detects: {{contaminated: {{}}}}, sample: {{cells: 20}}, turnaround_d: {sterility}}}
specifications:
  enough: {{on: dose, assay: count, at_least: 500, reason: count}}
  sterile: {{on: dose, assay: sterility, at_most: 0, reason: contamination}}
release: {{dose: {release}}}
facility: {{people: {{reviewer: {{count: 1, shifts: [{{days: mon-fri, from_h: 8, hours_h: 8}}]}}}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {wants}}}{orders}}}
""",
        chance,
    )


CONTAMINATED = {"procedures.make.steps.make.effects.contaminated.expose": {"0:1.1": 0.995}}


def test_a_lot_is_released_when_its_review_is_done() -> None:
    told = plant("{needs: [enough], review: {by: reviewer, hands_on_h: 2, duration_d: 0.25}}")
    assert told.steps == lines(
        """
        0:dose:1.1 make.make 0d00:00 0d00:00 4d00:00 done
        0:dose:1.1 quality_assurance.review.review#0 4d12:00 4d12:00 4d14:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 4d18:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 4d18:00 4d18:00 released - -
        """
    )


def test_a_lot_that_is_not_released_within_its_shelf_life_is_expired() -> None:
    told = plant("{needs: [enough, sterile]}", "{shelf_life_d: 3}")
    assert told.decisions == lines(
        """
        7d00:00 0:dose:1.1 disposition dose expired expired -
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 7d00:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 - 7d00:00 expired expired release
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 7d00:00 untreated expired release -
        """
    )
    assert told.lot("0:dose:1.1")["expired"] == 980


def test_what_is_released_in_the_minute_of_its_expiry_is_in_time() -> None:
    told = plant("{needs: [enough, sterile]}", "{shelf_life_d: 7}")
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 11d00:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 11d00:00 11d00:00 released - -
        """
    )


def test_what_expires_on_the_way_to_the_patient_is_not_given() -> None:
    told = plant("{needs: [enough]}", "{shelf_life_d: 1}", ", transport_h: {uniform: {low: 0, high: 48}}")
    assert told.decisions == lines(
        """
        4d12:00 0:dose:1.1 disposition dose released - -
        5d00:00 0:dose:1.1 disposition dose expired expired -
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 5d12:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 4d12:00 5d00:00 expired expired transport
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 5d12:00 untreated expired transport -
        """
    )


def test_a_result_that_the_release_only_follows_is_an_action_plan_when_it_fails() -> None:
    told = plant("{needs: [enough], follows: [sterile]}", "{shelf_life_d: 3}", chance=CONTAMINATED)
    assert told.decisions == lines(
        """
        4d12:00 0:dose:1.1 disposition dose released - -
        11d00:00 0:dose:1.1 action_plan sterile begun contamination -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 4d12:00 4d12:00 treated - - 0:dose:1.1
        """
    )


def test_a_followed_result_that_fails_before_the_release_rejects_the_lot() -> None:
    told = plant("{needs: [enough], follows: [sterile], review: {duration_d: 10}}", chance=CONTAMINATED)
    assert told.decisions == lines(
        """
        11d00:00 0:dose:1.1 disposition dose rejected contamination -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 11d00:00 untreated contamination release -
        """
    )


def test_a_retest_that_cannot_end_before_expiry_is_not_started() -> None:
    told = plant(
        "{needs: [enough, sterile], retests: {sterility: once}}",
        "{shelf_life_d: 10}",
        chance=CONTAMINATED,
        sterility="7",
    )
    assert told.decisions == lines(
        """
        11d00:00 0:dose:1.1 retest sterile not_started expired once
        11d00:00 0:dose:1.1 disposition dose rejected contamination -
        """
    )
    assert told.results == lines(
        """
        0:dose:1.1 enough#1 4d00:00 4d00:00 4d12:00 1000 pass
        0:dose:1.1 sterile#1 4d00:00 4d00:00 11d00:00 1 fail
        """
    )


def test_a_frozen_lot_neither_expires_nor_ages_and_loses_cells_when_it_is_thawed() -> None:
    told = plant(
        "{needs: [enough, sterile], hold: cryopreserved, after_thaw: {cells: 0.5}}",
        "{shelf_life_d: 3, loses_per_d: {cells: 0.1}}",
    )
    dose = told.lot("0:dose:1.1")
    assert (dose["produced"], dose["sampled"], dose["lost"], dose["dosed"]) == (1000, 20, 490, 490)
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 11d00:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 11d00:00 11d00:00 released - -
        """
    )


def test_a_fresh_lot_loses_cells_every_day_it_is_kept() -> None:
    told = plant("{needs: [enough]}", "{loses_per_d: {cells: 0.1}}", ", transport_h: 36")
    dose = told.lot("0:dose:1.1")
    assert dose["lost"] + dose["dosed"] == 980
    assert abs(dose["dosed"] - 980 * 0.9**2) < 1e-9


def test_a_part_of_the_lot_is_retained() -> None:
    told = plant("{needs: [enough], retains: 0.125}")
    dose = told.lot("0:dose:1.1")
    assert (dose["produced"], dose["retained"], dose["sampled"], dose["dosed"]) == (1000, 125, 20, 855)


def dose_of(reported: float, rule: str, minimum: float = 0) -> Told:
    """A true dose of 1000 whose count reports another number; 1000 is wanted."""
    least = f", minimum: {{cells: {minimum}}}" if minimum else ""
    return plant(
        f"{{needs: [enough], dose: {{rule: {rule}, assay: count, target: {{cells: 1000}}{least}}}}}",
        chance={
            "assays.count.noise.enough": {"0:1.1#0": {900: 0.15865525393145707, 1100: 0.8413447460685429}[reported]}
        },
    )


def test_a_reported_dose_below_target_is_released_or_rejected_as_the_rule_says() -> None:
    assert [
        dose_of(900, rule).lot("0:dose:1.1")["end"] for rule in ("release_below_target", "reject_below_target")
    ] == [
        "released_below_target",
        "rejected",
    ]
    assert dose_of(1100, "reject_below_target").lot("0:dose:1.1")["end"] == "released"
    rejected = dose_of(900, "reject_below_target")
    assert rejected.decisions == lines(
        """
        4d12:00 0:dose:1.1 disposition dose rejected dose -
        """
    )
    assert rejected.orders == lines(
        """
        0 0d00:00 - 4d12:00 untreated dose release -
        """
    )


def test_a_reported_dose_below_minimum_is_rejected_by_any_rule() -> None:
    assert dose_of(900, "release_below_target", 950).lot("0:dose:1.1")["end"] == "rejected"
    assert dose_of(1100, "release_below_target", 950).lot("0:dose:1.1")["end"] == "released"


def test_what_counts_for_the_order_is_the_true_amount() -> None:
    told = dose_of(1100, "release_below_target")
    order = told.rows("orders")[0]
    assert (order["amount"], order["target"], order["meets_target"], order["outcome"]) == (980, 1000, False, "treated")


def test_no_more_is_given_than_the_cap_and_the_rest_is_retained_or_discarded() -> None:
    for excess, other in (("retained", "discarded"), ("discarded", "retained")):
        told = plant(
            f"{{needs: [enough], dose: {{assay: count, target: {{cells: 500}}, cap: {{cells: 700}}, excess: {excess}}}}}"
        )
        dose = told.lot("0:dose:1.1")
        assert (round(dose["dosed"], 9), round(dose[excess], 9), dose[other]) == (700, 280, 0)
        assert round(told.rows("orders")[0]["amount"], 9) == 700


def capped(cap: str, noise: float = 0.8413447460685429, **others: str) -> Told:
    """A true dose of 1000 that is counted as 1100; 980 of it are left after the sample for sterility."""
    return plant(
        f"{{needs: [enough], dose: {{assay: count, target: {{cells: 500}}, cap: {cap}}}}}",
        chance={"assays.count.noise.enough": {"0:1.1#0": noise}},
        **others,
    )


def test_a_site_cuts_off_at_a_cap_by_what_it_counted() -> None:
    told = capped("{cells: 770}")
    assert told.lot("0:dose:1.1")["reported.cells"] == pytest.approx(1100)
    assert told.lot("0:dose:1.1")["dosed"] == pytest.approx(770 / 1.1)
    assert told.rows("orders")[0]["amount"] == pytest.approx(770 / 1.1)


def test_a_dose_that_is_counted_below_the_cap_is_given_whole() -> None:
    assert capped("{cells: 970}", noise=0.15865525393145707).lot("0:dose:1.1")["dosed"] == 980


def test_a_cap_on_what_nobody_counts_is_a_limit_of_what_is_true() -> None:
    told = capped("{volume: 7}", volume="volume: {set: 9.8}")
    assert told.lot("0:dose:1.1")["dosed"] == pytest.approx(700)


def test_what_is_capped_at_the_target_is_enough_though_its_share_of_the_lot_rounds() -> None:
    cap = 504
    assert cap / 980 * 980 < cap
    told = plant(f"{{needs: [enough], dose: {{assay: count, target: {{cells: {cap}}}, cap: {{cells: {cap}}}}}}}", sd=0)
    assert told.rows("orders")[0]["meets_target"] is True


def test_a_dose_below_target_is_topped_up_once() -> None:
    told = dose_of(900, "release_and_top_up")
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 9d00:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 4d12:00 4d12:00 released_below_target - -
        0:dose:1.2 4d12:00 8d12:00 9d00:00 9d00:00 released - -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 9d00:00 9d00:00 treated - - 0:dose:1.2
        """
    )
    order = told.rows("orders")[0]
    assert (order["amount"], order["meets_target"], order["batches"]) == (1960, True, 2)


def test_the_response_and_a_sufficient_dose_are_of_all_that_was_given() -> None:
    told = plant(
        "{needs: [enough], dose: {rule: release_and_top_up, assay: count, target: {cells: 1500}}}",
        orders=", response: {of: cells, half_at: 1960, slope: 2, plateau: 0.8}",
    )
    order = told.rows("orders")[0]
    assert (order["amount"], order["meets_target"], round(order["response"], 9)) == (1960, True, 0.4)
    assert [row["meets_target"] for row in told.rows("lots") if row["material"] == "dose"] == [False, True]


def test_the_response_to_one_lot_is_of_what_was_given_of_it() -> None:
    told = plant(
        "{needs: [enough], dose: {assay: count, target: {cells: 400}, cap: {cells: 490}}}",
        orders=", response: {of: cells, half_at: 490, slope: 2, plateau: 0.8}",
    )
    assert round(told.rows("orders")[0]["response"], 9) == 0.4


def test_a_dose_is_not_topped_up_twice() -> None:
    told = plant("{needs: [enough], dose: {rule: release_and_top_up, assay: count, target: {cells: 5000}}}")
    order = told.rows("orders")[0]
    assert (order["amount"], order["meets_target"], order["batches"], order["outcome"]) == (1960, False, 2, "treated")


def test_an_order_whose_top_up_fails_was_treated() -> None:
    told = plant(
        "{needs: [enough], dose: {rule: release_and_top_up, assay: count, target: {cells: 1000}}}",
        chance={"assays.count.noise.enough": {"0:1.1#0": 0.16, "0:1.2#0": 1e-9}},
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 9d00:00 left_over - -
        0:dose:1.1 0d00:00 4d00:00 4d12:00 4d12:00 released_below_target - -
        0:dose:1.2 4d12:00 8d12:00 - 9d00:00 rejected count release
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 4d12:00 9d00:00 treated - - 0:dose:1.1
        """
    )


def test_a_top_up_is_judged_together_with_what_was_given_before() -> None:
    told = plant(
        "{needs: [enough], dose: {rule: release_and_top_up, assay: count, target: {cells: 1000}, minimum: {cells: 850}}}",
        chance={"assays.count.noise.enough": {"0:1.1#0": 0.16, "0:1.2#0": 1e-5}},
    )
    assert [round(row["reported"]) for row in told.rows("results") if row["specification"] == "enough"] == [901, 574]
    assert [told.lot(f"0:dose:1.{k}")["end"] for k in (1, 2)] == ["released_below_target", "released"]


RESPONSE = ", response: {of: cells, half_at: 1960, slope: 2, plateau: 0.8, relative_to: {vigour: 0.5}}"


def response_of(release: str, wants: str = "{lots: 1}", vigour: str = "0.5") -> float:
    """The response of an order to doses of 980 cells, each with a vigour of its own."""
    scenario = f"""
attributes: {{cells: {{kind: amount}}, vigour: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{cells: 1000}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: {{stays: true}}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 4, effects: {{cells: {{set: 1000}}, vigour: {{set: {vigour}}}}}}}}}
assays: {{count: {{measures: {{cells: {{}}}}, sample: {{cells: 20}}, turnaround_d: 0.5}}}}
specifications: {{enough: {{on: dose, assay: count, at_least: 500, reason: count}}}}
release: {{dose: {release}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {wants}}}{RESPONSE}}}
"""
    chance = {"procedures.make.steps.make.effects.vigour.0.set": {"0:1.1": 0.25, "0:1.2": 0.75}}
    response: float = tell(scenario, chance).rows("orders")[0]["response"]
    return response


def test_the_response_is_that_of_all_lots_that_an_order_wants() -> None:
    once = "{needs: [enough], dose: {assay: count, target: {cells: 500}}}"
    assert response_of(once) == pytest.approx(0.8 / (1 + 2**2))
    assert response_of(once, "{lots: 2}") == pytest.approx(0.8 / (1 + 1**2))


def test_a_lot_is_enough_with_what_its_order_was_given_before_it() -> None:
    told = plant("{needs: [enough], dose: {assay: count, target: {cells: 1900}}}", wants="{lots: 2}")
    assert [told.lot(f"0:dose:1.{k}")["meets_target"] for k in (1, 2)] == [False, True]
    assert told.rows("orders")[0]["meets_target"] is True


def test_each_lot_given_counts_by_its_own_relative_factors() -> None:
    drawn = "{uniform: {low: 0.25, high: 1.25}}"
    sum_of_both = 980 * (0.5 / 0.5) + 980 * (1.0 / 0.5)
    response = response_of("{needs: [enough]}", "{lots: 2}", drawn)
    assert response == pytest.approx(0.8 / (1 + (1960 / sum_of_both) ** 2))


def test_what_was_counted_is_enough_or_not_whatever_is_true() -> None:
    told = dose_of(900, "release_below_target")
    order = told.rows("orders")[0]
    assert (order["amount"], order["counted_enough"], order["meets_target"]) == (980, False, False)
    assert dose_of(1100, "release_below_target").rows("orders")[0]["counted_enough"] is True


def test_what_was_counted_of_all_lots_together_is_enough() -> None:
    told = plant("{needs: [enough], dose: {rule: release_and_top_up, assay: count, target: {cells: 1900}}}")
    order = told.rows("orders")[0]
    assert (order["given"], order["counted_enough"], order["meets_target"]) == (2, True, True)


def test_the_next_lot_is_asked_for_when_the_days_apart_are_over() -> None:
    top_up = "{needs: [enough], dose: {rule: release_and_top_up, assay: count, target: {cells: 1900}}}"
    for release, wants in ((top_up, "{lots: 1}"), ("{needs: [enough]}", "{lots: 2}")):
        told = plant(release, orders=", apart_d: 10, transport_h: 12", wants=wants)
        first, second = (told.lot(f"0:dose:1.{k}") for k in (1, 2))
        assert first["ended_at"] == 5 * 1440
        assert second["begun_at"] == (5 + 10) * 1440
        assert told.orders == lines("0 0d00:00 20d00:00 20d00:00 treated - - 0:dose:1.2")


def topped_up(top_ups: int, *reported: float) -> list[str]:
    """How lots ended whose count reported so many normal scores above 1000, where 1950 are wanted."""
    noise = {f"0:1.{k}#0": u for k, u in enumerate(reported, start=1)}
    told = plant(
        f"{{needs: [enough], dose: {{rule: release_and_top_up, top_ups: {top_ups}, assay: count, target: {{cells: 1950}}}}}}",
        chance={"assays.count.noise.enough": noise},
    )
    return [row["end"] for row in told.rows("lots") if row["material"] == "dose"]


def test_as_many_top_ups_are_made_as_are_allowed_until_what_was_reported_is_enough() -> None:
    below, enough = "released_below_target", "released"
    assert topped_up(1, 0.15, 0.15) == [below, below]
    assert topped_up(2, 0.15, 0.15) == [below, below, enough]
    assert topped_up(2, 0.5, 0.5) == [below, enough]


def test_nobody_knows_the_truth_when_a_top_up_is_decided_on() -> None:
    told = dose_of(1100, "release_and_top_up")
    order = told.rows("orders")[0]
    assert (order["amount"], order["meets_target"], order["batches"]) == (980, False, 1)
