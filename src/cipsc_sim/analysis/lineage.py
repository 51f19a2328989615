"""The lots that a lot came of, and the steps each of them went through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Integers, Truths, numbers
from cipsc_sim.analysis.lot_keys import NONE, LotKeys


@dataclass(frozen=True, slots=True)
class Lineage:
    """Several lots, each with its primary ancestors made for the same order; the first made of each stands first.

    ``owners``: of which of the lots asked for; ``lots``: place in the table of lots.
    """

    owners: Integers
    lots: Integers

    @property
    def begins(self) -> Truths:
        """Where the line of another lot begins."""
        return np.asarray(np.diff(self.owners, prepend=-1) != 0, dtype=bool)


def lineage(asked_for: Integers, lots: pd.DataFrame, keys: LotKeys) -> Lineage:
    """The lineage of the lots with these keys. ``lots`` has replication, order, lot and parent."""
    own, parents, orders = keys.of(lots), keys.of(lots, "parent"), numbers(lots["order"])
    labelled = np.flatnonzero(own != NONE)
    index = pd.Index(own[labelled])

    def places(of: Integers) -> Integers:
        found = index.get_indexer(pd.Index(of))
        return np.where((found >= 0) & (of != NONE), np.append(labelled, -1)[found], -1)

    parent = places(parents)
    parent = np.where((parent >= 0) & (orders == orders[parent]), parent, -1) if len(parent) else parent
    owners, lines = np.arange(len(asked_for)), places(asked_for)
    levels: list[tuple[Integers, Integers]] = []
    while len(owners):
        there = lines >= 0
        owners, lines = owners[there], lines[there]
        levels.append((owners, lines))
        lines = parent[lines]
    found = [np.concatenate(each) for each in zip(*reversed(levels), strict=True)] or [owners, lines]
    order = np.argsort(found[0], kind="stable")
    return Lineage(found[0][order], found[1][order])


def steps_of_lots(lots: pd.DataFrame, steps: pd.DataFrame, keys: LotKeys) -> tuple[Integers, Integers]:
    """For each lot in turn the steps of the run that made it, in time order: places of lots, and places of steps.

    Lots made together share the steps of their run.
    """
    of_step = keys.of(steps)
    order = np.lexsort((numbers(steps["ended_at"]), numbers(steps["started_at"]), of_step))
    in_order = of_step[order]
    own = keys.of(lots)
    of_lot = np.where(np.isin(own, of_step), own, keys.of_run(lots))
    first, beyond = (np.searchsorted(in_order, of_lot, side=side) for side in ("left", "right"))
    number = np.where(of_lot == NONE, 0, beyond - first)
    at = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    return np.repeat(np.arange(len(lots)), number), order[np.repeat(first, number) + at]
