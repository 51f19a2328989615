"""Growth by hand."""

from __future__ import annotations

import pytest

from cipsc_sim.biology.growth import doublings_to, growth_days


def test_twelve_doublings_from_a_vial_to_five_billion_cells() -> None:
    """5e9 / (2e6 × .6) = 4,166.7; log₂ = 12.0247."""
    assert doublings_to(5e9, 2e6 * 0.6) == pytest.approx(12.0247, abs=1e-4)


def test_they_take_a_fortnight_and_the_lag_before() -> None:
    """1.5 + 12.0247 × 28 / 24 = 15.529 d."""
    assert growth_days(12.0247, 28 / 24, 1.5) == pytest.approx(15.529, abs=1e-3)


def test_what_is_there_already_takes_no_time() -> None:
    assert doublings_to(1e6, 2e6) == 0
    assert growth_days(0.0, 1.2, 3.0) == 0


def test_nothing_grows_from_nothing() -> None:
    with pytest.raises(ValueError, match="no cells"):
        doublings_to(1e6, 0)
