"""The chance to be accepted, given the truth: closed forms by hand, and against readings at evenly spaced noise."""

from __future__ import annotations

from math import comb, erf, exp, factorial, log, log1p, sqrt

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from cipsc_sim.quality.judgement import judge
from cipsc_sim.quality.law import Counted, Detected, Law, Measured
from cipsc_sim.quality.operating_characteristic import pass_probability, verdict_chances
from cipsc_sim.quality.reading import reading
from cipsc_sim.quality.retest import Retest, standing

from .limits import Bounds


def phi(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def poisson_at_most(k: int, mean: float) -> float:
    return sum(exp(-mean) * mean**i / factorial(i) for i in range(k + 1))


DDPCR = Counted(cells=3e6)
BELOW_1E_5 = Bounds(below=1e-5)
ZERO = Bounds(below=1e-5, tolerance="zero")


def test_a_normal_assay_passes_what_lies_outside_and_fails_what_lies_inside() -> None:
    law, limits = Measured(sd=0.05, bias=-0.035), Bounds(at_least=0.45)
    assert pass_probability(law, 0.40, limits) == pytest.approx(1 - phi((0.45 - 0.365) / 0.05))
    assert 1 - pass_probability(law, 0.50, limits) == pytest.approx(phi((0.45 - 0.465) / 0.05))


def test_an_islet_count_by_image_analysis_passes_and_fails_wrongly_near_5000_per_kg() -> None:
    law, limits = Measured(cv=0.09), Bounds(at_least=5000)
    assert round(pass_probability(law, 4500, limits), 3) == 0.120
    assert round(1 - pass_probability(law, 5500, limits), 3) == 0.144
    assert 1 - pass_probability(law, 5500, limits) == pytest.approx(phi(log(5000 / 5500) / sqrt(log1p(0.09**2))))


def test_a_cluster_that_secretes_nothing_more_passes_a_limit_of_one_and_a_half_in_eight_percent() -> None:
    assert pass_probability(Measured(cv=0.30), 1.0, Bounds(at_least=1.5)) == pytest.approx(0.0836, abs=5e-5)


def test_three_million_cells_at_the_limit_pass_it_in_less_than_half() -> None:
    passes = pass_probability(DDPCR, 1e-5, BELOW_1E_5)
    assert round(passes, 2) == 0.48
    assert passes == pytest.approx(poisson_at_most(29, 30.0), rel=1e-9)
    assert passes != pytest.approx(poisson_at_most(30, 30.0), rel=1e-3), "at most thirty would be another rule"


def test_zero_tolerance_detects_nineteen_of_twenty_at_a_millionth_and_a_quarter_at_a_tenth_of_that() -> None:
    assert round(1 - pass_probability(DDPCR, 1e-6, ZERO), 2) == 0.95
    assert round(1 - pass_probability(DDPCR, 1e-7, ZERO), 2) == 0.26
    assert 1 - pass_probability(DDPCR, 1e-7, ZERO) == pytest.approx(1 - exp(-0.3), rel=1e-9)


def test_a_tenth_of_the_cells_abnormal_is_missed_by_twenty_metaphases_of_which_two_are_needed_in_39_percent() -> None:
    missed = 0.9**20 + 20 * 0.1 * 0.9**19
    assert round(missed, 2) == 0.39
    assert pass_probability(Counted(cells=20), 0.1, Bounds(at_most=0.05)) == pytest.approx(missed)
    assert pass_probability(Counted(cells=20, detected_from=2), 0.1, Bounds(at_most=0)) == pytest.approx(missed)


def test_counts_have_a_recovery_and_a_background() -> None:
    law = Counted(cells=1e6, factor=0.5, bias=3e-6)
    assert pass_probability(law, 4e-6, Bounds(at_most=3e-6)) == pytest.approx(poisson_at_most(3, 5.0), rel=1e-9)
    assert reading(law, 4e-6, poisson_at_most(4, 5.0) + 1e-6) == 5e-6


def test_every_count_is_at_least_none() -> None:
    assert pass_probability(DDPCR, 1e-6, Bounds(at_least=0)) == 1
    assert pass_probability(DDPCR, 1e-6, Bounds(at_least=1 / 3e6)) == pytest.approx(1 - exp(-3))


def test_a_value_below_the_limit_of_detection_is_reported_as_that_limit_and_judged_by_it() -> None:
    law = Measured(sd=1.0, reported_above=2.0)
    assert pass_probability(law, 1.0, Bounds(at_most=2.0)) == pytest.approx(phi(1.0))
    assert pass_probability(law, 1.0, Bounds(at_most=1.9)) == 0
    assert pass_probability(law, 1.0, Bounds(at_least=2.0)) == 1
    assert pass_probability(law, 1.0, Bounds(at_least=3.0)) == pytest.approx(1 - phi(2.0))


def test_what_is_found_or_not_passes_by_sensitivity_and_false_positives() -> None:
    law, limits = Detected(sensitivity=0.97, false_positive=0.002), Bounds(at_most=0)
    assert pass_probability(law, 1.0, limits) == pytest.approx(0.03)
    assert pass_probability(law, 0.0, limits) == pytest.approx(0.998)


def test_a_result_between_limit_and_review_limit_counts_as_the_review_decides() -> None:
    law, limits = Measured(sd=0.1), Bounds(at_least=0.6, review_at_least=0.5)
    chances = verdict_chances(law, 0.58, limits)
    assert chances["review"] == pytest.approx(phi(0.2) - phi(-0.8))
    assert sum(chances.values()) == pytest.approx(1)
    assert pass_probability(law, 0.58, limits) == pytest.approx(1 - phi(-0.8))
    assert pass_probability(law, 0.58, limits, reviewed_passes=False) == pytest.approx(1 - phi(0.2))


def test_once_and_k_of_n_are_binomial() -> None:
    law, limits = Measured(sd=1.0), Bounds(at_least=0.0)
    p = phi(0.3)
    assert pass_probability(law, 0.3, limits, Retest("once")) == pytest.approx(1 - (1 - p) ** 2)
    found = pass_probability(law, 0.3, limits, Retest("once_if_cause_found"), cause_found=0.25)
    assert found == pytest.approx(p + (1 - p) * 0.25 * p)
    for passes, of in ((1, 2), (2, 3), (2, 4), (3, 5)):
        enough = sum(comb(of - 1, i) * p**i * (1 - p) ** (of - 1 - i) for i in range(passes, of))
        retest = Retest("passes_of", passes, of)
        assert pass_probability(law, 0.3, limits, retest) == pytest.approx(p + (1 - p) * enough)


def test_the_mean_of_three_normal_results_is_bivariate_normal() -> None:
    law, limits, true = Measured(sd=0.05, bias=-0.035), Bounds(at_least=0.45), 0.46
    low = (0.45 - 0.425) / 0.05
    both = multivariate_normal(cov=[[1, 1 / sqrt(3)], [1 / sqrt(3), 1]]).cdf([low, low * sqrt(3)])
    expected = (1 - phi(low)) + phi(low) - float(both)
    assert pass_probability(law, true, limits, Retest("mean_of_three")) == pytest.approx(expected, abs=1e-7)


CASES: list[tuple[Law, float, Bounds]] = [
    (Measured(cv=0.3), 1.4, Bounds(at_least=1.5)),
    (Measured(cv=0.3, reported_above=0.9), 1.0, Bounds(at_least=0.8, at_most=1.3, review_at_most=1.4)),
    (Measured(sd=0.2, reported_above=0.9), 1.0, Bounds(at_least=0.95)),
    (Counted(cells=3e6), 9e-6, BELOW_1E_5),
    (Counted(cells=1e5, detected_from=3), 3e-5, Bounds(at_most=4e-5)),
    (Counted(cells=20, detected_from=2), 0.1, Bounds(at_most=0.05)),
    (Counted(cells=1e6), 5e-7, Bounds(below=1e-5, tolerance="zero")),
    (Detected(sensitivity=0.3), 1.0, Bounds(at_most=0)),
]


@pytest.mark.parametrize(("law", "true", "limits"), CASES)
def test_the_closed_form_is_what_readings_at_evenly_spaced_noise_give(law: Law, true: float, limits: Bounds) -> None:
    n = 20_000
    verdicts = [judge(reading(law, true, (i + 0.5) / n), limits) for i in range(n)]
    for verdict, chance in verdict_chances(law, true, limits).items():
        assert verdicts.count(verdict) / n == pytest.approx(chance, abs=1e-4)


@pytest.mark.parametrize("retest", [Retest("once"), Retest("passes_of", 2, 3), Retest("mean_of_three")], ids=str)
@pytest.mark.parametrize(("law", "true", "limits"), CASES)
def test_the_rule_played_on_drawn_readings_agrees_with_the_closed_form(
    law: Law, true: float, limits: Bounds, retest: Retest
) -> None:
    n = 4000
    noise = np.random.default_rng(11).random((n, 3))
    accepted = sum(_stands(law, true, limits, retest, list(map(float, u))) for u in noise)
    expected = pass_probability(law, true, limits, retest)
    se = sqrt(max(expected * (1 - expected), 1e-4) / n)
    assert abs(accepted / n - expected) < 3.5 * se


def test_the_rule_played_with_another_noise_does_not_agree() -> None:
    n, law, limits = 4000, Measured(cv=0.3), Bounds(at_least=1.5)
    noise = np.random.default_rng(11).random((n, 3))
    accepted = sum(_stands(Measured(cv=0.4), 1.0, limits, Retest("once"), list(map(float, u))) for u in noise)
    expected = pass_probability(law, 1.0, limits, Retest("once"))
    assert abs(accepted / n - expected) > 3.5 * sqrt(expected * (1 - expected) / n)


def _stands(law: Law, true: float, limits: Bounds, retest: Retest, noise: list[float]) -> bool:
    values: list[float] = []
    for u in noise:
        values.append(reading(law, true, u))
        stands = standing(values, limits, retest)
        if stands is not None:
            return stands.verdict in ("pass", "review")
    raise AssertionError("three runs settle every rule here")
