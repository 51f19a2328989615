"""The dose decision: what a reported dose means for the disposition."""

from __future__ import annotations


def dose_verdict(reported: float, target: float, minima: tuple[tuple[float, float], ...], rule: str) -> str:
    """released, released_below_target, or rejected.

    ``minima`` are pairs (reported value, minimum). Below a minimum it is rejected; below the target the rule decides.
    """
    if any(value < minimum for value, minimum in minima):
        return "rejected"
    if reported >= target:
        return "released"
    return "rejected" if rule == "reject_below_target" else "released_below_target"
