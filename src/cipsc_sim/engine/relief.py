"""Relief: who is on duty takes over what runs past the end of a shift; who is relieved by nobody works overtime."""

from __future__ import annotations

from collections.abc import Iterator

from cipsc_sim.engine.calendar import Duty
from cipsc_sim.engine.minutes import WEEK

Stretch = tuple[int, int, int]
"""From, until, how many people."""


class Relief:
    """Of one staff group: who of those on duty has taken over work that ran past a shift.

    Nothing new begins while more are at work than are on duty, so those who take over are what is on duty less those
    who took over before.
    """

    __slots__ = ("_duty", "_taken")

    def __init__(self, duty: Duty) -> None:
        self._duty = duty
        self._taken: list[Stretch] = []

    def overtime(self, n: int, begins: int, ends: int) -> list[Stretch]:
        """Work of ``n`` people ran past their shift between two minutes: how many of them stayed, stretch by stretch.

        The others were relieved; who relieved them relieves nobody else.
        """
        stayed: list[Stretch] = []
        taken: list[Stretch] = []
        for since, until, on_duty in self._stretches(begins, ends):
            free = on_duty - sum(k for first, last, k in self._taken if first <= since < last)
            relieved = min(n, max(0, free))
            if relieved:
                taken.append((since, until, relieved))
            if relieved < n:
                stayed.append((since, until, n - relieved))
        if taken:
            self._taken = [each for each in self._taken if each[1] > begins - WEEK] + taken
        return stayed

    def _stretches(self, begins: int, ends: int) -> Iterator[Stretch]:
        """Between two minutes, as long as as many are on duty and the same have been relieved."""
        edges = sorted({edge for each in self._taken for edge in each[:2] if begins < edge < ends})
        while begins < ends:
            watch = self._duty.watch(begins)
            until = min([watch.ends, ends, *(edge for edge in edges if edge > begins)])
            yield begins, until, watch.capacity
            begins = until


def person_minutes_of(stretches: list[Stretch], begins: int, ends: int) -> int:
    """Minutes, summed over people, as far as they lie between two instants."""
    return sum(n * max(0, min(until, ends) - max(since, begins)) for since, until, n in stretches)
