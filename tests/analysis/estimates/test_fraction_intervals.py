from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy import stats

from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.estimates.clusters import Floats

RUNS = 1000
Judge = Callable[[Sequence[bool]], bool]


def beta_binomial(
    rng: np.random.Generator, p: float, correlation: float, replications: int, trials: float, pairs: bool
) -> tuple[Floats, Floats]:
    """Successes and trials per replication; the long-run fraction differs between replications, or between pairs."""
    spread = 1 / correlation - 1
    drawn = rng.beta(p * spread, (1 - p) * spread, replications // 2 if pairs else replications)
    n = rng.poisson(trials, replications)
    return rng.binomial(n, np.repeat(drawn, 2) if pairs else drawn).astype(float), n.astype(float)


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize(
    ("p", "correlation", "replications", "trials"),
    [(0.01, 0.01, 200, 20), (0.03, 0.05, 200, 20), (0.5, 0.2, 20, 10), (0.5, 0.2, 200, 20), (0.97, 0.05, 60, 15)],
)
def test_intervals_of_clustered_fractions_cover_the_truth(
    p: float, correlation: float, replications: int, trials: float, pairs: bool, covers_95_percent: Judge
) -> None:
    rng = np.random.default_rng(20)
    hits = []
    for _ in range(RUNS):
        entry = fraction(*beta_binomial(rng, p, correlation, replications, trials, pairs), pairs=pairs)
        assert entry.low is not None and entry.high is not None
        hits.append(entry.low <= p <= entry.high)

    assert covers_95_percent(hits)


def test_twin_that_takes_trials_for_independent_does_not_cover(covers_95_percent: Judge) -> None:
    rng = np.random.default_rng(21)
    hits = []
    for _ in range(RUNS):
        successes, trials = beta_binomial(rng, 0.5, 0.2, 200, 20, False)
        estimate = successes.sum() / trials.sum()
        hits.append(abs(estimate - 0.5) <= 1.96 * np.sqrt(estimate * (1 - estimate) / trials.sum()))

    assert not covers_95_percent(hits)
    assert np.mean(hits) < 0.75


def test_twin_that_takes_the_replications_of_a_pair_for_independent_does_not_cover(covers_95_percent: Judge) -> None:
    rng = np.random.default_rng(22)
    hits = []
    for _ in range(RUNS):
        entry = fraction(*beta_binomial(rng, 0.5, 0.2, 200, 20, True), pairs=False)
        assert entry.low is not None and entry.high is not None
        hits.append(entry.low <= 0.5 <= entry.high)

    assert not covers_95_percent(hits)


def known(degrees: float) -> float:
    """How far the interval lies between the exact one and Jeffreys', as half an event at most."""
    return 0.5 * min(1.0, max(0.0, (degrees - 8) / 16))


@pytest.mark.parametrize("clusters", [8, 20, 60])
def test_the_interval_is_korn_and_graubards_without_the_surplus_where_clusters_are_many(clusters: int) -> None:
    successes, trials = np.tile([0.0, 10.0], clusters // 2), np.full(clusters, 10.0)

    entry = fraction(np.repeat(successes, 2) / 2, np.repeat(trials, 2) / 2, pairs=True)

    total, degrees = 10 * clusters, clusters - 1
    variance = clusters / degrees * clusters * (5 / total) ** 2
    effective = 0.25 / variance * (stats.t.ppf(0.975, total - 1) / stats.t.ppf(0.975, degrees)) ** 2
    events, given = 0.5 * effective, known(degrees)
    assert entry.low == pytest.approx(stats.beta.ppf(0.025, events + given, effective - events + 1 - given))
    assert entry.high == pytest.approx(stats.beta.ppf(0.975, events + 1 - given, effective - events + given))
    assert (entry.mean, entry.n, entry.numerator, entry.denominator) == (0.5, 2 * clusters, total / 2, total)


def test_no_event_and_nothing_but_events_leave_an_interval_with_a_width() -> None:
    trials = np.full(12, 10.0)
    effective = 120 * (stats.t.ppf(0.975, 119) / stats.t.ppf(0.975, 11)) ** 2

    none, all_of_them = fraction(np.zeros(12), trials, pairs=False), fraction(trials, trials, pairs=False)

    assert (none.mean, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / effective))
    assert (all_of_them.mean, all_of_them.high) == (1.0, 1.0)
    assert all_of_them.low == pytest.approx(0.025 ** (1 / effective))


@pytest.mark.parametrize("difference", [0.0, 1.0])
def test_clusters_that_agree_by_chance_do_not_count_for_more_than_their_trials(difference: float) -> None:
    successes = 5 + difference * np.tile([-1.0, 1.0], 10)

    entry = fraction(successes, np.full(20, 10.0), pairs=False)

    given = known(19)
    low, high = stats.beta.ppf([0.025, 0.975], [100 + given, 101 - given], [101 - given, 100 + given])
    assert (entry.low, entry.high) == (pytest.approx(low), pytest.approx(high))


def test_a_fraction_of_nothing_is_missing_and_says_why() -> None:
    entry = fraction(np.zeros(20), np.zeros(20), pairs=True)

    assert (entry.mean, entry.denominator, entry.reason) == (None, 0.0, "there were no trials")


def test_trials_in_one_replication_only_give_a_fraction_without_interval() -> None:
    trials = np.eye(1, 20)[0] * 8

    entry = fraction(trials / 2, trials, pairs=False)

    assert (entry.mean, entry.low) == (0.5, None)
    assert entry.reason == "all observations lie in one independent replication or pair"


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="successes"):
        fraction([3.0] * 12, [2.0] * 12, pairs=False)
