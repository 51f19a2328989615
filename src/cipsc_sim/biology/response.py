"""From dose to the chance of the wished outcome: an extrapolation from few dose points."""

from __future__ import annotations


def response(dose: float, half_at: float, slope: float, plateau: float) -> float:
    """Chance of the outcome: plateau / (1 + (half_at / dose)^slope), nothing for no dose."""
    if dose <= 0:
        return 0.0
    ratio: float = (half_at / dose) ** slope
    return plateau / (1.0 + ratio)
