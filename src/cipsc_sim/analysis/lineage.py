"""The lots that a lot came of, and the steps each of them went through; one replication at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import filled, numbers, texts


@dataclass(frozen=True, slots=True)
class LineageLot:
    """What of a lot matters for where the time went; instants in minutes, NaN where there is none."""

    label: str
    parent: str
    order: float
    attempt: float
    released_at: float


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One step of a lot, begun and ended."""

    procedure: str
    step: str
    requested_at: float
    started_at: float
    ended_at: float


class Lineage:
    """Lots and steps of one replication, found by label."""

    def __init__(self, lots: pd.DataFrame, steps: pd.DataFrame) -> None:
        self._lots = {lot.label: lot for lot in _lots(lots)}
        self._steps: dict[str, list[LineageStep]] = defaultdict(list)
        for label, step in _steps(steps):
            self._steps[label].append(step)

    def of(self, label: str) -> list[LineageLot]:
        """The lot's primary ancestors made for the same order, first made first, and the lot itself."""
        lots: list[LineageLot] = []
        while label in self._lots and (not lots or self._lots[label].order == lots[-1].order):
            lots.append(self._lots[label])
            label = self._lots[label].parent
        return lots[::-1]

    def steps(self, lot: LineageLot) -> list[LineageStep]:
        """The steps of the run that made the lot, in time order; lots made together share them."""
        found = self._steps.get(lot.label) or self._steps.get(_without_ordinal(lot.label), [])
        return sorted(found, key=lambda step: (step.started_at, step.ended_at))


def run_labels(labels: Iterable[str]) -> set[str]:
    """The labels under which steps of these lots may stand: their own, and that of a run which made several lots."""
    own = set(labels)
    return own | {_without_ordinal(label) for label in own}


def _without_ordinal(label: str) -> str:
    """Lots that are split from one run add their ordinal to its label."""
    return label.rpartition(".")[0]


def _lots(lots: pd.DataFrame) -> list[LineageLot]:
    labels = texts(lots["lot"]), texts(lots["parent"])
    values = numbers(lots["order"]), numbers(lots["attempt"]), numbers(lots["released_at"])
    return [LineageLot(*row) for row in zip(*labels, *values, strict=True)]


def _steps(steps: pd.DataFrame) -> list[tuple[str, LineageStep]]:
    instants = [numbers(steps[name]) for name in ("requested_at", "started_at", "ended_at")]
    whole = ~filled(steps["task"]) & ~np.isnan(instants[1]) & ~np.isnan(instants[2])
    columns = [texts(steps["lot"]), texts(steps["procedure"]), texts(steps["step"]), *instants]
    rows = zip(*(column[whole] for column in columns), strict=True)
    return [(label, LineageStep(*rest)) for label, *rest in rows]
