from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import expit, logit, ndtr

from cipsc_sim.analysis.estimates import (
    Entry,
    fraction,
    mean,
    paired_difference,
    quantile,
    ratio,
    variance_parts,
)
from cipsc_sim.analysis.estimates.ignorance import PairValues

FIVE_TO_95 = np.array([-1.6449, 1.6449])
RUNS = 60


def average_range(entries: list[Entry]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard error of the two ends of the ignorance range."""
    ends = np.array([(entry.ignorance_low, entry.ignorance_high) for entry in entries], dtype=float)
    return ends.mean(axis=0), ends.std(axis=0, ddof=1) / np.sqrt(len(ends))


def by_pair(rng: np.random.Generator, pairs: int, sd: float) -> np.ndarray:
    return np.repeat(sd * rng.normal(size=pairs), 2)


@pytest.mark.parametrize("prior_sd", [1.0, 3.0])
def test_the_range_of_a_mean_is_that_of_its_normal_prior(prior_sd: float) -> None:
    rng = np.random.default_rng(50)
    entries = [mean(10 + by_pair(rng, 400, prior_sd) + 2 * rng.normal(size=800), "d", pairs=True) for _ in range(RUNS)]

    ends, error = average_range(entries)

    assert ends == pytest.approx(10 + prior_sd * FIVE_TO_95, abs=3 * error.max() + 0.02)


def test_twin_that_takes_chance_for_ignorance_is_too_wide() -> None:
    rng = np.random.default_rng(51)
    values = 10 + by_pair(rng, 400, 1.0) + 2 * rng.normal(size=800)

    low, high = np.quantile(values.reshape(-1, 2).mean(axis=1), [0.05, 0.95])

    assert high - low > 1.5 * np.ptp(FIVE_TO_95)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.5, 0.9])
def test_the_range_of_a_fraction_is_that_of_its_logit_normal_prior(p: float) -> None:
    rng = np.random.default_rng(52)
    entries = []
    for _ in range(RUNS):
        trials = rng.poisson(20, 800)
        entries.append(fraction(rng.binomial(trials, expit(logit(p) + by_pair(rng, 400, 0.8))), trials, pairs=True))

    ends, _ = average_range(entries)

    assert ends == pytest.approx(expit(logit(p) + 0.8 * FIVE_TO_95), abs=0.015)


def test_the_range_of_a_ratio_holds_where_bad_parameters_leave_a_small_denominator() -> None:
    rng = np.random.default_rng(53)
    entries, doses_by_parameter = [], lambda z: 20 * expit(1 + z)
    for _ in range(RUNS):
        doses = rng.poisson(doses_by_parameter(by_pair(rng, 400, 1.0)))
        entries.append(ratio(np.full(800, 100.0), doses, "EUR", pairs=True))

    ends, _ = average_range(entries)

    assert ends == pytest.approx(100 / doses_by_parameter(-FIVE_TO_95), rel=0.05)


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_the_range_of_a_quantile_is_that_of_the_prior_of_its_scale(q: float) -> None:
    rng = np.random.default_rng(54)
    entries = []
    for _ in range(20):
        scales = np.exp(by_pair(rng, 200, 0.3))
        entries.append(quantile([s * rng.lognormal(0, 0.5, rng.poisson(20)) for s in scales], q, "d", pairs=True))

    ends, _ = average_range(entries)

    middle = np.exp(0.5 * {0.5: 0.0, 0.9: 1.2816}[q])
    assert ends == pytest.approx(middle * np.exp(0.3 * FIVE_TO_95), rel=0.06)


def test_the_range_of_a_difference_is_that_of_what_the_variants_do_not_share() -> None:
    rng = np.random.default_rng(55)
    ones = np.ones(1600)
    shared = by_pair(rng, 800, 5.0) + rng.normal(size=1600)
    gain = 2 + by_pair(rng, 800, 0.5) + 0.5 * rng.normal(size=1600)

    entry = paired_difference(shared + gain, ones, shared, ones, "d", pairs=True)

    assert (entry.ignorance_low, entry.ignorance_high) == pytest.approx(tuple(2 + 0.5 * FIVE_TO_95), abs=0.15)


def test_without_ignorance_the_range_is_a_part_of_chance_that_shrinks_with_more_pairs() -> None:
    rng = np.random.default_rng(56)
    widths: dict[int, dict[str, list[float]]] = {}
    for pairs in (50, 800):
        found = widths.setdefault(pairs, {"mean": [], "fraction": [], "quantile": []})
        for _ in range(20):
            trials = rng.poisson(20, 2 * pairs)
            entries = {
                "mean": mean(rng.normal(10, 2, 2 * pairs), "d", pairs=True),
                "fraction": fraction(rng.binomial(trials, 0.3), trials, pairs=True),
                "quantile": quantile(list(rng.lognormal(0, 0.5, (2 * pairs, 20))), 0.5, "d", pairs=True),
            }
            for name, entry in entries.items():
                assert entry.ignorance_low is not None and entry.ignorance_high is not None
                assert entry.mean is not None
                assert entry.ignorance_low < entry.mean < entry.ignorance_high
                found[name].append(entry.ignorance_high - entry.ignorance_low)

    chance = {"mean": 2 / np.sqrt(2), "fraction": np.sqrt(0.21 / 40), "quantile": 1.2533 * 0.5 / np.sqrt(40)}
    for name, sd in chance.items():
        few, many = (np.mean(widths[pairs][name]) / (sd * np.ptp(FIVE_TO_95)) for pairs in (50, 800))
        assert many < 0.3 < few < 0.65, name
        assert many < 0.62 * few, name  # with the fourth root of the pairs
        assert min(widths[800][name]) > 0, name


def test_pairs_that_are_all_alike_leave_nothing_open_and_by_chance_alike_ones_do() -> None:
    assert PairValues(np.full(20, 2.0), np.zeros(20)).range_about(2.0) == (2.0, 2.0)
    low, high = PairValues(np.full(20, 2.0), np.tile([1.0, -1.0], 10)).range_about(2.0)
    assert 2 - low == pytest.approx(high - 2) and 0.1 < high - low < 1


def test_what_is_never_below_zero_is_not_said_to_be_and_a_difference_may_be() -> None:
    rare = np.eye(1, 12)[0] * 3
    entry = ratio(rare, np.ones(12), "1/a", pairs=True)
    assert entry.ignorance_low == 0.0

    gain = np.repeat([0.0, 0.5, 1.0, 1.5, 2.0, 1.0], 2)  # in no pair below zero
    difference = paired_difference(5 + gain, np.ones(12), np.full(12, 5.0), np.ones(12), "d", pairs=True)
    assert difference.ignorance_low is not None and difference.ignorance_low < 0


def held_and_narrow(
    pairs: int, ignorance: float, range_of: Callable[[PairValues], tuple[float, float]]
) -> tuple[float, float]:
    """How many further draws a range holds on average, and how often it is less than half as wide as the true one;
    chance in the mean of a pair has a standard deviation of 1.
    """
    rng = np.random.default_rng(59)
    ends = np.empty((800, 2))
    for i in range(len(ends)):
        values = ignorance * rng.normal(size=(pairs, 1)) + np.sqrt(2) * rng.normal(size=(pairs, 2))
        ends[i] = range_of(PairValues(values.mean(axis=1), values[:, 0] - values[:, 1]))
    held = ndtr(ends[:, 1] / ignorance) - ndtr(ends[:, 0] / ignorance)
    return float(held.mean()), float(np.mean(np.ptp(ends, axis=1) < ignorance * np.ptp(FIVE_TO_95) / 2))


def about_mean(values: PairValues) -> tuple[float, float]:
    return values.range_about(float(values.pair.mean()))


def by_the_unbiased_part(values: PairValues) -> tuple[float, float]:
    """The twin: the range that the part without bias, cut at zero, would give."""
    center, sd = float(values.pair.mean()), np.sqrt(values.ignorance_variance)
    return center - 1.645 * sd, center + 1.645 * sd


@pytest.mark.parametrize(("pairs", "ignorance"), [(5, 3.0), (10, 0.1), (10, 1.0), (20, 0.3), (50, 1.0), (100, 0.3)])
def test_a_range_holds_nine_in_ten_further_draws_and_is_hardly_ever_far_too_narrow(
    pairs: int, ignorance: float
) -> None:
    held, narrow = held_and_narrow(pairs, ignorance, about_mean)

    assert held > 0.88
    assert narrow < 0.06


@pytest.mark.parametrize(("pairs", "ignorance"), [(5, 3.0), (10, 0.1), (10, 1.0), (20, 0.3), (100, 0.3)])
def test_twin_that_shows_the_unbiased_part_holds_too_few(pairs: int, ignorance: float) -> None:
    held, narrow = held_and_narrow(pairs, ignorance, by_the_unbiased_part)

    assert held < 0.8
    assert narrow > 0.1


def test_the_range_of_a_fraction_stays_within_nought_and_one() -> None:
    successes = np.repeat([0.0, 4.0], 20)

    entry = fraction(successes, np.full(40, 4.0), pairs=True)

    assert entry.ignorance_low is not None and entry.ignorance_high is not None
    assert 0 <= entry.ignorance_low < 0.01
    assert 0.99 < entry.ignorance_high <= 1


def test_replications_that_share_no_parameters_have_no_range() -> None:
    values = np.random.default_rng(57).normal(10, 2, 40)
    entries = [
        mean(values, "d", pairs=False),
        fraction(np.ones(40), np.full(40, 2.0), pairs=False),
        quantile(list(values.reshape(-1, 1)), 0.5, "d", pairs=False),
    ]

    for entry in entries:
        assert entry.half_width is not None
        assert (entry.ignorance_low, entry.ignorance_high) == (None, None)


def test_variance_parts_tell_chance_from_ignorance() -> None:
    rng = np.random.default_rng(58)
    values = 10 + by_pair(rng, 4000, 3.0) + 2 * rng.normal(size=8000)

    simulation, ignorance = variance_parts(values, np.ones(8000))

    assert simulation == pytest.approx(4, rel=0.07)
    assert ignorance == pytest.approx(9, rel=0.1)


def test_the_ignorance_part_is_never_negative() -> None:
    simulation, ignorance = variance_parts(np.tile([1.0, 3.0], 10), np.ones(20))

    assert (simulation, ignorance) == (2.0, 0.0)


def test_variance_parts_of_one_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="two pairs"):
        variance_parts([1.0, 2.0], [1.0, 1.0])
