"""What each day in culture does: contents rise, cells of one kind grow few, cells are lost."""

from __future__ import annotations


def changed(per_day: float, days: float) -> float:
    """What is multiplied by so much each day, after the actual days: per_day^days."""
    factor: float = per_day**days
    return factor
