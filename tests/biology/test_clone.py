"""Clones by hand: when they appear, how they grow, and what three tests see of them."""

from __future__ import annotations

from math import inf

import pytest

from cipsc_sim.biology.clone import clone_fraction, drifted, emergence
from cipsc_sim.quality.reading import binomial_quantile


def test_a_clone_that_appears_when_the_expansion_begins_is_a_tenth_at_its_end() -> None:
    """Odds .01 / .99 × e^(.2 × 12) = .010101 × 11.0232 = .111345; .111345 / 1.111345 = .10019."""
    assert clone_fraction(0.01, 0.2, 12) == pytest.approx(0.10019, abs=1e-5)
    assert drifted(0.01, 0.5, 0.0014, 0.01, 0.2, 12) == clone_fraction(0.01, 0.2, 12)


def test_one_in_sixty_cultures_has_a_clone_after_twelve_doublings() -> None:
    """1 − .9986^12 = .01667: whose number lies beyond it has none."""
    assert drifted(0.0, 0.0166, 0.0014, 0.01, 0.2, 12) == pytest.approx(0.01, rel=0.02)
    assert drifted(0.0, 0.0168, 0.0014, 0.01, 0.2, 12) == 0


def test_a_clone_that_appears_half_way_grows_for_the_rest() -> None:
    """1 − .9986^6 = .008371 of cultures have it after six doublings; then .010101 × e^1.2 = .033537, a fraction of .032449."""
    assert emergence(0.008371, 0.0014) == pytest.approx(6, rel=1e-3)
    assert drifted(0.0, 0.008371, 0.0014, 0.01, 0.2, 12) == pytest.approx(0.032449, rel=1e-3)


def test_without_a_hazard_no_clone_appears_and_all_or_nothing_stays() -> None:
    assert emergence(0.5, 0.0) == inf
    assert clone_fraction(1.0, 0.2, 12) == 1
    assert clone_fraction(0.0, 0.2, 12) == 0
    assert clone_fraction(0.5, 0.2, 1e6) == 1


def seen_from(fraction: float, n: int, needed: int) -> float:
    """From which uniform number on so many of n are abnormal: the chance to miss the clone."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if binomial_quantile(middle, n, fraction) < needed else (low, middle)
    return low


@pytest.mark.parametrize(
    ("clone", "missed"),
    [
        (0.05, 0.7358),  # .95^20 + 20 × .05 × .95^19
        (0.10, 0.3917),  # .1216 + 20 × .1 × .1351 = .1216 + .2702
        (0.20, 0.0692),
    ],
)
def test_twenty_metaphases_of_which_two_are_needed(clone: float, missed: float) -> None:
    assert seen_from(clone, 20, 2) == pytest.approx(missed, abs=1e-4)


@pytest.mark.parametrize(("clone", "missed"), [(0.10, 0.8122), (0.20, 0.4114), (0.40, 0.0442)])
def test_thirty_reads_of_which_three_are_needed_see_half_of_a_clone(clone: float, missed: float) -> None:
    """A variant on one of two chromosomes is on half of a clone's reads: Σ₀² of the binomial of 30 and clone / 2."""
    assert seen_from(clone / 2, 30, 3) == pytest.approx(missed, abs=1e-4)
