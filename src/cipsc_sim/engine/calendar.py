"""When how many of a staff group are on duty."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from cipsc_sim.engine.minutes import DAY, WEEK, first_weekday, minutes_of_hours
from cipsc_sim.scenario.facility import People
from cipsc_sim.scenario.noun import WEEKDAYS


class Watch(NamedTuple):
    """A stretch of the calendar with the same people on duty: ``capacity`` from ``begins`` until before ``ends``."""

    begins: int
    ends: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The shifts of a staff group, week by week, less its holidays. Shifts are (start, end, count), minutes of the week."""

    shifts: tuple[tuple[int, int, int], ...]
    holidays: frozenset[int]
    _into_next_week: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)
    _watches: tuple[Watch, ...] = field(init=False, repr=False, compare=False)
    """Those of a week without holidays."""
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _weeks_with_holidays: frozenset[int] = field(init=False, repr=False, compare=False)
    """And those beside them: a shift may go on into the next week, and its beginning is looked for from the week before."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_into_next_week", tuple(shift for shift in self.shifts if shift[1] > WEEK))
        weeks = (day * DAY // WEEK for day in self.holidays)
        object.__setattr__(self, "_weeks_with_holidays", frozenset(w + d for w in weeks for d in (-1, 0, 1)))
        watches = tuple(self._week())
        object.__setattr__(self, "_watches", watches)
        object.__setattr__(self, "_ends", tuple(watch.ends for watch in watches))

    def watch(self, minute: int) -> Watch:
        """What holds at ``minute``, and how long."""
        week, into = divmod(minute, WEEK)
        if week in self._weeks_with_holidays:
            return self._look_up(minute)
        monday = minute - into
        begins, ends, capacity = self._watches[bisect_right(self._ends, into)]
        return Watch(monday + begins, monday + ends, capacity)

    def _week(self) -> Iterator[Watch]:
        """The watches of a week without holidays, in minutes of that week."""
        monday = WEEK * (max(self._weeks_with_holidays, default=0) + 1)
        minute = monday
        while minute < monday + WEEK:
            begins, minute, capacity = self._look_up(minute)
            yield Watch(begins - monday, minute - monday, capacity)

    def _look_up(self, minute: int) -> Watch:
        week = minute // WEEK * WEEK
        nearest = minute + WEEK
        for monday, shifts in ((week - WEEK, self._into_next_week), (week, self.shifts), (week + WEEK, self.shifts)):
            if monday >= nearest:
                break
            for begin, end, count in shifts:
                begins, ends = monday + begin, monday + end
                if begins // DAY in self.holidays:
                    continue
                if begins <= minute < ends:
                    return Watch(begins, ends, count)
                if minute < begins < nearest:
                    nearest = begins
        return Watch(minute // DAY * DAY, nearest, 0)


class Duty(Protocol):
    """Says who is on duty: a calendar, or a roster in which some of it are away."""

    def watch(self, minute: int) -> Watch:
        """What holds at a minute, and how long."""


def person_minutes(duty: Duty, begins: int, ends: int) -> int:
    """Minutes on duty, summed over people, between two instants."""
    return sum(people * minutes for people, minutes in _stretches(duty, begins, ends))


def _stretches(duty: Duty, begins: int, ends: int) -> Iterator[tuple[int, int]]:
    """How many are on duty, and for how many minutes, from one instant to another."""
    while begins < ends:
        watch = duty.watch(begins)
        until = min(watch.ends, ends)
        yield watch.capacity, until - begins
        begins = until


def calendar_of(people: People, start_date: str) -> Calendar | None:
    """The calendar of a staff group in minutes since the start date; None if it is there day and night."""
    if not (people.shifts or people.holidays or people.leave or people.absent is not None):
        return None
    first = first_weekday(start_date)
    shifts = []
    for shift in people.shifts:
        for day in shift.days:
            begin = (WEEKDAYS.index(day) - first) % 7 * DAY + minutes_of_hours(shift.from_h)
            shifts.append((begin, begin + minutes_of_hours(shift.hours_h), shift.on_duty(people.count)))
    if not people.shifts:
        shifts = [(day * DAY, (day + 1) * DAY, people.count) for day in range(7)]
    holidays = frozenset(day_of(text, start_date) for text in people.holidays)
    return Calendar(tuple(sorted(shifts)), holidays)


def day_of(text: str, start_date: str) -> int:
    """The number of a date's day, counted from the start date."""
    return (date.fromisoformat(text) - date.fromisoformat(start_date)).days
