"""The desk at which a scenario is turned into a blueprint."""

from __future__ import annotations

from collections.abc import Mapping

from cipsc_sim.engine.blueprint import Drawn, Needs, Weekdays
from cipsc_sim.engine.drawing import Streams
from cipsc_sim.scenario.noun import WEEKDAYS
from cipsc_sim.scenario.quantity import Quantity
from cipsc_sim.scenario.scenario import Scenario

PLENTY = 1_000_000
"""Units of every resource where nothing is to be waited for."""


class Desk:
    """What every part of a draft needs: the scenario, the streams of its quantities, pools by number, running numbers."""

    def __init__(self, scenario: Scenario, central: bool) -> None:
        self.scenario = scenario
        self.central = central
        self.streams = Streams(central)
        facility = scenario.facility
        self.pool_index = {name: index for index, name in enumerate((*facility.equipment, *facility.people))}
        self._steps = 0
        self._tasks = 0

    def next_step(self) -> int:
        """The number of the next step."""
        self._steps += 1
        return self._steps

    def next_task(self) -> int:
        """The number of the next task."""
        self._tasks += 1
        return self._tasks

    def fractions(self, where: str, written: Mapping[str, str | Quantity]) -> tuple[tuple[str, Drawn], ...]:
        """Each fraction at that path, ready to be drawn; of what goes with another, that of the other."""
        stated = {name: name if isinstance(each, Quantity) else each for name, each in written.items()}
        found = []
        for name, of in stated.items():
            quantity = written[of]
            assert isinstance(quantity, Quantity)
            found.append((name, self.streams.drawn(f"{where}.{of}", quantity)))
        return tuple(found)

    def needs(self, *wanted: dict[str, int]) -> Needs:
        """Pools and units, each pool once."""
        total: dict[int, int] = {}
        for mapping in wanted:
            for name, n in mapping.items():
                index = self.pool_index[name]
                total[index] = total.get(index, 0) + n
        return tuple(sorted(total.items()))


def weekdays(days: list[str] | None) -> Weekdays | None:
    """Days of the week by number, Monday being 0."""
    return None if days is None else frozenset(WEEKDAYS.index(day) for day in days)
