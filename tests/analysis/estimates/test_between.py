"""The variance between pairs that a range shows, against a search for the mode and the limits it must have."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize

from cipsc_sim.analysis.estimates.between import extremes_factor, penalised_variance, predictive_factor


def mode(observed: float, chance: float, pairs: int) -> float:
    """By search: both mean squares are scaled chi-squares, and the prior of the sd between pairs rises from zero."""

    def loss(logs: np.ndarray) -> float:
        between, of_chance = np.exp(logs)
        seen = stats.gamma.logpdf(observed, (pairs - 1) / 2, scale=2 * (between + of_chance) / (pairs - 1))
        within = stats.gamma.logpdf(chance, pairs / 2, scale=2 * of_chance / pairs)
        return -float(seen + within + 0.5 * logs[0])

    return float(np.exp(minimize(loss, np.log([observed, chance]), method="Nelder-Mead", tol=1e-12).x[0]))


@pytest.mark.parametrize("pairs", [3, 5, 20, 100])
@pytest.mark.parametrize(("observed", "chance"), [(0.1, 1.0), (1.0, 1.0), (3.0, 1.0), (50.0, 1.0)])
def test_it_is_the_mode_of_the_penalised_likelihood(observed: float, chance: float, pairs: int) -> None:
    assert penalised_variance(observed, chance, pairs) == pytest.approx(mode(observed, chance, pairs), rel=1e-5)


def test_its_limits() -> None:
    assert penalised_variance(2.0, 0.0, 12) == pytest.approx(2.0 * 11 / 10)
    assert penalised_variance(0.0, 1.0, 12) == pytest.approx(12 / (2 * 11 * 10))
    assert penalised_variance(0.0, 0.0, 12) == 0.0
    assert penalised_variance(10.0, 1.0, 10**6) == pytest.approx(9.0, rel=1e-4)
    assert 0 < penalised_variance(1.0, 1.0, 10**6) < 0.01
    assert penalised_variance(3e-9, 1e-9, 12) == pytest.approx(1e-9 * penalised_variance(3.0, 1.0, 12))


def test_two_pairs_are_too_few() -> None:
    with pytest.raises(ValueError, match="2 pairs; three are needed"):
        penalised_variance(1.0, 1.0, 2)


def test_without_chance_the_range_is_the_prediction_interval_of_a_normal_sample() -> None:
    for pairs in (5, 30):
        width = predictive_factor(pairs) * np.sqrt(penalised_variance(1.0, 0.0, pairs)) * stats.norm.ppf(0.95)
        assert width == pytest.approx(stats.t.ppf(0.95, pairs - 1) * np.sqrt(1 + 1 / pairs))


def test_the_extremes_of_few_values_are_pushed_out_to_where_the_quantiles_would_be() -> None:
    rng = np.random.default_rng(1)
    for pairs in (5, 8, 12, 40):
        ends = np.quantile(rng.normal(size=(4000, pairs)), 0.95, axis=1, method="median_unbiased")
        error = float(ends.std() / np.sqrt(len(ends)))
        assert ends.mean() * extremes_factor(pairs) == pytest.approx(1.645, abs=4 * error + 0.03)
    assert extremes_factor(13) == extremes_factor(500) == 1.0
