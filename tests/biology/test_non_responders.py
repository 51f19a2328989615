"""Batches that hardly answer to glucose: one in twenty of all, more where aptitude is low."""

from __future__ import annotations

import pytest

from cipsc_sim.chance import move
from cipsc_sim.scenario.quantity import parse_quantity

STIMULATION_INDEX = parse_quantity(
    {
        "mixture": [
            {"weight": 0.05, "lognormal": {"median": 1.05, "cv": 0.15}},
            {"weight": 0.95, "lognormal": {"median": 2.8, "cv": 0.35}},
        ],
        "moved_by": {"aptitude": 0.4},
    }
)
"""As in the baseline."""


def test_the_lowest_twentieth_are_mostly_those_that_hardly_answer() -> None:
    """Below 1.2286: .05 × Φ(ln(1.2286 / 1.05) / .1492) + .95 × Φ(ln(1.2286 / 2.8) / .3399) = .0427 + .0073."""
    assert STIMULATION_INDEX.distribution.quantile(0.05) == pytest.approx(1.2286, abs=1e-3)


@pytest.mark.parametrize(
    ("aptitude", "share"),
    [
        (-2.0, 0.1783),  # Φ((−1.6449 + .4 × 2) / √.84) = Φ(−.9219)
        (-1.0, 0.0872),  # Φ(−1.3583)
        (0.0, 0.0364),  # Φ(−1.7947)
        (1.0, 0.0128),  # Φ(−2.2311)
    ],
)
def test_their_share_rises_as_aptitude_falls(aptitude: float, share: float) -> None:
    """A trait that moves the index by ρ puts Φ((Φ⁻¹(.05) − ρt) / √(1 − ρ²)) of the batches among the lowest twentieth."""
    quantile, rho = STIMULATION_INDEX.distribution.quantile, STIMULATION_INDEX.moved_by["aptitude"]
    limit, n = quantile(0.05), 4_000
    low = sum(quantile(move((k + 0.5) / n, rho, aptitude)) < limit for k in range(n))
    assert low / n == pytest.approx(share, abs=4e-4)
