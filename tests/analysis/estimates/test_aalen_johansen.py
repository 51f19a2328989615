from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.estimates import aalen_johansen


def test_incidence_by_hand_with_two_causes_and_censoring() -> None:
    """Six orders: at risk 6, 5, 4, 2; open before 1, 5/6, 4/6, 4/6 · 3/4."""
    times = [2, 3, 5, 5, 7, 9]
    causes = [1, 2, 1, 0, 1, 0]

    incidence = aalen_johansen(times, causes, [0, 2, 4, 6, 8, 100])

    first, second = 1 / 6, 5 / 6 * 1 / 5
    third = 4 / 6 * 1 / 4
    fourth = 4 / 6 * 3 / 4 * 1 / 2
    assert incidence[1] == pytest.approx(
        [0, first, first, first + third, first + third + fourth, first + third + fourth]
    )
    assert incidence[2] == pytest.approx([0, 0, second, second, second, second])


def test_two_causes_at_one_instant_are_counted_from_the_same_orders_at_risk() -> None:
    incidence = aalen_johansen([4, 4, 4, 8], [1, 1, 2, 2], [4, 8])

    assert incidence[1] == pytest.approx([0.5, 0.5])
    assert incidence[2] == pytest.approx([0.25, 0.5])


def test_without_censoring_incidence_is_the_share_that_ended() -> None:
    rng = np.random.default_rng(60)
    times, causes = rng.integers(1, 50, 400), rng.integers(1, 4, 400)

    incidence = aalen_johansen(times, causes, [10, 25, 60])

    for cause in (1, 2, 3):
        assert incidence[cause] == pytest.approx([np.mean((times <= t) & (causes == cause)) for t in (10, 25, 60)])


def test_incidence_under_censoring_is_that_of_competing_exponentials() -> None:
    rng = np.random.default_rng(61)
    ends, censored = rng.exponential(1 / 3, 40_000), rng.exponential(0.5, 40_000)
    causes = np.where(ends <= censored, rng.choice([1, 2], 40_000, p=[2 / 3, 1 / 3]), 0)

    incidence = aalen_johansen(np.minimum(ends, censored), causes, [0.2, 0.6])

    ended = -np.expm1(-3 * np.array([0.2, 0.6]))
    assert incidence[1] == pytest.approx(ended * 2 / 3, abs=0.012)
    assert incidence[2] == pytest.approx(ended / 3, abs=0.012)


def test_nothing_but_censored_orders_have_no_incidence() -> None:
    assert aalen_johansen([1.0, 2.0], [0, 0], [5.0]) == {}


def test_times_without_their_causes_are_refused() -> None:
    with pytest.raises(ValueError, match="do not belong together"):
        aalen_johansen([1.0, 2.0], [1], [1.0])
