"""A difference is judged beside the smallest one that matters, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.estimates import Entry, paired_difference
from cipsc_sim.analysis.registry import is_estimate
from cipsc_sim.experiment.comparison.verdict import MOST_TOLD, Verdict, verdict

SUCCESS, DAYS, DOSE = "order_success_fraction", "start_to_release_d.p90", "released.ieq"


def between(low: float, high: float, n: int = 100) -> Entry:
    return Entry((low + high) / 2, n=n).with_interval(low, high)


@pytest.mark.parametrize(
    ("name", "low", "high", "judged"),
    [
        (SUCCESS, 0.03, 0.05, "better"),
        (SUCCESS, 0.01, 0.05, "better"),  # it leaves out zero, though not all of it is beyond the margin
        (SUCCESS, -0.05, -0.03, "worse"),
        (DAYS, 0.03, 0.05, "worse"),
        (DAYS, -0.05, -0.03, "better"),
        (DOSE, 0.03, 0.05, "higher"),
        (DOSE, -0.05, -0.03, "lower"),
        (SUCCESS, -0.01, 0.02, "no difference that matters"),
        (SUCCESS, 0.01, 0.02, "no difference that matters"),  # it leaves out zero, and does not matter
        (SUCCESS, -0.05, 0.05, "not enough replications"),
        (SUCCESS, -0.001, 0.03, "not enough replications"),
    ],
)
def test_within_the_margin_or_beyond_zero_or_not_enough(name: str, low: float, high: float, judged: str) -> None:
    assert verdict(name, between(low, high), 0.02).word == judged


def test_without_a_margin_nothing_is_judged() -> None:
    assert str(verdict(SUCCESS, between(3, 4), None)) == ""


def test_without_an_interval_nothing_can_be_told() -> None:
    assert verdict(SUCCESS, Entry(0.3, n=4), 0.02) == Verdict("not enough replications")


def test_the_replications_that_are_said_to_be_needed_do_decide() -> None:
    """Their number is the one at which the half width, shrunk with its root, decides."""
    for low, high in ((-0.05, 0.05), (-0.02, 0.05), (-0.001, 0.03), (-0.019, 0.021)):
        found = verdict(SUCCESS, between(low, high), 0.02)
        assert found.replications_needed is not None and found.replications_needed > 100
        assert found.replications_needed % 2 == 0
        middle = (low + high) / 2
        half_width = (high - low) / 2 * np.sqrt(100 / found.replications_needed)
        decided = verdict(SUCCESS, between(middle - half_width, middle + half_width), 0.02)
        assert decided.word != "not enough replications"
        half_width *= np.sqrt(found.replications_needed / (0.9 * found.replications_needed))
        undecided = verdict(SUCCESS, between(middle - half_width, middle + half_width), 0.02)
        assert undecided.word == "not enough replications"


def test_in_words() -> None:
    assert str(Verdict("not enough replications", 1240)) == "not enough replications, about 1,240 needed"
    assert str(Verdict("not enough replications", 2 * MOST_TOLD)).endswith("more than 1,000,000 needed")
    assert str(Verdict("better")) == "better"


def test_noise_is_seldom_taken_for_a_difference_and_a_difference_seldom_for_none() -> None:
    wrong = {"noise": 0, "difference": 0}
    for seed in range(400):
        rng = np.random.default_rng(seed)
        base, ones = rng.normal(20, 3, 40), np.ones(40)
        for truth, name in ((0.0, "noise"), (1.0, "difference")):
            other = base + truth + rng.normal(0, 1, 40)
            entry = paired_difference(other, ones, base, ones, "1", pairs=False)
            found = verdict("released_per_year", entry, 0.6).word
            bad = ("better", "worse") if name == "noise" else ("worse", "no difference that matters")
            wrong[name] += found in bad
    assert max(wrong.values()) <= 0.05 * 400 + 2.6 * np.sqrt(0.05 * 0.95 * 400)


def test_an_estimate_is_known_by_its_name_with_or_without_a_quantile() -> None:
    assert is_estimate("start_to_release_d.p90") and is_estimate("released.ieq.p10") and is_estimate(SUCCESS)
    assert not is_estimate("order_sucess_fraction")
    assert not is_estimate("order_treated_fraction.p90")  # it has no samples
