"""A trait says what relatives share and leaves every distribution as it was stated."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest
import scipy.stats
from scipy.special import kolmogi, ndtr, ndtri

from cipsc_sim.chance import Source, combine, from_parameters, move, move_by

N = 20_000
SOURCE = Source(20260105, 3)
Move = Callable[[float, float, float, float], float]


def _normals(stream: int, n: int = N) -> list[float]:
    return [float(ndtri(SOURCE.uniform(stream, owner))) for owner in range(n)]


def _distance_from_uniform(numbers: list[float]) -> float:
    """Kolmogorov–Smirnov statistic, over its critical value at 0.1 %."""
    ordered = np.sort(numbers)
    n = len(ordered)
    above = np.max(np.arange(1, n + 1) / n - ordered)
    below = np.max(ordered - np.arange(n) / n)
    return float(max(above, below) * sqrt(n) / kolmogi(0.001))


def _moved(rule: Move, rho: float, shares: tuple[float, ...]) -> list[float]:
    parts = [_normals(10 + k) for k in range(len(shares))]
    numbers = []
    for owner in range(N):
        trait, share = combine([(share, part[owner]) for share, part in zip(shares, parts, strict=True)])
        numbers.append(rule(SOURCE.uniform(99, owner), rho, trait, share))
    return numbers


def _without_share(u: float, rho: float, trait: float, share: float) -> float:
    return move(u, rho, trait, 1.0)


def _without_root(u: float, rho: float, trait: float, share: float) -> float:
    return float(ndtr(rho * trait + (1.0 - rho * rho * share) * float(ndtri(u))))


@pytest.mark.parametrize("rho", [-1.0, -0.5, 0.0, 0.6, 0.95, 1.0])
@pytest.mark.parametrize("shares", [(1.0,), (0.44, 0.56), (0.3,), (0.2, 0.25)])
def test_a_moved_number_is_uniform_whatever_part_of_the_trait_is_drawn(rho: float, shares: tuple[float, ...]) -> None:
    assert _distance_from_uniform(_moved(move, rho, shares)) < 1.0


@pytest.mark.parametrize("wrong", [_without_share, _without_root])
def test_a_wrong_rule_is_detected(wrong: Move) -> None:
    assert _distance_from_uniform(_moved(wrong, 0.8, (0.44,))) > 1.0


def test_the_stated_mean_and_sd_stay() -> None:
    stated = from_parameters("gamma", {"mean": 3.0, "cv": 0.5})
    values = [stated.quantile(u) for u in _moved(move, 0.7, (0.44,))]
    mean, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    assert abs(mean - 3.0) < 3.5 * 1.5 / sqrt(N)
    excess_kurtosis = 6.0 * 0.5**2
    assert abs(sd - 1.5) < 3.5 * 1.5 * sqrt((excess_kurtosis + 2.0) / (4.0 * N))


def _correlation_of_relatives(rho: float, share: float, n: int = N) -> float:
    """Correlation of normal scores of two relatives who share the part of a trait with variance ``share``."""
    shared = _normals(21, n)
    own = (_normals(22, n), _normals(23, n))
    scores = []
    for k in (0, 1):
        moved = []
        for owner in range(n):
            trait, whole = combine([(share, shared[owner]), (1.0 - share, own[k][owner])])
            moved.append(float(ndtri(move(SOURCE.uniform(24 + k, owner), rho, trait, whole))))
        scores.append(moved)
    return float(scipy.stats.pearsonr(*scores).statistic)


@pytest.mark.parametrize(("rho", "share"), [(0.6, 1.0), (-0.6, 1.0), (0.9, 0.44), (0.3, 1.0)])
def test_relatives_correlate_by_the_square_of_rho_times_what_they_share(rho: float, share: float) -> None:
    truth = rho * rho * share
    assert abs(_correlation_of_relatives(rho, share) - truth) < 3.5 * (1.0 - truth**2) / sqrt(N)


def test_a_correlation_of_rho_instead_of_its_square_is_detected() -> None:
    assert abs(_correlation_of_relatives(0.6, 1.0) - 0.6) > 3.5 * (1.0 - 0.6**2) / sqrt(N)


def test_no_influence_leaves_the_number_and_full_influence_gives_the_trait() -> None:
    assert move(0.3, 0.0, 2.0) == pytest.approx(0.3, rel=1e-12)
    assert move(0.3, 1.0, 1.5) == pytest.approx(float(ndtr(1.5)), rel=1e-12)
    assert move(0.3, -1.0, 1.5) == pytest.approx(float(ndtr(-1.5)), rel=1e-12)
    assert move(0.3, 0.5, 1.0) == pytest.approx(float(ndtr(0.5 + sqrt(0.75) * float(ndtri(0.3)))), rel=1e-12)


def test_a_moved_number_is_never_0_or_1() -> None:
    for trait in (-50.0, 50.0):
        assert 0.0 < move(0.5, 1.0, trait) < 1.0
        assert 0.0 < move_by(0.5, [(1.0, trait, 1.0)]) < 1.0


def test_one_trait_in_the_rule_for_several_is_the_rule_for_one() -> None:
    for u, rho, trait, share in ((0.2, 0.6, 1.1, 1.0), (0.9, -0.4, -2.0, 0.44)):
        assert move_by(u, [(rho, trait, share)]) == pytest.approx(move(u, rho, trait, share), rel=1e-13)
    assert move_by(0.2, []) == pytest.approx(0.2, rel=1e-13)


def test_a_number_moved_by_two_traits_is_uniform_and_its_twin_without_the_second_share_is_not() -> None:
    first, second = _normals(31), _normals(32)
    owners = range(N)

    def numbers(stated_share: float) -> list[float]:
        half = sqrt(0.5)
        return [
            move_by(SOURCE.uniform(33, o), [(0.6, first[o], 1.0), (-0.7, half * second[o], stated_share)])
            for o in owners
        ]

    assert _distance_from_uniform(numbers(0.5)) < 1.0
    assert _distance_from_uniform(numbers(0.0)) > 1.0


def test_parts_combine_by_the_roots_of_their_shares() -> None:
    trait, share = combine([(0.36, 2.0), (0.64, -1.0)])
    assert trait == pytest.approx(0.6 * 2.0 - 0.8)
    assert share == 1.0
    assert combine([]) == (0.0, 0.0)
    assert combine([(0.1, 0.0)] * 10)[1] == 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: move(0.5, 1.1, 0.0), "moves a quantity by 1.1; it must be between -1 and 1"),
        (lambda: move(0.5, 0.5, 0.0, 1.5), "share of a trait is 1.5; it must be between 0 and 1"),
        (lambda: move_by(0.5, [(0.8, 0.0, 1.0), (0.7, 0.0, 1.0)]), "squares sum to 1.13"),
        (lambda: move_by(0.5, [(0.8, 0.0, -1.0)]), "each must be between 0 and 1"),
        (lambda: combine([(0.7, 0.0), (0.7, 0.0)]), "their sum at most 1"),
        (lambda: combine([(-0.1, 0.0)]), "each must be at least 0"),
    ],
)
def test_what_cannot_be_a_trait_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
