"""The agenda: what happens at which minute, in an order that no accident of scheduling can change.

SimPy keeps the clock and steps from minute to minute at which something is due. Within a minute everything runs by phase, then
by entity key; the requests that follow are then granted in one pass of the dispatcher, and so on until nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from operator import itemgetter

from simpy.core import EmptySchedule, Environment, StopSimulation

COMPLETION, SUPPLY, STOPPAGE, DEADLINE, LEAVING, ARRIVAL, FOLLOW_UP = 1, 2, 3, 4, 5, 6, 7
"""The phases of an instant: completions and results; repairs, deliveries and shift starts; breakdowns; deadlines of lots;
orders that leave; arrivals; what follows from these."""

Key = tuple[int, ...]
Action = Callable[[], None]
Entry = tuple[int, Key, Action]

_by_phase_and_key = itemgetter(0, 1)


class Agenda(Environment):
    """Minutes and what is due at them. In SimPy's queue a minute stands once, as its number; its step is the whole minute."""

    now = -1
    """The present minute."""

    def __init__(self, grant: Callable[[], bool]) -> None:
        super().__init__()
        self._minutes: list[int] = []
        self._due: dict[int, list[Entry]] = {}
        self._grant = grant
        self._until = 0
        self._stopping = False
        self.instants = 0
        self.tied = 0
        self.order_ties: Callable[[list[Entry]], None] = _sort

    def at(self, minute: int, phase: int, key: Key, action: Action) -> None:
        """Put ``action`` on the agenda of ``minute``. Keys are unique within a minute and phase."""
        due = self._due.get(minute)
        if due is not None:
            due.append((phase, key, action))
            return
        self._due[minute] = [(phase, key, action)]
        if minute > self.now:
            heappush(self._minutes, minute)

    def work_ahead(self) -> bool:
        """Whether anything is due that could free what others wait for."""
        return any(phase <= DEADLINE for entries in self._due.values() for phase, _, _ in entries)

    def play(self, until: int) -> None:
        """From minute 0 to ``until``, that minute included, or until stopped."""
        self._until = until
        self.run()

    def stop(self) -> None:
        """End the play when the present instant is over."""
        self._stopping = True

    def step(self) -> None:
        """Go on to the next minute, and do all that is due at it and all that follows in it."""
        if not self._minutes:
            raise EmptySchedule
        now = heappop(self._minutes)
        if now > self._until or self._stopping:
            raise StopSimulation(now)
        self.now = self._now = now
        self.instants += 1
        due, grant = self._due, self._grant
        while True:
            entries = due.pop(now)
            if len(entries) > 1:
                self.tied += 1
                self.order_ties(entries)
            for _phase, _key, action in entries:
                action()
            while now not in due:
                if not grant():
                    return


def _sort(entries: list[Entry]) -> None:
    entries.sort(key=_by_phase_and_key)
