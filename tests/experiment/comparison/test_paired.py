"""Paired differences: what two variants have in common cancels."""

from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.estimates import together
from cipsc_sim.analysis.registry import split_quantile
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.comparison.paired import difference, quantile_difference
from cipsc_sim.records.folder import RunFolder


def tallies(successes: np.ndarray, days: list[np.ndarray]) -> list[Tally]:
    return [
        Tally(
            counts={"order_success_fraction": float(s), "released_per_year": float(s)},
            bases={"cohort_orders": 100.0},
            samples={"start_to_release_d": d},
        )
        for s, d in zip(successes, days, strict=True)
    ]


@pytest.fixture
def variants() -> tuple[list[Tally], list[Tally]]:
    """Forty replications that differ much among each other, and by five orders and ten days between the variants."""
    rng = np.random.default_rng(1)
    success = rng.integers(20, 80, 40)
    days = [rng.gamma(9, 20, 30) for _ in range(40)]
    base = tallies(success, days)
    return base, tallies(success + 5, [each + 10 for each in days])


def test_a_difference_that_is_the_same_in_every_replication_is_exact(
    variants: tuple[list[Tally], list[Tally]], played: RunFolder
) -> None:
    for name, expected in (("order_success_fraction", 0.05), ("released_per_year", 5), ("start_to_release_d.p90", 10)):
        entry = difference(name, *variants, played.manifest)
        assert entry.mean == pytest.approx(expected)
        assert entry.low == pytest.approx(expected, abs=1e-9)
        assert entry.high == pytest.approx(expected, abs=1e-9)


def test_the_other_way_round_the_sign_turns(variants: tuple[list[Tally], list[Tally]], played: RunFolder) -> None:
    base, other = variants
    assert difference("order_success_fraction", other, base, played.manifest).mean == pytest.approx(-0.05)


def test_the_interval_of_a_quantile_difference_covers_it_nineteen_times_in_twenty() -> None:
    covered = narrow = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        base = [rng.gamma(9, 20, 25) for _ in range(40)]
        other = [each * 1.1 + rng.normal(0, 5, 25) for each in base]
        entry = quantile_difference(base, other, 0.5, "d", pairs=False)
        true = 0.1 * 9 * 20 * 0.9632  # a tenth of the median of a gamma of shape 9
        assert entry.low is not None and entry.high is not None and entry.mean is not None
        covered += entry.low <= true <= entry.high
        narrow += abs(entry.mean - true) <= 0.25 * (entry.high - entry.low) / 2
    assert 183 <= covered <= 199
    assert narrow < 100  # an interval a quarter as wide would not do


def test_a_variant_without_samples_has_no_difference() -> None:
    entry = quantile_difference([np.array([1.0])] * 12, [np.empty(0)] * 12, 0.5, "d", pairs=False)
    assert entry.mean is None
    assert entry.reason == "one of them has no samples"


def test_under_ten_replications_there_is_no_interval() -> None:
    entry = quantile_difference([np.array([1.0])] * 8, [np.array([2.0])] * 8, 0.5, "d", pairs=False)
    assert (entry.mean, entry.low) == (1.0, None)


def test_a_quantile_difference_of_few_replications_is_told_to_be_rough_unless_nothing_differs() -> None:
    rng = np.random.default_rng(5)
    base = [rng.lognormal(0, 1, 6) for _ in range(30)]
    longer = [1.1 * each for each in base]

    assert quantile_difference(base[:29], longer[:29], 0.9, "d", pairs=False).rough is not None
    assert quantile_difference(base, longer, 0.9, "d", pairs=False).rough is None
    assert quantile_difference(base[:12], base[:12], 0.9, "d", pairs=False).rough is None


def test_a_quantile_is_told_from_a_key_that_has_a_dot() -> None:
    assert split_quantile("start_to_release_d.p90") == ("start_to_release_d", "p90")
    assert split_quantile("released.ieq") == ("released.ieq", "")


def test_where_no_order_came_to_another_end_the_difference_is_still_not_known_exactly(
    variants: tuple[list[Tally], list[Tally]], played: RunFolder
) -> None:
    base, _ = variants
    entry = difference("order_success_fraction", base, base, played.manifest)
    orders = 40 * 100
    assert entry.mean == 0
    assert entry.high == pytest.approx(1 - 0.025 ** (1 / orders))  # as many trials, none of which differed
    assert difference("released_per_year", base, base, played.manifest).high == 0


def test_two_shares_are_never_more_than_all_apart(played: RunFolder) -> None:
    met = np.zeros(10)
    met[:8] = 100
    base, other = (tallies(each, [np.ones(1)] * 10) for each in (np.zeros(10), met))
    entry = difference("order_success_fraction", base, other, played.manifest, confidence=together(200))
    assert entry.mean == pytest.approx(0.8)
    assert (entry.low, entry.high) == (-1.0, 1.0)
    assert entry.half_width == 1.0


def test_differences_that_are_told_together_hold_together() -> None:
    """Ten variants that do not differ from the base: all intervals hold zero in 95 of 100 studies, alone they do not."""
    from cipsc_sim.analysis.estimates import paired_difference

    studies, variants, ones = 400, 10, np.ones(30)
    all_hold, all_hold_alone = 0, 0
    for seed in range(studies):
        rng = np.random.default_rng(seed)
        base = rng.normal(20, 3, 30)
        others = [base + rng.normal(0, 1, 30) for _ in range(variants)]

        def holds(other: np.ndarray, confidence: float, base: np.ndarray = base) -> bool:
            entry = paired_difference(other, ones, base, ones, "1", pairs=False, confidence=confidence)
            assert entry.low is not None and entry.high is not None
            return entry.low <= 0 <= entry.high

        all_hold += all(holds(other, together(variants)) for other in others)
        all_hold_alone += all(holds(other, 0.95) for other in others)
    assert all_hold >= 0.95 * studies - 2.6 * np.sqrt(0.05 * 0.95 * studies)
    assert all_hold_alone < 0.75 * studies
