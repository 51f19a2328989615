"""Contamination through open manipulations."""

from __future__ import annotations

from math import expm1, log1p


def exposure_chance(hazard: float, openings: float) -> float:
    """Chance of contamination in ``openings`` independent open manipulations: 1 − (1 − hazard)^openings."""
    if hazard >= 1:
        return 1.0 if openings > 0 else 0.0
    return -expm1(openings * log1p(-hazard))
