"""Compositions by hand."""

from __future__ import annotations

import pytest

from cipsc_sim.biology.composition import mixed


def test_what_remains_is_the_rest() -> None:
    shares = mixed({"beta": 0.6, "alpha": 0.15, "delta": 0.05}, "other")
    assert shares == pytest.approx({"beta": 0.6, "alpha": 0.15, "delta": 0.05, "other": 0.2})


def test_the_others_yield_to_the_first_in_proportion() -> None:
    """Beside .8 there is room for .2; .3 and .1 take three quarters and one quarter of it."""
    shares = mixed({"beta": 0.8, "alpha": 0.3, "enterochromaffin": 0.1}, "other")
    assert shares == pytest.approx({"beta": 0.8, "alpha": 0.15, "enterochromaffin": 0.05, "other": 0.0})


def test_the_first_is_at_most_all() -> None:
    assert mixed({"beta": 1.3, "alpha": 0.2}, "other") == {"beta": 1.0, "alpha": 0.0, "other": 0.0}
