"""The parts of variance are those that were put in, and their intervals hold them."""

from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.estimates.ignorance import PairValues, ratio_by_pair
from cipsc_sim.analysis.estimates.parts import FEWEST_PAIRS, parts_of


def pairs_of(rng: np.random.Generator, number: int, ignorance: float, chance: float) -> PairValues:
    """Pairs of a model with these standard deviations."""
    values = rng.normal(0, ignorance, number)[:, None] + rng.normal(0, chance, (number, 2))
    return PairValues(values.mean(axis=1), values[:, 0] - values[:, 1])


@pytest.mark.parametrize(("ignorance", "chance", "number"), [(1.0, 1.0, 20), (0.3, 1.0, 50), (2.0, 0.5, 50)])
def test_each_interval_holds_its_variance_nineteen_times_in_twenty(
    ignorance: float, chance: float, number: int
) -> None:
    rng, times = np.random.default_rng(1), 1200
    held = np.zeros(3)
    for _ in range(times):
        found = parts_of(pairs_of(rng, number, ignorance, chance))
        assert found is not None
        truths = ((ignorance**2 + chance**2 / 2) / number, chance**2, ignorance**2)
        each = (found.simulation, found.batches, found.ignorance)
        held += [part.low <= truth <= part.high for part, truth in zip(each, truths, strict=True)]
    error = np.sqrt(0.05 * 0.95 * times)
    assert (held >= 0.95 * times - 3 * error).all(), held / times
    assert (held <= 0.985 * times).all(), held / times  # and are no wider than they have to be


def skewed_pairs_hold(number: int, times: int = 1000) -> np.ndarray:
    """How often the three intervals hold where ignorance and chance are exponential, both with a standard deviation of 1."""
    rng, held = np.random.default_rng(6), np.zeros(3)
    for _ in range(times):
        values = rng.exponential(1, number)[:, None] + rng.exponential(1, (number, 2))
        found = parts_of(PairValues(values.mean(axis=1), values[:, 0] - values[:, 1]))
        assert found is not None
        each = zip((found.simulation, found.batches, found.ignorance), (1.5 / number, 1.0, 1.0), strict=True)
        held += [part.low <= truth <= part.high for part, truth in each]
    return held / times


@pytest.mark.parametrize(("number", "at_least"), [(20, 0.91), (50, 0.93), (100, 0.94)])
def test_of_skewed_values_intervals_hold_nearly_as_often(number: int, at_least: float) -> None:
    error = np.sqrt(0.05 * 0.95 / 1000)
    assert (skewed_pairs_hold(number) > at_least - 3 * error).all()


def test_twin_that_takes_the_spread_of_squares_as_it_is_holds_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cipsc_sim.analysis.estimates.parts.TAILS", 1.0)
    assert skewed_pairs_hold(50).min() < 0.93 - 3 * np.sqrt(0.05 * 0.95 / 1000)


def test_without_ignorance_it_is_told_as_zero_with_an_upper_end_that_shrinks() -> None:
    rng = np.random.default_rng(2)
    few, many = (parts_of(pairs_of(rng, n, 0.0, 1.0)) for n in (20, 2000))
    assert few is not None and many is not None
    assert (few.ignorance.low, many.ignorance.low) == (0, 0)
    assert 0 < many.ignorance.high < few.ignorance.high < 2


def test_the_mean_of_many_draws_is_unbiased_before_it_is_cut_at_zero() -> None:
    rng = np.random.default_rng(3)
    found = [parts_of(pairs_of(rng, 30, 1.0, 1.0)) for _ in range(800)]
    values = np.array([each.ignorance.value for each in found if each is not None])
    assert abs(values.mean() - 1.0) < 3 * values.std() / np.sqrt(len(values))


def test_of_a_fraction_the_parts_are_those_of_the_beta_binomial() -> None:
    """Success 0.7 on average, over facts with sd 0.1; forty orders in each replication."""
    rng, chosen = np.random.default_rng(4), []
    for _ in range(300):
        p = rng.beta(0.7 * 20, 0.3 * 20, 60)  # variance .21 / 21 = .01
        successes = rng.binomial(40, np.repeat(p, 2)).astype(float)
        found = parts_of(ratio_by_pair(successes, np.full(120, 40.0)))
        assert found is not None
        chosen.append((found.ignorance.value, found.batches.value))
    ignorance, batches = np.array(chosen).mean(axis=0)
    error = np.array(chosen).std(axis=0) / np.sqrt(len(chosen))
    assert abs(ignorance - 0.01) < 3.5 * error[0]
    assert abs(batches - (0.7 * 0.3 - 0.01) / 40) < 3.5 * error[1]


def test_of_too_few_pairs_nothing_is_told() -> None:
    rng = np.random.default_rng(5)
    assert parts_of(pairs_of(rng, FEWEST_PAIRS - 1, 1.0, 1.0)) is None
    assert parts_of(PairValues(np.full(9, 2.0), np.zeros(9))) is not None  # nothing varies: all parts are zero
