"""The agenda: what happens at which minute, in an order that no accident of scheduling can change.

SimPy keeps the calendar: one event for each minute at which something is due. Within a minute everything runs by phase, then
by entity key; the requests that follow are then granted in one pass of the dispatcher, and so on until nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from operator import itemgetter
from typing import Any

import simpy

COMPLETION, SUPPLY, STOPPAGE, DEADLINE, LEAVING, ARRIVAL, FOLLOW_UP = 1, 2, 3, 4, 5, 6, 7
"""The phases of an instant: completions and results; repairs, deliveries and shift starts; breakdowns; deadlines of lots;
orders that leave; arrivals; what follows from these."""

Key = tuple[int, ...]
Action = Callable[[], None]

_by_phase_and_key = itemgetter(0, 1)


class Agenda:
    """Minutes and what is due at them."""

    __slots__ = ("_clock", "_due", "_env", "_grant", "_instants", "_stopping", "instants", "now", "order_ties", "tied")

    def __init__(self, grant: Callable[[], bool]) -> None:
        self._env = simpy.Environment(initial_time=0)
        self._instants: list[Callable[[Any], None]] = [self._instant]
        self._due: dict[int, list[tuple[int, Key, Action]]] = {}
        self._grant = grant
        self.now = -1
        self._clock = 0
        self._stopping = False
        self.instants = 0
        self.tied = 0
        self.order_ties: Callable[[list[tuple[int, Key, Action]]], None] = _sort

    def at(self, minute: int, phase: int, key: Key, action: Action) -> None:
        """Put ``action`` on the agenda of ``minute``. Keys are unique within a minute and phase."""
        due = self._due.get(minute)
        if due is not None:
            due.append((phase, key, action))
            return
        self._due[minute] = [(phase, key, action)]
        if minute > self.now:
            self._env.schedule(_Minute(self._env, self._instants), delay=minute - self._clock)

    def work_ahead(self) -> bool:
        """Whether anything is due that could free what others wait for."""
        return any(phase <= DEADLINE for entries in self._due.values() for phase, _, _ in entries)

    def run(self, until: int) -> None:
        """Play from minute 0 to ``until``, that minute included, or until stopped."""
        with suppress(_Stopped):
            self._env.run(until=until + 1)

    def stop(self) -> None:
        """End the play when the present instant is over."""
        self._stopping = True

    def _instant(self, _event: Any) -> None:
        now = self.now = self._clock = int(self._env.now)
        self.instants += 1
        due = self._due
        while True:
            entries = due.pop(now, None)
            if entries is not None:
                if len(entries) > 1:
                    self.tied += 1
                    self.order_ties(entries)
                for _phase, _key, action in entries:
                    action()
            elif not self._grant():
                break
        if self._stopping:
            raise _Stopped


class _Minute(simpy.Event):
    """The one event of a minute: it has happened as soon as it is scheduled, as a timeout has."""

    def __init__(self, env: simpy.Environment, callbacks: list[Callable[[Any], None]]) -> None:
        self.env = env
        self.callbacks = callbacks
        self._ok, self._value = True, None


class _Stopped(Exception):
    pass


def _sort(entries: list[tuple[int, Key, Action]]) -> None:
    entries.sort(key=_by_phase_and_key)
