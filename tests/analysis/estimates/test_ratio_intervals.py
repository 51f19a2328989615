from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy import stats

from cipsc_sim.analysis.estimates import ANYTHING, SHARE, mean, paired_difference, ratio
from cipsc_sim.analysis.estimates.clusters import Floats

RUNS = 1500
Judge = Callable[[Sequence[bool]], bool]
COST_PER_DOSE = (5 + 8) / 8


def cost_and_doses(rng: np.random.Generator, replications: int, pairs: bool) -> tuple[Floats, Floats]:
    """A fixed cost of 5 on average, and 1 for each of 8 doses on average, at prices that differ between clusters."""
    price = rng.lognormal(-0.045, 0.3, replications // 2 if pairs else replications)
    doses = rng.poisson(8, replications).astype(float)
    cost = 5 * rng.gamma(2, 0.5, replications) + doses * (np.repeat(price, 2) if pairs else price)
    return cost, doses


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize("replications", [20, 200])
def test_intervals_of_ratios_with_correlated_parts_cover_the_truth(
    replications: int, pairs: bool, covers_95_percent: Judge
) -> None:
    rng = np.random.default_rng(30)
    hits = []
    for _ in range(RUNS):
        entry = ratio(*cost_and_doses(rng, replications, pairs), "EUR", pairs=pairs)
        assert entry.low is not None and entry.high is not None
        hits.append(entry.low <= COST_PER_DOSE <= entry.high)

    assert covers_95_percent(hits)


def test_twin_that_averages_the_ratios_of_replications_does_not_cover(covers_95_percent: Judge) -> None:
    rng = np.random.default_rng(31)
    hits = []
    for _ in range(RUNS):
        cost, doses = cost_and_doses(rng, 200, False)
        each = cost[doses > 0] / doses[doses > 0]
        error = stats.sem(each) * 1.972
        hits.append(abs(each.mean() - COST_PER_DOSE) <= error)

    assert not covers_95_percent(hits)


def test_the_interval_of_a_mean_of_symmetric_values_is_students() -> None:
    half = np.repeat(np.random.default_rng(32).gamma(2, 3, 10), 2)
    values = np.concatenate([20 + half, 20 - half])

    single, paired = mean(values, "d", pairs=False), mean(values, "d", pairs=True)

    for entry, independent in ((single, values), (paired, values.reshape(-1, 2).mean(axis=1))):
        low, high = stats.t.interval(0.95, len(independent) - 1, independent.mean(), stats.sem(independent))
        assert (entry.low, entry.high) == (pytest.approx(low), pytest.approx(high))
    assert (single.n, single.denominator, single.numerator) == (40, 40, pytest.approx(values.sum()))


def test_the_interval_of_skewed_values_is_willinks() -> None:
    values = np.random.default_rng(32).gamma(2, 3, 40)

    entry = mean(values, "d", pairs=False)

    squares = np.square(values - values.mean())
    beyond_normal = np.var(squares, ddof=1) / squares.mean() ** 2 - 2
    t = stats.t.ppf(0.975, 2 * 40 / (2 + beyond_normal))
    a, error = stats.skew(values, bias=False) / (6 * np.sqrt(40)), stats.sem(values)
    assert beyond_normal > 0.1

    def end(r: float) -> float:
        return float(values.mean() - error * (np.cbrt(1 + 6 * a * (r - a)) - 1) / (2 * a))

    assert (entry.low, entry.high) == (pytest.approx(end(t)), pytest.approx(end(-t)))
    assert entry.high is not None and entry.low is not None
    assert entry.high - values.mean() > values.mean() - entry.low


def test_a_replication_with_cost_and_without_doses_counts() -> None:
    entry = ratio([4.0] * 20, [2.0, 0.0] * 10, "EUR", pairs=False)

    assert entry.mean == 4.0
    assert entry.half_width is not None and entry.half_width > 0


def test_replications_in_which_nothing_happened_add_no_degrees_of_freedom() -> None:
    cost, doses = np.zeros(100), np.zeros(100)
    cost[:3], doses[:3] = (1.0, 2.0, 3.0), 1.0

    few = ratio(cost, doses, "EUR", pairs=False)

    low, high = stats.t.interval(0.95, 2, 2.0, 1 / np.sqrt(3))
    assert (few.low, few.high) == (pytest.approx(low), pytest.approx(high))


def test_a_ratio_to_nothing_is_missing_and_says_why() -> None:
    entry = ratio([1.0] * 12, [0.0] * 12, "EUR", pairs=False)

    assert (entry.mean, entry.numerator, entry.denominator) == (None, 12.0, 0.0)
    assert entry.reason == "there was nothing to divide by"


def test_zero_everywhere_is_not_given_a_width_of_zero() -> None:
    entry = ratio([0.0] * 12, [3.0] * 12, "1/a", pairs=False)

    assert (entry.mean, entry.low, entry.half_width) == (0.0, None, None)
    assert entry.reason == "every replication gives zero, so the spread cannot be seen"


def test_all_doses_in_one_pair_give_a_ratio_without_interval() -> None:
    entry = ratio([1.0] * 12, [1.0, 2.0] + [0.0] * 10, "EUR", pairs=True)

    assert (entry.mean, entry.low) == (4.0, None)
    assert entry.reason == "all observations lie in one independent replication or pair"


def two_variants(rng: np.random.Generator, replications: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Variant a takes 0.5 more per dose than b; the noise of a pair and of a replication is common to both."""
    cost, doses = cost_and_doses(rng, replications, True)
    dearer = cost + doses * (0.5 + 0.05 * rng.normal(size=replications))
    return dearer, doses, cost, doses


def test_a_paired_difference_is_much_narrower_than_an_unpaired_one() -> None:
    a, in_a, b, in_b = two_variants(np.random.default_rng(33), 100)

    paired = paired_difference(a, in_a, b, in_b, "EUR", pairs=True)

    first, second = ratio(a, in_a, "EUR", pairs=True), ratio(b, in_b, "EUR", pairs=True)
    assert first.half_width is not None and second.half_width is not None and paired.half_width is not None
    assert first.mean is not None and second.mean is not None
    assert paired.mean == pytest.approx(first.mean - second.mean)
    assert paired.half_width < 0.2 * np.hypot(first.half_width, second.half_width)


@pytest.mark.parametrize("pairs", [False, True])
def test_intervals_of_paired_differences_cover_the_truth(pairs: bool, covers_95_percent: Judge) -> None:
    rng = np.random.default_rng(34)
    hits = []
    for _ in range(RUNS):
        entry = paired_difference(*two_variants(rng, 60), "EUR", pairs=pairs)
        assert entry.low is not None and entry.high is not None
        hits.append(entry.low <= 0.5 <= entry.high)

    assert covers_95_percent(hits)


def test_the_interval_and_the_range_of_a_share_keep_within_nothing_and_all() -> None:
    chance = np.random.default_rng(1)
    treated = np.full(20, 4.0)
    sums = treated * np.repeat(chance.beta(1.0, 0.15, 10), 2)
    told, plain = (ratio(sums, treated, "1", pairs=True, bounds=each) for each in (SHARE, ANYTHING))
    assert told.mean == plain.mean
    assert plain.ignorance_high is not None and plain.ignorance_high > 1
    assert told.high is not None and told.high <= 1
    assert told.ignorance_low is not None and told.ignorance_high is not None
    assert 0 <= told.ignorance_low < told.ignorance_high <= 1
