"""What a scenario states becomes a distribution, or a sentence that says what is wrong."""

from __future__ import annotations

from math import inf, log, sqrt
from typing import Any

import pytest

from cipsc_sim.chance import FAMILIES, FORMS, Constant, from_parameters


@pytest.mark.parametrize(
    ("kind", "parameters", "value"),
    [
        ("uniform", {"low": 3, "high": 3}, 3.0),
        ("triangular", {"low": 3, "mode": 3, "high": 3}, 3.0),
        ("normal", {"mean": 3, "sd": 0}, 3.0),
        ("lognormal", {"median": 3, "cv": 0}, 3.0),
        ("lognormal", {"median": 3, "gsd": 1}, 3.0),
        ("log10_normal", {"mean": 3, "sd": 0}, 1000.0),
        ("gamma", {"mean": 3, "cv": 0}, 3.0),
        ("poisson", {"mean": 0}, 0.0),
        ("binomial", {"n": 0, "p": 0.3}, 0.0),
        ("binomial", {"n": 7, "p": 0}, 0.0),
        ("binomial", {"n": 7, "p": 1}, 7.0),
    ],
)
def test_without_spread_a_family_is_a_constant(kind: str, parameters: dict[str, float], value: float) -> None:
    distribution = from_parameters(kind, parameters)
    assert distribution == Constant(value)
    assert isinstance(distribution.mean, float)


def test_both_ways_to_state_a_lognormal_agree() -> None:
    by_cv = from_parameters("lognormal", {"median": 2, "cv": sqrt(2.718281828459045 - 1)})
    by_gsd = from_parameters("lognormal", {"gsd": 2.718281828459045, "median": 2})
    assert by_cv.quantile(0.9) == pytest.approx(by_gsd.quantile(0.9), rel=1e-12)


def test_log10_normal_is_the_lognormal_of_the_same_median() -> None:
    one = from_parameters("log10_normal", {"mean": 6, "sd": 0.2})
    other = from_parameters("lognormal", {"median": 1e6, "gsd": 10**0.2})
    assert one.quantile(0.9) == pytest.approx(other.quantile(0.9), rel=1e-12)
    assert one.mean == pytest.approx(1e6 * 10 ** (0.02 * log(10)), rel=1e-12)


def test_every_family_names_the_ways_to_state_it() -> None:
    assert set(FORMS) == set(FAMILIES)
    assert [str(form) for form in FORMS["lognormal"]] == ["{median, cv}", "{median, gsd}"]


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        (
            "lognorml",
            {"median": 1, "cv": 1},
            'no distribution "lognorml". Known: uniform, triangular, normal, lognormal, log10_normal, exponential, '
            "gamma, erlang, beta, weibull, poisson, binomial, empirical. Did you mean lognormal?",
        ),
        ("normal", {"mean": 1}, 'normal: "sd" is missing. It takes {mean, sd}.'),
        (
            "normal",
            {"mean": 1, "sdd": 2},
            'normal: no parameter "sdd" (did you mean sd?); "sd" is missing. It takes {mean, sd}.',
        ),
        (
            "lognormal",
            {"median": 1, "sigma": 2},
            'lognormal: no parameter "sigma"; "cv" is missing. It takes {median, cv} or {median, gsd}.',
        ),
        (
            "lognormal",
            {"median": 1, "cv": 2, "gsd": 2},
            "lognormal: median, cv, gsd do not go together. It takes {median, cv} or {median, gsd}.",
        ),
        ("exponential", {}, 'exponential: "mean" is missing. It takes {mean}.'),
        (
            "normal",
            {"mean": "three", "sd": [1.0]},
            "normal: mean is 'three', it must be a number; sd is [1.0], it must be a number",
        ),
        ("normal", {"mean": True, "sd": 1}, "normal: mean is True, it must be a number"),
        ("normal", {"mean": 10**400, "sd": 1}, "it must be a number"),
        ("exponential", {"mean": inf}, "exponential: mean is inf, it must be a number"),
        ("exponential", {"mean": float("nan")}, "exponential: mean is nan, it must be a number"),
        ("normal", {"mean": 1, "sd": -2}, "normal: sd is -2, it must be above 0, or 0 for a constant"),
        ("uniform", {"low": 5, "high": 2}, "uniform: high is 2, it must be above low (5)"),
        (
            "triangular",
            {"low": 3, "mode": 1, "high": 5},
            "triangular: mode is 1, it must be from low (3) to high (5)",
        ),
        ("triangular", {"low": 3, "mode": 4, "high": 2}, "high is 2, it must be above low (3); mode is 4"),
        (
            "lognormal",
            {"median": 0, "cv": -1},
            "lognormal: median is 0, it must be above 0; cv is -1, it must be at least",
        ),
        ("lognormal", {"median": 1, "gsd": 0.5}, "lognormal: gsd is 0.5, it must be at least 1"),
        ("log10_normal", {"mean": 5e9, "sd": 1}, "log10_normal: mean is 5000000000, it must be from -300 to 300"),
        ("log10_normal", {"mean": 5, "sd": -1}, "log10_normal: sd is -1, it must be at least 0"),
        ("exponential", {"mean": 0}, "exponential: mean is 0, it must be above 0"),
        ("gamma", {"mean": -1, "cv": 0.1}, "gamma: mean is -1, it must be above 0"),
        ("gamma", {"mean": 1, "cv": -0.1}, "gamma: cv is -0.1, it must be at least 0"),
        ("erlang", {"mean": 1, "k": 2.5}, "erlang: k is 2.5, it must be a whole number from 1"),
        ("erlang", {"mean": 1, "k": 0}, "erlang: k is 0, it must be a whole number from 1"),
        ("beta", {"a": 0, "b": -1}, "beta: a is 0, it must be above 0; b is -1, it must be above 0"),
        ("weibull", {"shape": 0, "scale": 1}, "weibull: shape is 0, it must be above 0"),
        ("poisson", {"mean": -1}, "poisson: mean is -1, it must be above 0, or 0 for a constant"),
        (
            "binomial",
            {"n": 2.5, "p": 1.2},
            "binomial: n is 2.5, it must be a whole number from 0; p is 1.2, it must be",
        ),
        ("empirical", {"values": []}, "empirical: values is [], it must be a list of numbers"),
        ("empirical", {"values": 3}, "empirical: values is 3, it must be a list of numbers"),
        ("empirical", {"values": [1, "x"]}, "empirical: values is [1, 'x'], it must be a list of numbers"),
        ("empirical", {"values": [1, 2], "weights": [1]}, "empirical: 2 values and 1 weights, it must be one each"),
        ("empirical", {"values": [1, 2], "weights": [1, -1]}, "empirical: a weight is -1, it must be at least 0"),
        ("empirical", {"values": [1, 2], "weights": [0, 0]}, "empirical: no value has a weight"),
        ("empirical", {"weights": [1]}, 'empirical: "values" is missing'),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(kind: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:
        from_parameters(kind, parameters)
    assert message in str(error.value)
