"""A plant of theory: the scenario of a file, played, and the same draws asked for by their address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import floor, log
from pathlib import Path
from typing import Any

import pandas as pd

from cipsc_sim.chance import Source, pack, stream_number
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import Played, play
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.quantity import Quantity
from cipsc_sim.scenario.scenario import Scenario

HERE = Path(__file__).parent
DAY = 1440
FIRST_LOT = pack((1, 1))
"""Path of the first lot made of the first lot that came with an order."""


@dataclass(frozen=True)
class Plant:
    """A scenario that was played with one seed."""

    scenario: Scenario
    played: Played
    seed: int
    replication: int

    @property
    def ends(self) -> int:
        """The last minute played."""
        return self.played.ended_at

    def rows(self, name: str) -> pd.DataFrame:
        """A table of its journal; missing numbers are NaN."""
        table = next(table for table in TABLES if table.name == name)
        families = self.played.journal.families.get(name, ())
        return pd.DataFrame(getattr(self.played.journal, name), columns=[*table.names, *families])

    def arrivals(self, n: int) -> list[int]:
        """The minutes of the first ``n`` Poisson arrivals: a gap drawn for each order, their exact sum rounded."""
        poisson = self.scenario.orders.arrive.poisson
        assert poisson is not None
        exact, minutes = 0.0, []
        for order in range(n):
            exact -= log(self.uniform("orders.arrive", order)) * 365 * DAY / poisson.per_year
            minutes.append(floor(exact + 0.5))
        return minutes

    def durations(self, procedure: str, step: str, owners: Iterable[int], path: int = FIRST_LOT) -> list[int]:
        """The minutes that a step lasts for each owner: the number of an order, or the address of a lot for stock."""
        quantity = self.scenario.procedures[procedure].steps[step].duration_d
        assert quantity is not None
        stream = f"procedures.{procedure}.steps.{step}.duration_d"
        return [self.minutes(quantity, stream, owner, DAY, path) for owner in owners]

    def minutes(self, quantity: Quantity, stream: str, owner: int, unit: int, path: int = FIRST_LOT) -> int:
        """A quantity of a lot in whole minutes, halves up; ``unit`` is the minutes of a day or an hour."""
        return floor(quantity.distribution.quantile(self.uniform(stream, owner, path)) * unit + 0.5)

    def uniform(self, stream: str, owner: int, path: int = 0, ordinal: int = 0) -> float:
        """The uniform number at an address."""
        return _source(self.seed, self.replication).uniform(stream_number(stream), owner, path, ordinal)


def played(name: str, seed: int = 1, replication: int = 0, **changes: Any) -> Plant:
    """The plant of a file, played once. ``changes`` replace values by path, dots written as two underscores."""
    return played_again(scenario(name, **changes), seed, replication)


def played_again(plan: Scenario, seed: int, replication: int) -> Plant:
    """A scenario played once more."""
    return Plant(plan, play(draft(plan), seed, replication), seed, replication)


def scenario(name: str, **changes: Any) -> Scenario:
    """The scenario of a file in this folder."""
    by_path = {key.replace("__", "."): value for key, value in changes.items()}
    return load_scenario(HERE / f"{name}.yaml", by_path).scenario


@cache
def _source(seed: int, replication: int) -> Source:
    return Source(seed, replication)
