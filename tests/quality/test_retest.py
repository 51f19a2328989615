"""Which of several results stands."""

from __future__ import annotations

from cipsc_sim.quality.retest import NO_RETEST, Retest, Standing, standing

from .limits import Bounds

LIMITS = Bounds(at_least=1.0, review_at_least=0.9)


def test_a_first_result_that_does_not_fail_stands_whatever_the_rule() -> None:
    for retest in (NO_RETEST, Retest("once"), Retest("mean_of_three"), Retest("passes_of", 2, 3)):
        assert standing([1.2], LIMITS, retest) == Standing(1.2, "pass")
        assert standing([0.95], LIMITS, retest) == Standing(0.95, "review")


def test_without_a_rule_a_failure_stands() -> None:
    assert standing([0.5], LIMITS, NO_RETEST) == Standing(0.5, "fail")


def test_of_two_the_second_stands() -> None:
    assert standing([0.5], LIMITS, Retest("once")) is None
    assert standing([0.5, 1.1], LIMITS, Retest("once")) == Standing(1.1, "pass")
    assert standing([0.5, 0.6], LIMITS, Retest("once")) == Standing(0.6, "fail")


def test_a_second_is_run_only_if_a_cause_was_found() -> None:
    retest = Retest("once_if_cause_found")
    assert standing([0.5], LIMITS, retest, cause_found=False) == Standing(0.5, "fail")
    assert standing([0.5], LIMITS, retest, cause_found=True) is None
    assert standing([0.5, 1.1], LIMITS, retest, cause_found=True) == Standing(1.1, "pass")


def test_the_mean_of_three_stands() -> None:
    assert standing([0.75, 1.5], LIMITS, Retest("mean_of_three")) is None
    assert standing([0.75, 1.5, 0.75], LIMITS, Retest("mean_of_three")) == Standing(1.0, "pass")


def test_two_of_three_is_decided_as_soon_as_it_can_be() -> None:
    retest = Retest("passes_of", 2, 3)
    assert standing([0.5], LIMITS, retest) is None
    assert standing([0.5, 0.6], LIMITS, retest) == Standing(0.6, "fail")
    assert standing([0.5, 1.1], LIMITS, retest) is None
    assert standing([0.5, 1.1, 1.3], LIMITS, retest) == Standing(1.3, "pass")
    assert standing([0.5, 1.1, 0.7], LIMITS, retest) == Standing(0.7, "fail")


def test_two_of_four_allows_a_second_failure() -> None:
    retest = Retest("passes_of", 2, 4)
    assert standing([0.5, 0.6], LIMITS, retest) is None
    assert standing([0.5, 0.6, 1.1, 1.2], LIMITS, retest) == Standing(1.2, "pass")


def test_rules_know_their_most_runs_and_their_name() -> None:
    rules = (
        NO_RETEST,
        Retest("once"),
        Retest("once_if_cause_found"),
        Retest("mean_of_three"),
        Retest("passes_of", 2, 5),
    )
    assert [rule.most_runs for rule in rules] == [1, 2, 2, 3, 5]
    assert str(rules[-1]) == "2_of_5"
