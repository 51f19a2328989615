"""Three parts of uncertainty of what is read first, and ranges of what is to come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cipsc_sim.analysis.summary import read_summary, summarise
from cipsc_sim.analysis.tallies.tally import OrderEnds, Tally
from cipsc_sim.analysis.uncertainty import Uncertainty
from cipsc_sim.records.manifest import Manifest, Window

YEAR = 365 * 1440


@pytest.fixture
def two_years(manifest: Manifest) -> Manifest:
    return replace(manifest, window=Window(0, 2 * YEAR, 3 * YEAR), pairs=True, target=None)


def rates(rng: np.random.Generator, pairs: int, ignorance: float, chance: float) -> list[Tally]:
    """Replications whose released batches a year have mean 20; lead times about 100 d with sd 10."""
    tallies = []
    for _ in range(pairs):
        level = rng.normal(20, ignorance)
        for _ in range(2):
            days = rng.normal(100, 10, 40)
            counts = {"released_per_year": rng.normal(level, chance), "start_to_release_d": float(days.sum())}
            tallies.append(
                Tally(counts, {"start_to_release_d": 40.0}, {"start_to_release_d": days}, OrderEnds(np.empty(0), ()))
            )
    return tallies


def test_next_year_varies_more_than_a_window_of_two_and_the_long_run_less(two_years: Manifest) -> None:
    """Chance of two years with sd 2 is sd 2·√2 in one; with ignorance of sd 1, next year has sd 3."""
    found: Uncertainty = summarise(rates(np.random.default_rng(1), 2000, 1.0, 2.0), two_years).uncertainty[
        "released_per_year"
    ]
    assert found.batches.value == pytest.approx(8, rel=0.06)
    assert found.ignorance.low < 1 < found.ignorance.high
    assert found.next_year == pytest.approx((20 - 1.645 * 3, 20 + 1.645 * 3), abs=0.25)
    assert found.long_run == pytest.approx((20 - 1.645, 20 + 1.645), abs=0.25)
    assert found.next_batch is None


def test_next_year_holds_the_long_run_also_where_that_reaches_far_to_one_side(two_years: Manifest) -> None:
    """Levels as skewed as an exponential distribution, and next to no chance."""
    rng = np.random.default_rng(5)
    tallies = []
    for level in np.repeat(20 + rng.exponential(10, 40), 2):
        tallies.append(Tally({"released_per_year": rng.normal(level, 0.5)}, {}, {}, OrderEnds(np.empty(0), ())))
    found = summarise(tallies, two_years).uncertainty["released_per_year"]
    assert found.next_year[0] <= found.long_run[0] < found.long_run[1] <= found.next_year[1]


def test_both_errors_of_the_release_decision_have_parts_unless_none_was_seen(two_years: Manifest) -> None:
    rng = np.random.default_rng(7)
    tallies = [
        Tally(
            {"false_release_fraction": float(rng.binomial(40, 0.05)), "false_reject_fraction": 0.0},
            {"released_with_known_truth": 40.0, "rejected_with_known_truth": 4.0},
            {},
            OrderEnds(np.empty(0), ()),
        )
        for _ in range(40)
    ]
    found = summarise(tallies, two_years).uncertainty
    assert found["false_release_fraction"].batches.value > 0
    assert "false_reject_fraction" not in found  # no event: no spread, and that is not to be certain


def test_of_what_single_batches_have_the_next_one_is_told_too(two_years: Manifest) -> None:
    found = summarise(rates(np.random.default_rng(2), 100, 1.0, 2.0), two_years).uncertainty["start_to_release_d"]
    assert found.next_batch == pytest.approx((100 - 16.45, 100 + 16.45), abs=1)
    assert found.next_year[1] - found.next_year[0] < 10  # the mean of a year is known far better


def test_a_rate_of_a_replication_is_no_single_batch(two_years: Manifest) -> None:
    """Tallies keep the rate of each replication, for its quantiles: no next batch is read from that."""
    tallies = [
        replace(each, samples={"released_per_year": np.array([each.counts["released_per_year"]])})
        for each in rates(np.random.default_rng(5), 10, 1.0, 2.0)
    ]
    assert summarise(tallies, two_years).uncertainty["released_per_year"].next_batch is None


def test_where_point_values_were_played_there_is_none(two_years: Manifest) -> None:
    tallies = rates(np.random.default_rng(3), 10, 0.0, 2.0)
    assert summarise(tallies, replace(two_years, pairs=False)).uncertainty == {}


def test_it_is_read_back_from_the_summary(two_years: Manifest) -> None:
    import json

    summary = summarise(rates(np.random.default_rng(4), 10, 1.0, 2.0), two_years)
    assert read_summary(json.loads(summary.as_json())).uncertainty == summary.uncertainty
