"""A roster: the calendar of a staff group, less who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import AbsencePlan
from cipsc_sim.engine.calendar import Calendar, Watch
from cipsc_sim.engine.minutes import DAY, WEEK

if TYPE_CHECKING:
    from cipsc_sim.engine.draws import Draws


class Roster:
    """Who of a group is really on duty. Each person of a shift has a uniform number, addressed by the start of the shift."""

    __slots__ = ("_absences", "_calendar", "_chance", "_draws", "_known")

    def __init__(self, calendar: Calendar, absences: AbsencePlan, draws: Draws) -> None:
        self._calendar = calendar
        self._absences = absences
        self._draws = draws
        self._chance = draws.loose(absences.chance, 0) if absences.chance is not None else 0.0
        self._known: dict[int, int] = {}

    def watch(self, minute: int) -> Watch:
        """What holds at ``minute``, and how long."""
        watch = self._calendar.watch(minute)
        if not watch.capacity:
            return watch
        there = self._known.get(watch.begins)
        if there is None:
            there = self._known[watch.begins] = self._there(watch)
        return Watch(watch.begins, watch.ends, there)

    def _there(self, watch: Watch) -> int:
        day = watch.begins // DAY
        away = sum(n for first, last, n in self._absences.leave if first <= day <= last)
        planned = max(0, watch.capacity - away)
        if not self._chance:
            return planned
        uniform, stream, shift = self._draws.uniform, self._absences.stream, watch.begins + WEEK
        return sum(uniform(stream, shift, 0, person) >= self._chance for person in range(planned))
