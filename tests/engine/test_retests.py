"""What follows a failed result: investigation, retest, and which value stands."""

from __future__ import annotations

import pytest

from .potency import Chance, noise, potency
from .told import Told, lines

CAUSE = "investigation: {duration_d: 0.5, cause_found: {if_wrong: 0.4, if_right: 0.1}}"
IF_FOUND = f"{{needs: [potent], retests: {{potency: once_if_cause_found}}, {CAUSE}}}"
BAD = {"procedures.make.steps.make.effects.potency.set": {"0:1.1": 0.25}}
"""A true potency of 0.4."""


def looked_for(found: str, u: float) -> Chance:
    return {f"release.dose.investigation.cause_found.{found}": {"0:1.1#0": u}}


def test_a_second_run_replaces_the_first_if_a_cause_is_found_in_the_laboratory() -> None:
    told = potency("turnaround_d: 2", IF_FOUND, noise(0.02) | looked_for("if_wrong", 0.7))
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 investigation potent begun potency once_if_cause_found
        6d12:00 0:dose:1.1 investigation potent laboratory_cause potency once_if_cause_found
        6d12:00 0:dose:1.1 retest potent begun potency once_if_cause_found
        8d12:00 0:dose:1.1 disposition dose released - -
        """
    )


def test_the_first_stands_if_no_cause_is_found() -> None:
    told = potency("turnaround_d: 2", IF_FOUND, noise(0.02) | looked_for("if_wrong", 0.55))
    assert told.decisions == lines(
        """
        6d00:00 0:dose:1.1 investigation potent begun potency once_if_cause_found
        6d12:00 0:dose:1.1 investigation potent no_cause potency once_if_cause_found
        6d12:00 0:dose:1.1 disposition dose rejected potency -
        """
    )
    assert len(told.results) == 1


def test_a_cause_is_found_of_a_right_result_by_its_own_chance() -> None:
    for u, verdict in ((0.85, "no_cause"), (0.95, "laboratory_cause")):
        told = potency("turnaround_d: 2", IF_FOUND, BAD | looked_for("if_right", u))
        assert told.decisions[1] == f"6d12:00 0:dose:1.1 investigation potent {verdict} potency once_if_cause_found"


def two_of_three(*of_runs: float) -> Told:
    return potency("turnaround_d: 1", "{needs: [potent], retests: {potency: {passes: 2, of: 3}}}", noise(*of_runs))


def test_of_three_two_must_pass_and_the_deciding_one_stands() -> None:
    passed = two_of_three(0.02, 0.5, 0.6)
    assert [line.split()[-1] for line in passed.results] == ["fail", "pass", "pass"]
    assert passed.lot("0:dose:1.1")["end"] == "released"
    assert passed.lot("0:dose:1.1")["reported.potency"] == passed.rows("results")[-1]["reported"]
    assert passed.decisions[0] == "5d00:00 0:dose:1.1 retest potent begun potency 2_of_3"


def test_no_more_is_run_when_two_of_three_can_pass_no_more() -> None:
    failed = two_of_three(0.02, 0.03, 0.6)
    assert [line.split()[-1] for line in failed.results] == ["fail", "fail"]
    assert failed.lot("0:dose:1.1")["end"] == "rejected"


@pytest.mark.parametrize(
    ("rule", "left"), [("once", 99), ("mean_of_three", 199), ("{passes: 2, of: 3}", 199), ("{passes: 1, of: 3}", 99)]
)
def test_a_retest_for_which_there_is_too_little_sample_is_not_started_and_the_first_stands(
    rule: str, left: int
) -> None:
    takes = f"turnaround_d: 1, sample: {{cells: {1000 - left}}}"
    told = potency(takes, f"{{needs: [potent], retests: {{potency: {rule}}}}}", noise(0.02))
    assert [line.split()[2:6] for line in told.decisions] == [
        ["retest", "potent", "not_started", "sample_short"],
        ["disposition", "dose", "rejected", "potency"],
    ]


def test_the_reserve_serves_retests_too() -> None:
    assay = "turnaround_d: 1, sample: {cells: 100}, reserve_runs: 1"
    once = potency(assay, "{needs: [potent], retests: {potency: once}}", noise(0.02))
    assert (once.lot("0:dose:1.1")["end"], once.lot("0:dose:1.1")["sampled"]) == ("released", 200)
    mean = potency(assay, "{needs: [potent], retests: {potency: mean_of_three}}", noise(0.02))
    assert mean.decisions[0] == "5d00:00 0:dose:1.1 retest potent not_started sample_short mean_of_three"


def test_two_more_runs_that_cannot_both_end_before_expiry_are_not_started() -> None:
    for shelf_life_d, end in ((5, "rejected"), (7, "released")):
        release = "{needs: [potent], retests: {potency: mean_of_three}}"
        told = potency("turnaround_d: 2", release, noise(0.02, 0.9, 0.9), dose=f"{{shelf_life_d: {shelf_life_d}}}")
        assert told.lot("0:dose:1.1")["end"] == end


def test_people_investigate_in_their_shifts() -> None:
    told = potency(
        "turnaround_d: 2",
        "{needs: [potent], retests: {potency: once}, investigation: {by: analyst, hands_on_h: 4, duration_d: 0.5}}",
        noise(0.02),
        people="{analyst: {count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}}",
    )
    assert told.steps[-1] == "0:dose:1.1 potent.investigation.investigation#1 6d00:00 7d08:00 7d12:00 done"
    assert told.results[-1].startswith("0:dose:1.1 potent#2 7d12:00")
