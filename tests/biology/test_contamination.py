"""Contamination by hand."""

from __future__ import annotations

from math import inf

import pytest

from cipsc_sim.biology.contamination import openings_until


def test_a_contaminated_batch_in_a_hundred_of_its_147_openings() -> None:
    """1 − (1 − 7e-5)^147 = 1 − e^(−147 × 7.000245e-5) = .010238: those whose number is above the rest are contaminated."""
    assert openings_until(1 - 0.010238, 7e-5) == pytest.approx(147, rel=1e-4)
    assert openings_until(1 - 0.0103, 7e-5) > 147
    assert openings_until(1 - 0.0102, 7e-5) < 147


def test_half_of_all_lots_are_contaminated_within_the_openings_that_halve_what_is_clean() -> None:
    """(1 − .1)^n = .5 at n = ln 2 / −ln .9 = .693147 / .105361 = 6.5788."""
    assert openings_until(0.5, 0.1) == pytest.approx(6.5788, rel=1e-4)


def test_without_a_hazard_no_opening_contaminates_and_with_certainty_the_first_does() -> None:
    assert openings_until(0.999, 0.0) == inf
    assert 0 < openings_until(0.001, 1.0) < 1e-9
    assert 0 < openings_until(1 - 2**-53, 7e-5) < 1e-9
