from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy import optimize, stats

from cipsc_sim.analysis.estimates import pooled_quantile, quantile
from cipsc_sim.analysis.estimates.clusters import Floats
from cipsc_sim.analysis.estimates.quantiles import section_count

RUNS = 400
SCALE_SD = 0.3
Judge = Callable[[Sequence[bool]], bool]


def durations(
    rng: np.random.Generator, shape: str, replications: int, count: float, pairs: bool, scale_sd: float = SCALE_SD
) -> list[Floats]:
    """Random numbers of lognormal or exponential durations on scales that differ between replications, or pairs."""
    scales = rng.lognormal(0, scale_sd, replications // 2 if pairs else replications)
    counts = rng.poisson(count, replications)
    draw = (lambda n: rng.lognormal(0, 1, n)) if shape == "lognormal" else (lambda n: rng.exponential(1, n))
    return [scale * draw(n) for scale, n in zip(np.repeat(scales, 2) if pairs else scales, counts, strict=True)]


def true_quantile(shape: str, q: float) -> float:
    if shape == "lognormal":
        return float(np.exp(stats.norm.ppf(q) * np.hypot(1, SCALE_SD)))
    scales = np.exp(SCALE_SD * stats.norm.ppf((np.arange(4000) + 0.5) / 4000))
    return float(optimize.brentq(lambda x: np.mean(-np.expm1(-x / scales)) - q, 0.01, 20))


@pytest.mark.parametrize("shape", ["lognormal", "exponential"])
@pytest.mark.parametrize(
    ("q", "replications", "count", "pairs"),
    [(0.5, 20, 10, False), (0.5, 100, 10, True), (0.9, 50, 10, False), (0.9, 100, 10, True)],
)
def test_intervals_of_quantiles_cover_the_truth(
    shape: str, q: float, replications: int, count: float, pairs: bool, covers_95_percent: Judge
) -> None:
    rng = np.random.default_rng(40)
    truth = true_quantile(shape, q)
    hits = []
    for _ in range(RUNS):
        entry = quantile(durations(rng, shape, replications, count, pairs), q, "d", pairs=pairs)
        assert entry.low is not None and entry.high is not None
        hits.append(entry.low <= truth <= entry.high)

    assert covers_95_percent(hits)


def test_twin_that_averages_the_quantiles_of_replications_does_not_cover(covers_95_percent: Judge) -> None:
    rng = np.random.default_rng(41)
    truth = true_quantile("lognormal", 0.9)
    hits = []
    for _ in range(RUNS):
        each = [np.quantile(values, 0.9) for values in durations(rng, "lognormal", 50, 10, False) if len(values)]
        hits.append(abs(np.mean(each) - truth) <= stats.sem(each) * 2.01)

    assert not covers_95_percent(hits)


def test_sections_are_fewer_where_samples_beyond_the_quantile_are_few() -> None:
    assert section_count(clusters=100, samples=10_000, q=0.5) == 20
    assert section_count(clusters=12, samples=10_000, q=0.5) == 12
    assert section_count(clusters=100, samples=500, q=0.9) == 10
    assert section_count(clusters=100, samples=50, q=0.9) == 5


def test_the_estimate_is_the_median_unbiased_quantile_of_all_samples() -> None:
    """Of n = 10 sorted samples the one at position (n + 1/3) q + 1/3."""
    samples = [[4.0, 1.0, 10.0], [], [2.0, 9.0, 3.0, 5.0], [8.0], [6.0, 7.0]]

    assert quantile(samples, 0.5, "d", pairs=False).mean == pytest.approx(5.5)
    assert quantile(samples, 0.9, "d", pairs=False).mean == pytest.approx((10 + 1 / 3) * 0.9 + 1 / 3)


def test_replications_without_samples_are_left_out() -> None:
    some, none = [np.array([i, 2.0 * i, 20.0 - i]) for i in range(12)], [np.empty(0)] * 4

    with_empty = quantile(some[:4] + none + some[4:], 0.5, "d", pairs=True)
    without = quantile(some, 0.5, "d", pairs=True)

    assert (with_empty.mean, with_empty.low, with_empty.high) == (without.mean, without.low, without.high)
    assert (with_empty.n, with_empty.denominator) == (16, 36)


def test_a_quantile_of_nothing_is_missing_and_says_why() -> None:
    entry = quantile([[]] * 20, 0.9, "d", pairs=True)

    assert (entry.mean, entry.denominator, entry.reason) == (None, 0.0, "there were no samples")


def test_samples_in_one_pair_only_give_a_quantile_without_interval() -> None:
    entry = quantile([[1.0, 3.0], [2.0]] + [[]] * 18, 0.5, "d", pairs=True)

    assert (entry.mean, entry.low) == (2.0, None)
    assert entry.reason == "all observations lie in one independent replication or pair"


@pytest.mark.parametrize("q", [0.0, 1.0, 50.0])
def test_a_quantile_outside_nought_to_one_is_refused(q: float) -> None:
    with pytest.raises(ValueError, match="must lie between 0 and 1"):
        quantile([[1.0]] * 10, q, "d", pairs=False)


def test_a_quantile_is_that_of_numpy_to_the_last_digit() -> None:
    source = np.random.default_rng(8)
    for size in range(1, 60):
        samples = np.round(source.lognormal(3.0, 1.5, size), 9 - size % 8)
        for q in (0.001, 0.05, 0.1, 1 / 3, 0.5, 0.77, 0.9, 0.999):
            assert pooled_quantile(samples, q) == np.quantile(samples, q, method="median_unbiased")


def test_there_is_no_quantile_of_nothing_or_of_what_is_not_a_number() -> None:
    assert pooled_quantile([], 0.5) is None
    assert pooled_quantile([1.0, np.nan], 0.5) is None
