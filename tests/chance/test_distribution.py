"""Every family is what the textbooks say, asked by quantile."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import exp, inf, log, sqrt
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.chance import FAMILIES, Constant, Distribution, Source, from_parameters, truncated

PARAMETERS: dict[str, Any] = {
    "uniform": {"low": 2, "high": 5},
    "triangular": {"low": 1, "mode": 2, "high": 5},
    "normal": {"mean": 3, "sd": 2},
    "lognormal": {"median": 3, "cv": 0.5},
    "log10_normal": {"mean": -5, "sd": 0.5},
    "exponential": {"mean": 2},
    "gamma": {"mean": 2, "cv": 0.5},
    "erlang": {"mean": 3, "k": 3},
    "beta": {"a": 2, "b": 3},
    "weibull": {"shape": 1.7, "scale": 3},
    "poisson": {"mean": 4.2},
    "binomial": {"n": 20, "p": 0.3},
    "empirical": {"values": [3, 1, 7, 1.5], "weights": [1, 2, 0.5, 0.5]},
}
PEERS: dict[str, Any] = {
    "uniform": scipy.stats.uniform(2, 3),
    "triangular": scipy.stats.triang(0.25, 1, 4),
    "normal": scipy.stats.norm(3, 2),
    "lognormal": scipy.stats.lognorm(sqrt(log(1.25)), scale=3),
    "log10_normal": scipy.stats.lognorm(0.5 * log(10), scale=1e-5),
    "exponential": scipy.stats.expon(scale=2),
    "gamma": scipy.stats.gamma(4, scale=0.5),
    "erlang": scipy.stats.gamma(3, scale=1),
    "beta": scipy.stats.beta(2, 3),
    "weibull": scipy.stats.weibull_min(1.7, scale=3),
    "poisson": scipy.stats.poisson(4.2),
    "binomial": scipy.stats.binom(20, 0.3),
}
STEPPED = ("poisson", "binomial", "empirical")
SMOOTH = [kind for kind in PARAMETERS if kind not in STEPPED]
US = [2.0**-53, 1e-9, *(k / 64 for k in range(1, 64)), 1 - 1e-9, 1 - 2.0**-53]


def stated(kind: str) -> Distribution:
    return from_parameters(kind, PARAMETERS[kind])


def test_every_family_is_tested_here() -> None:
    assert set(PARAMETERS) == set(FAMILIES)


@pytest.mark.parametrize("kind", PARAMETERS)
def test_a_family_is_of_its_class_frozen_and_slotted(kind: str) -> None:
    distribution = stated(kind)
    assert type(distribution) is FAMILIES[kind]
    assert isinstance(distribution, Distribution)
    assert not hasattr(distribution, "__dict__")
    with pytest.raises((FrozenInstanceError, TypeError)):
        distribution.unheard_of = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", PEERS)
def test_quantile_cdf_mean_and_support_agree_with_scipy_stats(kind: str) -> None:
    distribution, peer = stated(kind), PEERS[kind]
    for u in (k / 200 for k in range(1, 200)):
        x = float(peer.ppf(u))
        assert distribution.quantile(u) == pytest.approx(x, rel=1e-11)
        assert distribution.cdf(x) == pytest.approx(float(peer.cdf(x)), rel=1e-11)
    assert distribution.mean == pytest.approx(float(peer.mean()), rel=1e-12)
    assert (distribution.low, distribution.high) == peer.support()
    assert distribution.cdf(distribution.high) == 1.0
    assert distribution.cdf(-1.0 if kind != "normal" else -inf) == 0.0


@pytest.mark.parametrize(
    ("kind", "parameters", "u", "expected"),
    [
        ("uniform", {"low": 2, "high": 6}, 0.25, 3.0),
        ("triangular", {"low": 0, "mode": 1, "high": 2}, 0.125, 0.5),
        ("triangular", {"low": 0, "mode": 0, "high": 1}, 0.75, 0.5),
        ("triangular", {"low": 0, "mode": 1, "high": 1}, 0.25, 0.5),
        ("normal", {"mean": 10, "sd": 2}, 0.975, 10 + 2 * 1.959963984540054),
        ("lognormal", {"median": 3, "gsd": 2}, 0.8413447460685429, 6.0),
        ("lognormal", {"median": 3, "cv": 1}, 0.8413447460685429, 3 * exp(sqrt(log(2)))),
        ("log10_normal", {"mean": 6, "sd": 1}, 0.8413447460685429, 1e7),
        ("exponential", {"mean": 2}, 1 - exp(-1), 2.0),
        ("gamma", {"mean": 2, "cv": 1}, 1 - exp(-1), 2.0),
        ("erlang", {"mean": 2, "k": 1}, 1 - exp(-1), 2.0),
        ("weibull", {"shape": 2.5, "scale": 7}, 1 - exp(-1), 7.0),
        ("beta", {"a": 1, "b": 1}, 0.3, 0.3),
        ("beta", {"a": 2, "b": 1}, 0.25, 0.5),
        ("poisson", {"mean": 1}, 0.5, 1.0),
        ("binomial", {"n": 2, "p": 0.5}, 0.75, 1.0),
    ],
)
def test_known_quantiles(kind: str, parameters: dict[str, float], u: float, expected: float) -> None:
    assert from_parameters(kind, parameters).quantile(u) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kind", SMOOTH)
@given(u=st.floats(1e-6, 1 - 1e-6))
def test_the_cdf_of_a_quantile_is_the_probability_asked_for(kind: str, u: float) -> None:
    distribution = stated(kind)
    assert distribution.cdf(distribution.quantile(u)) == pytest.approx(u, rel=1e-9)


@pytest.mark.parametrize("kind", PARAMETERS)
def test_quantiles_rise_and_stay_finite_for_every_uniform_number(kind: str) -> None:
    distribution = stated(kind)
    values = [distribution.quantile(u) for u in US]
    assert values == sorted(values)
    assert all(isinstance(value, float) and distribution.low <= value <= distribution.high for value in values)
    assert max(map(abs, values)) < inf


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("poisson", {"mean": 1e-3}),
        ("poisson", {"mean": 4.2}),
        ("poisson", {"mean": 812.5}),
        ("binomial", {"n": 1, "p": 0.3}),
        ("binomial", {"n": 20, "p": 0.03}),
        ("binomial", {"n": 5000, "p": 0.999}),
        ("empirical", {"values": [3, 1, 7, 1.5], "weights": [1, 2, 0.5, 0.5]}),
        ("empirical", {"values": [k / 7 for k in range(49)]}),
    ],
)
def test_a_stepped_quantile_is_exact_at_the_steps(kind: str, parameters: dict[str, float]) -> None:
    distribution = from_parameters(kind, parameters)
    value = distribution.quantile(1e-12)
    steps = 0
    while (u := distribution.cdf(value)) < 1 - 1e-12:
        assert distribution.quantile(u) == value
        following = distribution.quantile(float(np.nextafter(u, 1)))
        assert following > value
        assert distribution.before(following) < following
        assert distribution.cdf(distribution.before(following)) == u
        value, steps = following, steps + 1
    assert steps > 0


def test_counts_of_large_means_are_found_without_searching_long() -> None:
    assert from_parameters("poisson", {"mean": 1e9}).quantile(0.5) == pytest.approx(1e9, abs=1.0)
    few_of_many = from_parameters("binomial", {"n": 10**9, "p": 1e-8})
    assert few_of_many.quantile(0.5) == scipy.stats.poisson(10).ppf(0.5)


def test_values_seen_keep_their_weights_and_equal_values_are_one() -> None:
    distribution = from_parameters("empirical", {"values": [5, 2, 5, 9], "weights": [1, 1, 1, 0]})
    assert distribution == from_parameters("empirical", {"values": [2, 5], "weights": [1, 2]})
    assert [distribution.quantile(u) for u in (0.1, 1 / 3, 0.34, 0.99)] == [2, 2, 5, 5]
    assert distribution.mean == pytest.approx(4.0)
    assert (distribution.low, distribution.high) == (2, 5)


@pytest.mark.parametrize("kind", [*SMOOTH, "poisson", "binomial"])
def test_the_mean_up_to_a_value_agrees_with_scipy_stats(kind: str) -> None:
    distribution, peer = stated(kind), PEERS[kind]
    for u in (0.05, 0.3, 0.9):
        x = float(peer.ppf(u))
        assert distribution.mean_up_to(x) == pytest.approx(float(peer.expect(lambda y: y, ub=x)), rel=1e-6, abs=1e-12)
    assert distribution.mean_up_to(inf) == pytest.approx(distribution.mean, rel=1e-12)


@pytest.mark.parametrize("kind", PARAMETERS)
def test_what_a_planner_puts_in_is_the_median_and_of_a_beta_the_mean(kind: str) -> None:
    distribution = stated(kind)
    assert distribution.central == (distribution.mean if kind == "beta" else distribution.quantile(0.5))


def _errors_off(kind: str, truth: float) -> float:
    distribution = stated(kind)
    draws = [distribution.quantile(u) for u in Source(20260105, 4).uniforms(1, 1, 0, 0, 20_000)]
    return float((np.mean(draws) - truth) / (np.std(draws, ddof=1) / sqrt(len(draws))))


@pytest.mark.parametrize("kind", PARAMETERS)
def test_draws_have_the_mean_that_is_stated_and_a_mean_five_percent_off_is_detected(kind: str) -> None:
    assert abs(_errors_off(kind, stated(kind).mean)) < 3.5
    assert abs(_errors_off(kind, 1.05 * stated(kind).mean)) > 3.5


@pytest.mark.parametrize("kind", [*SMOOTH, "empirical"])
def test_a_level_multiplied_multiplies_every_value(kind: str) -> None:
    distribution = stated(kind)
    moved = distribution.scaled(1.3)
    if kind == "beta":
        assert moved == distribution.shifted(log(1.3))
        return
    for u in US:
        assert moved.quantile(u) == pytest.approx(1.3 * distribution.quantile(u), rel=1e-12)
    assert (moved.low, moved.high) == pytest.approx((1.3 * distribution.low, 1.3 * distribution.high))


def test_counts_multiply_their_mean_or_the_odds_of_their_chance() -> None:
    assert stated("poisson").scaled(1.5).mean == pytest.approx(6.3)
    odds = 1.5 * 0.3 / 0.7
    assert stated("binomial").scaled(1.5).mean == pytest.approx(20 * odds / (1 + odds))


@given(a=st.floats(0.1, 1e3), b=st.floats(0.1, 1e3), logit=st.floats(-5, 5))
def test_a_beta_moved_on_the_logit_scale_keeps_a_plus_b(a: float, b: float, logit: float) -> None:
    moved = from_parameters("beta", {"a": a, "b": b}).shifted(logit)
    assert moved.a + moved.b == pytest.approx(a + b)  # type: ignore[attr-defined]
    assert log(moved.mean / (1 - moved.mean)) == pytest.approx(log(a / b) + logit, abs=1e-9)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("normal", {"mean": 0.2, "sd": 0.01}),
        ("lognormal", {"median": 0.2, "cv": 0.3}),
        ("uniform", {"low": 0.1, "high": 0.3}),
        ("triangular", {"low": 0, "mode": 0.2, "high": 0.4}),
        ("empirical", {"values": [0.1, 0.2, 0.3]}),
    ],
)
def test_a_share_moved_on_the_logit_scale_moves_its_central_value_so(
    kind: str, parameters: dict[str, float | list[float]]
) -> None:
    distribution = from_parameters(kind, parameters)
    if kind in ("uniform", "triangular"):
        low, high = (
            share * exp(0.7) / (share * exp(0.7) + 1 - share) for share in (distribution.low, distribution.high)
        )
        assert (distribution.shifted(0.7).low, distribution.shifted(0.7).high) == pytest.approx((low, high))
    else:
        odds = 0.2 / 0.8 * exp(0.7)
        assert distribution.shifted(0.7).central == pytest.approx(odds / (1 + odds))
    assert distribution.shifted(0.0).quantile(0.3) == pytest.approx(distribution.quantile(0.3))


def test_a_constant_is_the_same_for_every_uniform_number_and_0_and_1_are_sure() -> None:
    constant = Constant(0.2)
    assert {constant.quantile(u) for u in US} == {0.2}
    assert (constant.mean, constant.central, constant.low, constant.high) == (0.2, 0.2, 0.2, 0.2)
    assert (constant.cdf(0.1999), constant.cdf(0.2), constant.cdf(constant.before(0.2))) == (0.0, 1.0, 0.0)
    assert constant.scaled(3).mean == pytest.approx(0.6)
    assert constant.shifted(log(4)).mean == pytest.approx(0.5)
    assert (Constant(0.0).shifted(9).mean, Constant(1.0).shifted(-9).mean) == (0.0, 1.0)
    assert Constant(0.5).shifted(-2000).mean == 0.0
    assert Constant(0.5).shifted(2000).mean == 1.0


@pytest.mark.parametrize("factor", [0.0, -1.0, inf, float("nan")])
@pytest.mark.parametrize("kind", PARAMETERS)
def test_a_level_is_only_multiplied_by_what_is_above_0(kind: str, factor: float) -> None:
    with pytest.raises(ValueError, match="the factor must be above 0"):
        stated(kind).scaled(factor)
    with pytest.raises(ValueError, match="the factor must be above 0"):
        truncated(stated(kind), 1e-6, 4.0).scaled(factor)


@pytest.mark.parametrize("kind", ["normal", "gamma", "uniform", "poisson", "empirical"])
def test_what_is_no_share_has_no_logit(kind: str) -> None:
    with pytest.raises(ValueError, match="has no logit; a share or a chance lies between 0 and 1"):
        stated(kind).shifted(0.1)


def test_a_count_that_is_mostly_0_has_no_logit() -> None:
    with pytest.raises(ValueError, match="the level 0 has no logit"):
        from_parameters("poisson", {"mean": 0.1}).shifted(0.1)
