"""Who may do a task: crews that are asked in turn, each of so many of one group and those beside them; and when a crew is on duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import inf

from cipsc_sim.scenario.facility import Facility, People
from cipsc_sim.scenario.noun import WEEKDAYS
from cipsc_sim.scenario.procedure import Task

Crew = Mapping[str, int]
"""How many of each staff group, all at the same time."""

_Window = tuple[float, float]
_HOUR, _DAY = 60, 1440
_WEEK = 7 * _DAY
_ALWAYS: _Window = (-inf, inf)


def crews(task: Task, facility: Facility) -> tuple[Crew, ...]:
    """The crews that may do the task, the preferred first; an empty one if nobody is needed.

    A skill is asked for in the order in which the groups that have it are written.
    """
    able = [*task.people.items(), *task.alternatively.items()]
    for skill, n in task.skilled.items():
        able = [(name, n) for name, group in facility.people.items() if skill in group.skills]
    return tuple(dict(Counter({group: n}) + Counter(task.beside)) for group, n in able) or ({},)


def longest_window_h(crew: Crew, facility: Facility) -> float:
    """For how many hours on end as many of each group as it needs are on duty together; infinite where nobody has shifts."""
    common = [_ALWAYS]
    for name, n in crew.items():
        group = facility.people[name]
        if group.shifts:
            common = [both for one in common for other in _windows(group, n) if (both := _overlap(one, other))]
    return max((end - begin for begin, end in common), default=0.0) / _HOUR


def _windows(group: People, n: int) -> Iterator[_Window]:
    """Its shifts with so many on duty, in minutes from a Monday: of that week, the one before and the one after."""
    for shift in group.shifts:
        if shift.on_duty(group.count) < n:
            continue
        lasts = int(shift.hours_h * _HOUR + 0.5)
        for day in shift.days:
            begin = WEEKDAYS.index(day) * _DAY + int(shift.from_h * _HOUR + 0.5)
            for week in (-_WEEK, 0, _WEEK):
                yield week + begin, week + begin + lasts


def _overlap(one: _Window, other: _Window) -> _Window | None:
    begin, end = max(one[0], other[0]), min(one[1], other[1])
    return (begin, end) if begin < end else None
