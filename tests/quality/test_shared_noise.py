"""Runs that share a part of their noise: a retest in the same lot of reagent is worth less."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from cipsc_sim.chance import move_by
from cipsc_sim.quality.law import Measured
from cipsc_sim.quality.operating_characteristic import pass_probability
from cipsc_sim.quality.reading import reading
from cipsc_sim.quality.retest import Retest, standing

from .limits import Bounds

LIMITS = Bounds(at_least=1.0)
DEAD = Measured(cv=0.3)


def test_once_is_bivariate_normal() -> None:
    law, limits, shared = Measured(sd=0.05), Bounds(at_least=0.5), 0.36
    z = (0.5 - 0.46) / 0.05
    both_fail = float(multivariate_normal(cov=[[1, shared], [shared, 1]]).cdf([z, z]))
    assert pass_probability(law, 0.46, limits, Retest("once"), shared=shared) == pytest.approx(1 - both_fail, abs=1e-7)
    assert both_fail > float(norm.cdf(z)) ** 2 + 0.03


def test_what_is_shared_changes_nothing_where_one_run_decides() -> None:
    assert pass_probability(DEAD, 0.8, LIMITS, shared=0.5) == pass_probability(DEAD, 0.8, LIMITS)


def test_the_more_is_shared_the_less_a_retest_turns() -> None:
    chances = [pass_probability(DEAD, 0.8, LIMITS, Retest("once"), shared=shared) for shared in (0, 0.3, 0.6, 0.999)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] == pytest.approx(pass_probability(DEAD, 0.8, LIMITS), abs=0.02)


@pytest.mark.parametrize("retest", [Retest("once"), Retest("passes_of", 2, 3), Retest("mean_of_three")], ids=str)
def test_noise_that_common_causes_moved_agrees_with_the_integral(retest: Retest) -> None:
    rho, n, accepted = 0.7, 4000, 0
    numbers = np.random.default_rng(5)
    for u, z in zip(numbers.random((n, 3)), numbers.standard_normal(n), strict=True):
        values: list[float] = []
        stands = None
        for each in map(float, u):
            values.append(reading(DEAD, 0.9, move_by(each, [(rho, float(z), 1.0)])))
            stands = stands or standing(values, LIMITS, retest)
        assert stands is not None
        accepted += stands.verdict == "pass"

    def agrees(chance: float) -> bool:
        return abs(accepted / n - chance) < 3.5 * sqrt(chance * (1 - chance) / n)

    assert agrees(pass_probability(DEAD, 0.9, LIMITS, retest, shared=rho**2))
    assert not agrees(pass_probability(DEAD, 0.9, LIMITS, retest, shared=0.99))
