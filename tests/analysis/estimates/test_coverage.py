"""95 % intervals hold the truth in 95 ± 1 % of many runs, also of skewed values, rare events and few clusters; by synthetic
truths, without a plant.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from cipsc_sim.analysis.estimates import (
    ANYTHING,
    POSITIVE,
    SHARE,
    Bounds,
    Entry,
    fraction,
    mean,
    paired_difference,
    quantile,
)
from cipsc_sim.analysis.estimates.clusters import Floats, cluster_sums, jackknife_half_width
from cipsc_sim.analysis.estimates.fractions import EffectiveTrials, binomial_interval, effective_trials
from cipsc_sim.analysis.estimates.ratios import _ratios_left_out

RUNS = 2000
AROUND = 0.01
NOTHING_KNOWN = EffectiveTrials(1.0, 1.0)


def holds(entry: Entry, truth: float) -> bool:
    assert entry.low is not None and entry.high is not None
    return entry.low <= truth <= entry.high


def coverage(hits: list[bool]) -> tuple[float, float]:
    """The share of hits, and three of its standard errors if it is 95 %."""
    share, error = sum(hits) / len(hits), 3 * sqrt(0.95 * 0.05 / len(hits))
    print(f"coverage {share:.3f}")
    return share, error


def skewed(rng: np.random.Generator, shape: str, replications: int) -> Floats:
    """What pairs share and what they do not are both skewed; the mean is 10."""
    draw = {
        "exponential": lambda n: rng.exponential(1, n) - 1,
        "lognormal": lambda n: rng.lognormal(0, 0.5, n) - np.exp(0.125),
    }[shape]
    return np.asarray(10 + np.repeat(draw(replications // 2), 2) + draw(replications), dtype=np.float64)


@pytest.mark.parametrize(
    ("shape", "replications"), [("exponential", 20), ("exponential", 40), ("lognormal", 40), ("lognormal", 200)]
)
def test_of_means_of_skewed_values(shape: str, replications: int) -> None:
    rng = np.random.default_rng(1)
    share, error = coverage([holds(mean(skewed(rng, shape, replications), "d", pairs=True), 10) for _ in range(RUNS)])
    assert abs(share - 0.95) < AROUND + error


def test_twin_without_the_correction_for_skewness_holds_too_few() -> None:
    rng, hits = np.random.default_rng(1), []
    for _ in range(RUNS):
        values = rng.exponential(1, 10)
        hits.append(abs(values.mean() - 1) <= stats.t.ppf(0.975, 9) * stats.sem(values))
    share, error = coverage(hits)
    assert share < 0.95 - AROUND - error


def of_pairs(shape: str, pairs: int, bounds: Bounds, seed: int = 5) -> list[Entry]:
    """Means of so many pairs, whose values are of that shape and mean 1."""
    rng, draw = np.random.default_rng(seed), {
        "normal": lambda rng, n: 1 + 0.3 * rng.normal(size=n),
        "exponential": lambda rng, n: rng.exponential(1, n),
        "lognormal 1.8": lambda rng, n: rng.lognormal(-0.125, 0.5, n),
        "lognormal 3.7": lambda rng, n: rng.lognormal(-0.32, 0.8, n),
    }  # fmt: skip
    return [mean(np.repeat(draw[shape](rng, pairs), 2), "d", pairs=True, bounds=bounds) for _ in range(RUNS)]


@pytest.mark.parametrize(
    ("shape", "pairs", "bounds"),
    [
        ("normal", 5, ANYTHING),
        ("exponential", 20, ANYTHING),
        ("exponential", 5, POSITIVE),
        ("lognormal 1.8", 10, POSITIVE),
        ("lognormal 3.7", 50, POSITIVE),
    ],
)
def test_of_means_of_few_pairs(shape: str, pairs: int, bounds: Bounds) -> None:
    share, error = coverage([holds(entry, 1) for entry in of_pairs(shape, pairs, bounds)])
    assert abs(share - 0.95) < AROUND + error


@pytest.mark.parametrize(("shape", "pairs"), [("exponential", 5), ("lognormal 3.7", 10)])
def test_twin_that_does_not_know_that_values_are_above_zero_holds_too_few(shape: str, pairs: int) -> None:
    """And every one of these intervals says that it is rough."""
    entries = of_pairs(shape, pairs, ANYTHING)
    share, _ = coverage([holds(entry, 1) for entry in entries])
    assert share < 0.95 - AROUND
    assert all(entry.rough for entry in entries)


def test_few_clusters_that_look_least_skewed_have_the_intervals_that_hold_least() -> None:
    """So what is rough goes by the number of clusters, and not by the skewness that they show."""
    rng, shown, hits = np.random.default_rng(6), [], []
    for _ in range(RUNS):
        values = rng.exponential(1, 15)
        shown.append(stats.skew(values))
        hits.append(holds(mean(values, "d", pairs=False, bounds=POSITIVE), 1))
    least = np.array(shown) < np.median(shown)
    plain, skewed = np.array(hits)[least].mean(), np.array(hits)[~least].mean()
    print(f"held by those that look least skewed {plain:.3f}, most {skewed:.3f}")
    assert plain < 0.94 < 0.97 < skewed


@pytest.mark.parametrize("pairs", [5, 20])
def test_of_shares_that_keep_within_their_bounds(pairs: int) -> None:
    """Such as how much of its time a resource is used: its mean is .8, and now and then all of it."""
    rng, entries = np.random.default_rng(7), []
    for _ in range(RUNS):
        entries.append(mean(np.repeat(rng.beta(4, 1, pairs), 2), "1", pairs=True, bounds=SHARE))
    share, error = coverage([holds(entry, 0.8) for entry in entries])
    assert abs(share - 0.95) < AROUND + error
    ends = [(e.low, e.high, e.ignorance_low, e.ignorance_high) for e in entries]
    assert all(each is not None and 0 <= each <= 1 for four in ends for each in four)


def rare(rng: np.random.Generator, replications: int) -> tuple[Floats, Floats, Floats]:
    """Failures of 5 % and, on the same numbers, of 4 % of some twenty orders; how often differs between pairs."""
    chance = np.repeat(rng.beta(1, 19, replications // 2), 2)
    orders = rng.poisson(20, replications)
    more = rng.binomial(orders, chance)
    return more.astype(float), rng.binomial(more, 0.8).astype(float), orders.astype(float)


@pytest.mark.parametrize("replications", [20, 100])
def test_of_differences_of_rare_fractions(replications: int) -> None:
    rng, hits = np.random.default_rng(2), []
    for _ in range(RUNS):
        more, fewer, orders = rare(rng, replications)
        hits.append(holds(paired_difference(more, orders, fewer, orders, "1", pairs=True), 0.01))
    share, error = coverage(hits)
    assert abs(share - 0.95) < AROUND + error


def test_twin_difference_with_students_interval_holds_too_few() -> None:
    rng, hits = np.random.default_rng(2), []
    for _ in range(RUNS):
        more, fewer, orders = (cluster_sums(each, True) for each in rare(rng, 20))
        left_out = _ratios_left_out(more, orders) - _ratios_left_out(fewer, orders)
        estimate = (more.sum() - fewer.sum()) / orders.sum()
        hits.append(abs(estimate - 0.01) <= jackknife_half_width(left_out))
    share, error = coverage(hits)
    assert share < 0.95 - AROUND - error


def swarms(rng: np.random.Generator, p: float, alike: float, replications: int) -> tuple[Floats, Floats]:
    """Events that are alike within pairs, by an intra-class correlation, of some twenty trials a replication."""
    spread = 1 / alike - 1 if alike else 0.0
    chance = np.repeat(rng.beta(p * spread, (1 - p) * spread, replications // 2), 2) if alike else p
    trials = rng.poisson(20, replications)
    return rng.binomial(trials, chance).astype(float), trials.astype(float)


def near(rng: np.random.Generator, p: float) -> float:
    """A fraction as near to its end as p, or a quarter nearer or less near: of a single one, coverage swings with how whole
    counts happen to fall.
    """
    end = round(p)
    return end + (p - end) * rng.uniform(0.75, 1.25)


@pytest.mark.parametrize(
    ("p", "alike", "replications"),
    [
        (0.005, 0.01, 200),
        (0.99, 0.0, 200),
        (0.01, 0.1, 200),
        (0.03, 0.01, 100),
        (0.97, 0.1, 100),
        (0.97, 0.3, 200),
        (0.1, 0.1, 40),
    ],
)
def test_of_fractions_near_nought_and_one(p: float, alike: float, replications: int) -> None:
    """Where most intervals are not called rough."""
    rng, hits, rough = np.random.default_rng(3), [], 0
    for _ in range(RUNS):
        truth = near(rng, p)
        entry = fraction(*swarms(rng, truth, alike, replications), pairs=True)
        hits.append(holds(entry, truth))
        rough += entry.rough is not None
    share, error = coverage(hits)
    assert abs(share - 0.95) < AROUND + error
    assert rough < RUNS / 3


@pytest.mark.parametrize(("p", "alike", "replications"), [(0.01, 0.3, 40), (0.003, 0.3, 100), (0.005, 0.0, 20)])
def test_of_fractions_that_few_pairs_saw_all_intervals_are_rough(p: float, alike: float, replications: int) -> None:
    """Of swarms they hold far fewer, of single events nearly all."""
    rng = np.random.default_rng(3)
    entries = [fraction(*swarms(rng, p, alike, replications), pairs=True) for _ in range(RUNS)]
    share, error = coverage([holds(entry, p) for entry in entries])
    assert abs(share - 0.95) > AROUND + error
    assert sum(entry.rough is not None for entry in entries) > 0.99 * RUNS


def test_twin_of_the_exact_interval_holds_too_many() -> None:
    """Of 2 to 3 events that are strangers to one another, and as many trials as they were drawn from."""
    rng, hits = np.random.default_rng(3), []
    for truth in (near(rng, 0.003) for _ in range(RUNS)):
        events = rng.binomial(800, truth)
        low, high = binomial_interval(events / 800, 800)
        hits.append(low <= truth <= high)
    share, error = coverage(hits)
    assert share > 0.95 + AROUND + error


def test_twin_with_as_many_degrees_of_freedom_as_clusters_holds_too_few() -> None:
    """Korn and Graubard's interval as it is published."""
    rng, hits = np.random.default_rng(3), []
    for _ in range(RUNS):
        events, trials = (cluster_sums(each, True) for each in swarms(rng, 0.01, 0.1, 40))
        total, p = trials.sum(), events.sum() / trials.sum()
        variance = 20 / 19 * np.square((events - p * trials) / total).sum()
        effective = total
        if variance > 0:
            ratio = stats.t.ppf(0.975, total - 1) / stats.t.ppf(0.975, 19)
            effective = min(total, p * (1 - p) / variance * ratio**2)
        low, high = binomial_interval(float(p), float(effective))
        hits.append(low <= 0.01 <= high)
    share, error = coverage(hits)
    assert share < 0.95 - AROUND - error


def lognormals(rng: np.random.Generator, replications: int, count: float) -> list[Floats]:
    """Durations with a level that pairs share; of all of them the logarithm has a standard deviation of √.34."""
    level = np.repeat(0.3 * rng.normal(size=replications // 2), 2)
    counts = rng.poisson(count, replications)
    return [np.exp(a + 0.5 * rng.normal(size=n)) for a, n in zip(level, counts, strict=True)]


@pytest.mark.parametrize(("q", "replications", "count"), [(0.1, 20, 3), (0.5, 60, 20), (0.9, 20, 3), (0.9, 60, 20)])
def test_of_quantiles_also_where_samples_hardly_reach_them(q: float, replications: int, count: float) -> None:
    rng, truth = np.random.default_rng(4), np.exp(np.sqrt(0.34) * stats.norm.ppf(q))
    entries = [quantile(lognormals(rng, replications, count), q, "d", pairs=True) for _ in range(RUNS // 2)]
    share, error = coverage([holds(entry, truth) for entry in entries])
    assert abs(share - 0.95) < AROUND + error
    assert min(entry.low or 0.0 for entry in entries) > 0  # what is above zero is not said to reach it


def alike(rng: np.random.Generator, pairs: int) -> list[Floats]:
    """Durations that pairs share more of than of what is their own: an intra-class correlation of .6 of the logarithms."""
    level = np.repeat(sqrt(0.2) * rng.normal(size=pairs), 2)
    return [np.exp(a + sqrt(0.14) * rng.normal(size=20)) for a in level]


def test_of_quantiles_of_few_clusters_that_are_alike_within() -> None:
    rng, truth, hits, tail_alone = np.random.default_rng(8), np.exp(sqrt(0.34) * stats.norm.ppf(0.1)), [], []
    for _ in range(RUNS):
        samples = alike(rng, 5)
        hits.append(holds(quantile(samples, 0.1, "d", pairs=True), truth))
        pooled = np.concatenate(samples)
        below = cluster_sums(np.array([np.sum(each < np.quantile(pooled, 0.1)) for each in samples], dtype=float), True)
        low, high = np.quantile(pooled, (effective_trials(below, np.full(5, 40.0)) or NOTHING_KNOWN).interval(0.1))
        tail_alone.append(low <= truth <= high)
    share, error = coverage(hits)
    assert abs(share - 0.95) < AROUND + error
    twin, error = coverage(tail_alone)
    assert twin < 0.95 - error


def test_twin_that_takes_samples_for_independent_holds_too_few() -> None:
    rng, truth, hits = np.random.default_rng(4), np.exp(np.sqrt(0.34) * stats.norm.ppf(0.9)), []
    for _ in range(RUNS // 2):
        pooled = np.concatenate(lognormals(rng, 60, 20))
        low, high = np.quantile(pooled, binomial_interval(0.9, len(pooled)))
        hits.append(low <= truth <= high)
    share, error = coverage(hits)
    assert share < 0.95 - AROUND - error
