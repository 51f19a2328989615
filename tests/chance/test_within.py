"""A distribution cut to an interval is the distribution given that its value lies there."""

from __future__ import annotations

from math import exp, inf, log, sqrt

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.chance import Constant, Distribution, Within, from_parameters, truncated

NORMAL = from_parameters("normal", {"mean": 3, "sd": 2})
CUTS = [
    ("uniform", {"low": 2, "high": 5}, 3, 9),
    ("triangular", {"low": 1, "mode": 2, "high": 5}, 1.5, 4),
    ("normal", {"mean": 3, "sd": 2}, 0, 4),
    ("lognormal", {"median": 3, "cv": 0.5}, -inf, 4),
    ("log10_normal", {"mean": -5, "sd": 0.5}, 1e-6, inf),
    ("exponential", {"mean": 2}, 1, 3),
    ("gamma", {"mean": 2, "cv": 0.5}, 1, 5),
    ("erlang", {"mean": 3, "k": 3}, 1, 5),
    ("beta", {"a": 2, "b": 3}, 0.1, 0.5),
    ("weibull", {"shape": 1.7, "scale": 3}, 0.5, 4),
    ("poisson", {"mean": 4.2}, 2, 6.5),
    ("binomial", {"n": 20, "p": 0.3}, 3.5, 8),
    ("empirical", {"values": [1, 2, 3, 5, 8]}, 2, 5),
]
cuts = pytest.mark.parametrize(("kind", "parameters", "low", "high"), CUTS, ids=[cut[0] for cut in CUTS])


@cuts
def test_a_cut_distribution_is_the_whole_one_given_the_interval(
    kind: str, parameters: dict[str, float | list[float]], low: float, high: float
) -> None:
    whole = from_parameters(kind, parameters)
    cut = truncated(whole, low, high)
    inside = whole.cdf(high) - whole.cdf(whole.before(low))
    for u in (2.0**-53, 0.01, 0.25, 0.5, 0.9, 1 - 2.0**-53):
        x = cut.quantile(u)
        assert max(low, whole.low) <= x <= min(high, whole.high)
        assert cut.cdf(x) == pytest.approx((whole.cdf(x) - whole.cdf(whole.before(low))) / inside, abs=1e-12)
        assert cut.cdf(x) >= u - 1e-12
        assert cut.cdf(cut.before(x)) <= u + 1e-12
    assert cut.cdf(cut.high) == 1.0
    assert cut.cdf(cut.before(cut.low)) == pytest.approx(0.0, abs=1e-15)


@cuts
def test_the_mean_of_a_cut_distribution_is_the_mean_of_its_quantiles(
    kind: str, parameters: dict[str, float | list[float]], low: float, high: float
) -> None:
    cut = truncated(from_parameters(kind, parameters), low, high)
    n = 20_000
    middles = float(np.mean([cut.quantile((k + 0.5) / n) for k in range(n)]))
    assert cut.mean == pytest.approx(middles, rel=5e-4)
    assert cut.mean != pytest.approx(from_parameters(kind, parameters).mean, rel=1e-3)


def test_a_cut_normal_agrees_with_scipy_stats() -> None:
    cut, peer = truncated(NORMAL, 0, 4), scipy.stats.truncnorm(-1.5, 0.5, loc=3, scale=2)
    for u in (0.001, 0.2, 0.5, 0.999):
        assert cut.quantile(u) == pytest.approx(float(peer.ppf(u)), rel=1e-10)
    assert cut.mean == pytest.approx(float(peer.mean()), rel=1e-10)
    assert (cut.low, cut.high) == (0, 4)
    assert cut.central == cut.quantile(0.5)


def test_an_exponential_cut_from_below_has_no_memory() -> None:
    cut = truncated(from_parameters("exponential", {"mean": 2}), 5, inf)
    assert cut.mean == pytest.approx(7)
    assert cut.quantile(1 - exp(-1)) == pytest.approx(7)
    assert cut.quantile(1 - 2.0**-53) < inf


def test_both_ends_of_a_cut_count_are_possible() -> None:
    cut = truncated(from_parameters("binomial", {"n": 2, "p": 0.5}), 1, 2)
    assert [cut.quantile(u) for u in (2.0**-53, 0.66, 0.67)] == [1, 1, 2]
    assert cut.mean == pytest.approx(4 / 3)
    between = truncated(from_parameters("poisson", {"mean": 4}), 1.5, 6.5)
    assert (between.low, between.high) == (2, 6)
    assert between.quantile(2.0**-53) == 2


def test_rounding_never_leads_out_of_a_cut() -> None:
    for k in range(1, 100):
        cut = truncated(NORMAL, -k / 17, k / 13)
        assert cut.low <= cut.quantile(2.0**-53) <= cut.quantile(1 - 2.0**-53) <= cut.high


def test_the_central_value_of_a_cut_beta_is_its_mean() -> None:
    cut = truncated(from_parameters("beta", {"a": 2, "b": 3}), 0.1, 0.5)
    assert cut.central == cut.mean


def test_a_cut_that_cuts_nothing_changes_nothing() -> None:
    beta = from_parameters("beta", {"a": 2, "b": 3})
    assert truncated(beta, 0, 1) is beta
    assert truncated(NORMAL, -inf, inf) is NORMAL
    assert truncated(Constant(3), 3, 3) == Constant(3)


def test_a_second_cut_is_the_common_part_of_both() -> None:
    assert truncated(truncated(NORMAL, 0, 4), 1, 9) == truncated(NORMAL, 1, 4)
    values = from_parameters("empirical", {"values": [1, 2, 3]})
    assert truncated(values, 2, 9) == from_parameters("empirical", {"values": [2, 3]})


@pytest.mark.parametrize(
    ("distribution", "low", "high", "message"),
    [
        (NORMAL, 4, 1, r"within: \[4, 1\]: the first must not be above the second"),
        (NORMAL, float("nan"), 1, "the first must not be above the second"),
        (NORMAL, 1e3, 1e4, r"within: \[1000, 10000\] has no probability; the values lie from -inf to inf around 3"),
        (NORMAL, 2, 2, "has no probability"),
        (from_parameters("uniform", {"low": 2, "high": 5}), 6, 7, "the values lie from 2 to 5 around 3.5"),
        (from_parameters("poisson", {"mean": 4}), 1.2, 1.8, r"within: \[1.2, 1.8\] has no probability"),
        (from_parameters("empirical", {"values": [1, 2]}), 1.2, 1.8, "has no probability"),
        (Constant(3), 4, 5, r"within: \[4, 5\] has no probability; the values lie from 3 to 3"),
        (truncated(NORMAL, 0, 4), 5, 6, "the first must not be above the second|has no probability"),
    ],
)
def test_an_interval_without_probability_is_refused(
    distribution: Distribution, low: float, high: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        truncated(distribution, low, high)


@given(factor=st.floats(0.2, 5))
def test_a_cut_moves_with_the_level(factor: float) -> None:
    cut = truncated(NORMAL, 0, 4)
    moved = cut.scaled(factor)
    assert moved.high == pytest.approx(4 * factor)
    for u in (0.01, 0.5, 0.99):
        assert moved.quantile(u) == pytest.approx(factor * cut.quantile(u), rel=1e-9)


def test_the_cut_of_a_count_stays_when_its_level_moves() -> None:
    moved = truncated(from_parameters("poisson", {"mean": 4}), 1, 6).scaled(1.3)
    assert (moved.low, moved.high) == (1, 6)
    assert moved == truncated(from_parameters("poisson", {"mean": 5.2}), 1, 6)
    binomial = truncated(from_parameters("binomial", {"n": 9, "p": 0.5}), 1, 6)
    assert binomial.shifted(0.3) == binomial.scaled(exp(0.3))
    assert (binomial.shifted(0.3).low, binomial.shifted(0.3).high) == (1, 6)


@pytest.mark.parametrize("logit", [-3.0, -0.2, 0.0, 0.2, 3.0])
def test_a_share_cut_to_0_and_1_stays_there_when_its_level_moves(logit: float) -> None:
    cut = truncated(from_parameters("normal", {"mean": 0.9, "sd": 0.08}), 0, 1)
    moved = cut.shifted(logit)
    assert isinstance(moved, Within)
    assert (moved.low, moved.high) == (0, 1)
    assert moved.distribution.central == pytest.approx(1 / (1 + exp(-logit) / 9))


def test_a_cut_beta_is_moved_on_the_logit_scale_whether_shifted_or_scaled() -> None:
    cut = truncated(from_parameters("beta", {"a": 2, "b": 3}), 0.2, 0.5)
    moved = cut.shifted(log(2))
    assert (moved.low, moved.high) == pytest.approx((1 / 3, 2 / 3))
    assert cut.scaled(2) == moved


def test_a_distribution_not_cut_at_all_is_detected() -> None:
    cut, peer = truncated(NORMAL, 0, 4), scipy.stats.truncnorm(-1.5, 0.5, loc=3, scale=2)
    n = 2_000
    se = float(peer.std()) / sqrt(n)
    rng = np.random.default_rng(1)
    us = [float(u) for u in rng.random(n)]
    assert abs(np.mean([cut.quantile(u) for u in us]) - peer.mean()) < 3.5 * se
    assert abs(np.mean([NORMAL.quantile(u) for u in us]) - peer.mean()) > 3.5 * se
