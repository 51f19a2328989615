"""What is kept by hand."""

from __future__ import annotations

import pytest

from cipsc_sim.biology.ageing import kept_fraction


def test_two_days_at_four_in_a_hundred() -> None:
    """.96² = .9216."""
    assert kept_fraction(0.04, 2) == pytest.approx(0.9216)


def test_three_parts_of_a_day_lose_as_much_as_the_day() -> None:
    assert kept_fraction(0.1, 0.25) * kept_fraction(0.1, 0.75) == pytest.approx(0.9)


def test_nothing_is_kept_of_what_is_all_lost_and_no_loss_is_negative() -> None:
    assert kept_fraction(1.2, 1) == 0
    assert kept_fraction(-0.1, 1) == 1
    assert kept_fraction(0.3, 0) == 1
