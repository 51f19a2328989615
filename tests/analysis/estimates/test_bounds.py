"""What has natural bounds keeps within them, and few pairs do not make an interval run away."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.analysis.estimates import ANYTHING, POSITIVE, SHARE, fraction, mean, quantile, ratio
from cipsc_sim.analysis.estimates.bounds import Bounds

NUMBERS = st.floats(0, 1, width=32)


@pytest.mark.parametrize("bounds", [ANYTHING, POSITIVE, SHARE])
def test_an_interval_far_from_the_bounds_is_kept_as_it_is(bounds: Bounds) -> None:
    assert bounds.keep(0.5, 0.3, 0.75) == (pytest.approx(0.3), pytest.approx(0.75))


def test_one_that_would_reach_beyond_comes_near_and_in_order() -> None:
    near, far = SHARE.keep(0.9, 0.7, 1.2), SHARE.keep(0.9, 0.7, 1.3)

    assert near[0] == pytest.approx(0.7)
    assert 0.95 < near[1] < far[1] < 1
    assert POSITIVE.keep(2.0, -1.0, 5.0) == (pytest.approx(np.exp(-2)), 5.0)


def test_the_scale_has_no_corner_halfway() -> None:
    step = 1e-6
    below, at, above = (POSITIVE.keep(1.0, 0.5 + k * step, 1.0)[0] for k in (-1, 0, 1))

    assert (at - below) / step == pytest.approx((above - at) / step, rel=1e-4)


def test_what_is_near_a_bound_leans_away_from_it() -> None:
    assert (SHARE.lean(0.2), SHARE.lean(0.8)) == (pytest.approx(3.75), pytest.approx(-3.75))
    assert (SHARE.lean(0.5), ANYTHING.lean(3.0), POSITIVE.lean(4.0)) == (0, 0, 0.25)
    assert (SHARE.lean(1.0), POSITIVE.lean(0.0)) == (0, 0)
    assert Bounds(-inf, 1.0).lean(0.5) == -2


@given(st.lists(NUMBERS, min_size=10, max_size=30))
def test_intervals_and_ranges_of_shares_hold_the_estimate_and_keep_within(values: list[float]) -> None:
    entry = mean(values[: len(values) // 2 * 2], "1", pairs=True, bounds=SHARE)

    for low, high in ((entry.low, entry.high), (entry.ignorance_low, entry.ignorance_high)):
        if low is not None and high is not None:
            assert 0 <= low <= high <= 1
    if entry.low is not None and entry.high is not None and entry.mean is not None:
        assert entry.low <= entry.mean + 1e-12 and entry.mean <= entry.high + 1e-12


@given(st.lists(st.floats(-100, 100, width=32), min_size=5, max_size=5))
def test_no_end_of_the_interval_of_five_pairs_runs_away(values: list[float]) -> None:
    entry = mean(np.repeat(values, 2), "orders/year", pairs=True)
    if entry.mean is None or entry.low is None or entry.high is None or np.std(values) < 1e-3:
        return
    above, below = entry.high - entry.mean, entry.mean - entry.low
    error = float(np.std(values, ddof=1)) / 5**0.5

    assert max(above, below) <= 2.5 * min(above, below)
    assert above + below <= 1.5 * 2 * 2.776 * error


@pytest.mark.parametrize("q", [0.1, 0.9])
def test_quantiles_of_few_shares_keep_within_their_bounds(q: float) -> None:
    """Where sections tell the ends; not told that they are shares, some of them reach beyond."""
    rng, beyond = np.random.default_rng(3), 0
    for _ in range(200):
        samples = [rng.beta(0.6, 0.6, 2) for _ in range(12)]
        entry, plain = (quantile(samples, q, "1", pairs=True, bounds=each) for each in (SHARE, ANYTHING))
        ends = (entry.low, entry.high, entry.ignorance_low, entry.ignorance_high)
        assert all(end is not None and 0 <= end <= 1 for end in ends)
        beyond += any(end is not None and end > 1 for end in (plain.high, plain.ignorance_high))
    assert beyond > 0


def test_an_interval_says_that_it_is_rough_and_why() -> None:
    rng = np.random.default_rng(1)
    values = rng.exponential(1, 60)
    rare = np.where(np.arange(60) < 2, 1.0, 0.0)

    assert mean(values, "d", pairs=False, bounds=POSITIVE).rough is None
    assert mean(values, "d", pairs=True, bounds=POSITIVE).rough is None
    assert mean(values[:38], "d", pairs=True).rough == "few independent replications or pairs"
    assert ratio(values[:19], np.ones(19), "d", pairs=False).rough == "few independent replications or pairs"
    assert mean(rare, "d", pairs=False).rough == "a few of the independent replications or pairs carry it"
    assert quantile([values] * 18, 0.9, "d", pairs=True).rough == "few independent replications or pairs"
    assert quantile([values] * 20, 0.9, "d", pairs=True).rough is None
    assert fraction(np.full(24, 3.0), np.full(24, 9.0), pairs=True).rough is None
    nines = np.full(30, 9.0)
    assert fraction(np.full(22, 3.0), np.full(22, 9.0), pairs=True).rough == "few independent replications or pairs"
    seen_once = fraction(np.eye(1, 30)[0], nines, pairs=True)
    for each in (seen_once, fraction(np.zeros(30), nines, pairs=False), fraction(nines, nines, pairs=False)):
        assert each.rough == "events in few replications or pairs"
    assert mean(np.full(10, 2.0), "d", pairs=False).rough is None
    assert mean(values[:9], "d", pairs=False).rough is None  # there is no interval to be rough
