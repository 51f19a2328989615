from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from cipsc_sim.analysis.estimates import (
    Entry,
    fraction,
    mean,
    paired_difference,
    quantile,
    ratio,
    variance_parts,
)

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


def test_without_ignorance_the_range_has_next_to_no_width() -> None:
    rng = np.random.default_rng(56)
    widths: dict[str, list[float]] = {"mean": [], "fraction": [], "quantile": []}
    for _ in range(20):
        trials = rng.poisson(20, 1600)
        entries = {
            "mean": mean(rng.normal(10, 2, 1600), "d", pairs=True),
            "fraction": fraction(rng.binomial(trials, 0.3), trials, pairs=True),
            "quantile": quantile(list(rng.lognormal(0, 0.5, (400, 20))), 0.5, "d", pairs=True),
        }
        for name, entry in entries.items():
            assert entry.ignorance_low is not None and entry.ignorance_high is not None
            assert entry.mean is not None
            assert entry.ignorance_low <= entry.mean <= entry.ignorance_high
            widths[name].append(entry.ignorance_high - entry.ignorance_low)

    unshrunk = {"mean": 2 / np.sqrt(2), "fraction": np.sqrt(0.21 / 40), "quantile": 1.2533 * 0.5 / np.sqrt(40)}
    for name, chance in unshrunk.items():
        assert np.mean(widths[name]) < 0.25 * chance * np.ptp(FIVE_TO_95), name
        assert np.median(widths[name]) < 0.3 * chance * np.ptp(FIVE_TO_95), name
        assert min(widths[name]) == pytest.approx(0, abs=1e-9), name


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
