"""What a longer S6 does, by hand, with the factors of the baseline."""

from __future__ import annotations

import pytest

from cipsc_sim.biology.maturation import changed


def test_three_weeks_make_four_times_the_insulin_and_half_the_enterochromaffin_like_cells() -> None:
    """ln 4 / 21 = .066014, e^.066014 = 1.06824; ln ½ / 21 = −.033007, e^−.033007 = .96753."""
    assert changed(1.0682, 21) == pytest.approx(4.0, rel=1e-3)
    assert changed(0.96753, 21) == pytest.approx(0.5, rel=1e-3)


def test_sixteen_days_leave_three_quarters_of_the_cells_and_twenty_eight_six_tenths() -> None:
    """.75^(1/16) = .98218, and .75^(28/16) = .6044."""
    assert changed(0.98218, 16) == pytest.approx(0.75, rel=1e-3)
    assert changed(0.98218, 28) == pytest.approx(0.6044, rel=1e-3)


def test_no_days_change_nothing() -> None:
    assert changed(0.5, 0) == 1
