"""The composition of a lot: shares that sum to one."""

from __future__ import annotations

from collections.abc import Mapping


def mixed(shares: Mapping[str, float], rest: str) -> dict[str, float]:
    """Shares that sum to one: the first keeps its value (at most 1), the others yield in proportion, ``rest`` is what remains."""
    names = list(shares)
    first = min(1.0, shares[names[0]])
    others = sum(shares[name] for name in names[1:])
    room = 1.0 - first
    squeeze = room / others if others > room else 1.0
    composition = {names[0]: first}
    for name in names[1:]:
        composition[name] = shares[name] * squeeze
    composition[rest] = max(0.0, 1.0 - sum(composition.values()))
    return composition
