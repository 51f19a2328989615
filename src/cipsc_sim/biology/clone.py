"""Abnormal clones that appear in culture and grow."""

from __future__ import annotations

from math import exp, inf, log1p


def emergence(u: float, hazard: float) -> float:
    """Doublings until an abnormal clone appears, from a uniform number: the quantile of a geometric waiting time."""
    if hazard <= 0:
        return inf
    return log1p(-u) / log1p(-hazard) if hazard < 1 else 0.0


def clone_fraction(fraction: float, advantage: float, doublings: float) -> float:
    """Fraction of a clone after ``doublings``: its odds grow by exp(advantage × doublings)."""
    if fraction <= 0 or fraction >= 1:
        return fraction
    odds = fraction / (1 - fraction) * exp(min(700.0, advantage * doublings))
    return odds / (1 + odds)


def drifted(fraction: float, u: float, hazard: float, starts_at: float, advantage: float, doublings: float) -> float:
    """Fraction of abnormal cells after ``doublings`` more: a clone already there grows; else one may appear and grow."""
    if fraction > 0:
        return clone_fraction(fraction, advantage, doublings)
    waited = emergence(u, hazard)
    return clone_fraction(starts_at, advantage, doublings - waited) if waited < doublings else 0.0
