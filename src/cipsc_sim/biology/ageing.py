"""What a lot loses while it is kept."""

from __future__ import annotations


def kept_fraction(lost_per_day: float, days: float) -> float:
    """Fraction of an amount that is left: (1 − loss)^days."""
    kept: float = (1.0 - min(1.0, max(0.0, lost_per_day))) ** days
    return kept
