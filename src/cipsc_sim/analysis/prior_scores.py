"""How far from its centre every number that is not known was drawn, pair by pair."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats

PAID = ("cost", "price", "price_per_h", "overtime_price_per_h", "medium_l")
"""What a number is called that is only paid for."""

_APART = ("costs.", "orders.response.")
_PRICES = ".prices."


@dataclass(frozen=True, slots=True)
class PriorScores:
    """Standard-normal scores of shape (inputs, pairs), and for each input its dotted path and evidence grade."""

    paths: tuple[str, ...]
    grades: tuple[str, ...]
    values: Floats

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return int(self.values.shape[1])

    def that_move_orders(self) -> PriorScores:
        """Those from which a way leads to what becomes of an order.

        Nothing that is decided looks at money, and what a dose may do in a patient comes after it.
        """
        kept = [i for i, path in enumerate(self.paths) if not _comes_after(path)]
        paths, grades = tuple(self.paths[i] for i in kept), tuple(self.grades[i] for i in kept)
        return PriorScores(paths, grades, self.values[kept])


def _comes_after(path: str) -> bool:
    return path.rpartition(".")[2] in PAID or path.startswith(_APART) or _PRICES in path


def read_scores(text: str) -> PriorScores:
    """The scores back from the text of ``priors.csv``: path, grade, then one column for each pair."""
    header, *rows = csv.reader(io.StringIO(text))
    values = np.array([row[2:] for row in rows], dtype=np.float64).reshape(len(rows), len(header) - 2)
    return PriorScores(tuple(row[0] for row in rows), tuple(row[1] for row in rows), values)
