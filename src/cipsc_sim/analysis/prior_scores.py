"""How far from its centre every number that is not known was drawn, pair by pair."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats


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


def read_scores(text: str) -> PriorScores:
    """The scores back from the text of ``priors.csv``: path, grade, then one column for each pair."""
    header, *rows = csv.reader(io.StringIO(text))
    values = np.array([row[2:] for row in rows], dtype=np.float64).reshape(len(rows), len(header) - 2)
    return PriorScores(tuple(row[0] for row in rows), tuple(row[1] for row in rows), values)
