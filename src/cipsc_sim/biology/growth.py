"""Exponential growth of a culture."""

from __future__ import annotations

from math import log2


def doublings_to(target: float, cells: float) -> float:
    """Doublings from ``cells`` to ``target``: log2(target / cells), none if the target is there already."""
    if cells <= 0:
        raise ValueError("nothing grows from no cells")
    return max(0.0, log2(target / cells))


def growth_days(doublings: float, doubling_d: float, lag_d: float = 0.0) -> float:
    """Days until so many doublings are done: lag + doublings × doubling time. No doublings take no time."""
    return lag_d + doublings * doubling_d if doublings > 0 else 0.0
