"""Invalid runs and their repeats: what they take, cost and last, and how a lot is lost to them."""

from __future__ import annotations

from .potency import invalid, potency
from .told import lines, tell


def test_a_repeat_waits_and_takes_and_costs_what_is_stated_for_it() -> None:
    told = potency(
        "turnaround_d: 2, sample: {cells: 100}, cost: 500, invalid: 0.1, repeats: {after_d: 0.5, sample: {cells: 40}, cost: 200}",
        chance=invalid(1, 2),
    )
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 - invalid
        0:dose:1.1 potent#1 6d12:00 6d12:00 8d12:00 - invalid
        0:dose:1.1 potent#1 9d00:00 9d00:00 11d00:00 0.6 pass
        """
    )
    dose = told.lot("0:dose:1.1")
    assert (round(dose["sampled"], 9), dose["cost_tests"]) == (180, 900)


def test_a_repeat_is_as_a_run_where_nothing_else_is_stated() -> None:
    told = potency("turnaround_d: 2, sample: {cells: 100}, cost: 500, invalid: 0.1", chance=invalid(1))
    dose = told.lot("0:dose:1.1")
    assert (round(dose["sampled"], 9), dose["cost_tests"], dose["released_at"]) == (200, 1000, 8 * 1440)


def test_after_as_many_repeats_as_are_allowed_the_lot_is_lost_for_want_of_a_result() -> None:
    assay = "turnaround_d: 2, invalid: 0.1, repeats: {limit: 1}"
    told = potency(assay, chance=invalid(1, 2))
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 - invalid
        0:dose:1.1 potent#1 6d00:00 6d00:00 8d00:00 - invalid
        """
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1 repeat potent not_started no_valid_result -
        8d00:00 0:dose:1.1 disposition dose rejected no_valid_result -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 8d00:00 untreated no_valid_result release -
        """
    )
    assert potency(assay, chance=invalid(1)).lot("0:dose:1.1")["end"] == "released"


def test_a_lot_whose_reserve_is_too_small_for_a_repeat_is_lost_to_that_and_says_so() -> None:
    assay = "turnaround_d: 2, sample: {cells: 100}, invalid: 0.1, reserve_runs: 1"
    told = potency(assay, chance=invalid(1, 2))
    assert told.results == lines(
        """
        0:dose:1.1 potent#1 4d00:00 4d00:00 6d00:00 - invalid
        0:dose:1.1 potent#1 4d00:00 6d00:00 8d00:00 - invalid
        """
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1 repeat potent not_started sample_short -
        8d00:00 0:dose:1.1 disposition dose rejected sample_short -
        """
    )
    assert told.lot("0:dose:1.1")["sampled"] == 200
    assert potency(assay, chance=invalid(1)).lot("0:dose:1.1")["end"] == "released"


def test_the_reserve_leaves_the_dose_whether_it_is_needed_or_not() -> None:
    told = potency("turnaround_d: 2, sample: {cells: 100}, reserve_runs: 2")
    dose = told.lot("0:dose:1.1")
    assert (round(dose["sampled"], 9), round(dose["dosed"], 9)) == (300, 700)


def test_a_lot_too_small_for_the_whole_reserve_gives_what_it_can() -> None:
    assay = "turnaround_d: 2, sample: {cells: 400}, invalid: 0.1, reserve_runs: 3"
    assert potency(assay).lot("0:dose:1.1")["sampled"] == 800
    assert potency(assay, chance=invalid(1)).lot("0:dose:1.1")["end"] == "released"
    assert potency(assay, chance=invalid(1, 2)).lot("0:dose:1.1")["reason"] == "sample_short"


def test_an_invalid_run_of_what_the_release_only_follows_loses_nothing() -> None:
    told = potency("turnaround_d: 2, invalid: 0.1, repeats: {limit: 0}", "{needs: [], follows: [potent]}", invalid(1))
    assert told.decisions == lines(
        """
        4d00:00 0:dose:1.1 disposition dose released - -
        6d00:00 0:dose:1.1 repeat potent not_started no_valid_result -
        """
    )


EARLY = """
attributes: {potency: {kind: property}}
materials: {tissue: {supply: {with_order: 1}, has: {potency: 0.6}}, dose: {}}
procedures:
  make: {takes: {tissue: all}, makes: {dose: {}}, route: [mature], steps: {mature: {duration_d: 10, at_most_d: 20}}}
assays: {potency: {measures: {potency: {}}, turnaround_d: 2, invalid: 0.1, repeats: {after_d: 2.5}}}
specifications: {potent: {on: dose, after: mature, early_d: 3, assay: potency, at_least: 0.5, reason: potency}}
release: {dose: {needs: [potent]}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""


def test_a_step_goes_on_while_a_repeat_of_its_early_test_is_still_to_be_begun() -> None:
    assert tell(EARLY).steps == ["0:dose:1.1 make.mature 0d00:00 0d00:00 10d00:00 done"]
    repeated = tell(EARLY, invalid(1))
    assert repeated.results == lines(
        """
        0:dose:1.1 potent#1 7d00:00 7d00:00 9d00:00 - invalid
        0:dose:1.1 potent#1 11d12:00 11d12:00 13d12:00 0.6 pass
        """
    )
    assert repeated.steps == ["0:dose:1.1 make.mature 0d00:00 0d00:00 14d00:00 done"]
