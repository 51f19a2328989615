"""Time is whole minutes. Here, and only here, days and hours become minutes."""

from __future__ import annotations

from datetime import date
from math import floor

DAY = 1440
WEEK = 7 * DAY


def minutes_of_days(days: float) -> int:
    """Days rounded to the nearest minute, halves up."""
    return floor(days * DAY + 0.5)


def minutes_of_hours(hours: float) -> int:
    """Hours rounded to the nearest minute, halves up."""
    return floor(hours * 60 + 0.5)


def first_weekday(start_date: str) -> int:
    """Weekday of minute 0, Monday being 0."""
    return date.fromisoformat(start_date).weekday()


def next_allowed(minute: int, weekdays: frozenset[int], first: int) -> int:
    """The first minute at or after ``minute`` whose weekday is allowed: itself, or midnight of a later day."""
    day = minute // DAY
    if (day + first) % 7 in weekdays:
        return minute
    while (day + first) % 7 not in weekdays:
        day += 1
    return day * DAY


def next_allowed_same_time(minute: int, weekdays: frozenset[int], first: int) -> int:
    """The first minute at or after ``minute``, at the same time of day, whose weekday is allowed."""
    while (minute // DAY + first) % 7 not in weekdays:
        minute += DAY
    return minute
