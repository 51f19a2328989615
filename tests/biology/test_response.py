"""From dose to the chance of the wished outcome, by hand."""

from __future__ import annotations

import pytest

from cipsc_sim.biology.response import response


def test_half_of_the_plateau_at_half_at() -> None:
    assert response(4000, 4000, 2.3, 0.92) == pytest.approx(0.46)


def test_a_published_dose() -> None:
    """(4,000 / 7,300)^2.3 = e^(2.3 × −.60158) = .25065; .92 / 1.25065 = .7356."""
    assert response(7300, 4000, 2.3, 0.92) == pytest.approx(0.7356, abs=1e-4)


def test_no_dose_has_no_effect() -> None:
    assert response(0, 4000, 2.3, 0.92) == 0
