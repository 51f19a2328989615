"""Ranks: the classes in which requests are granted, the most urgent first."""

from __future__ import annotations

LIVING, LABORATORY = 0, 1
"""Living culture and fresh product; laboratory and quality assurance. Then come rescue starts, then new starts."""


def start_rank(priority: int, priorities: int, attempt: int) -> int:
    """The class of a start for an order of a priority, 0 being the most urgent of so many: a rescue goes before all that is new."""
    return 2 + priority if attempt > 1 else 2 + priorities + priority


def ranks(priorities: int) -> int:
    """How many classes there are."""
    return 2 + 2 * priorities
