"""A crossed design: what facts may be × replications, and the parts of variance that it tells apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates.parts import MeanSquare, Variance, variance_between
from cipsc_sim.experiment.study.results.evaluations import TwoWay

IGNORANCE, COMMON, OWN = "ignorance", "chance in common", "chance of its own"
COLUMNS = ("key", "part", "variance", "variance_low", "variance_high", "share", "draws", "replications")


def crossed_table(values: Mapping[str, Floats]) -> pd.DataFrame:
    """Three rows for each estimate. ``values``: by estimate, one row for each draw of the facts, one column for each replication.

    ``ignorance``: between draws. ``chance in common``: between replications whatever the facts, as good and bad luck with
    orders and batches. ``chance of its own``: what a replication does with one draw and not with another. The last two
    together are the chance in one count window. Two-way random model without repeats; intervals as for pairs.
    """
    rows = [row for key, each in values.items() if np.isfinite(each).all() for row in _rows(key, TwoWay(each))]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def parts_of_variance(table: TwoWay) -> dict[str, Variance]:
    """The three parts of one estimate."""
    draws, replications = table.values.shape
    rows = _between(table.values.mean(axis=1), replications)
    columns = _between(table.values.mean(axis=0), draws)
    degrees = (draws - 1) * (replications - 1)
    rest = MeanSquare.of(np.square(table.residuals).ravel() * draws * replications / degrees, degrees)
    return {
        IGNORANCE: variance_between(rows, rest, 1.0).times(1 / replications),
        COMMON: variance_between(columns, rest, 1.0).times(1 / draws),
        OWN: rest.interval(),
    }


def _between(means: Floats, each: int) -> MeanSquare:
    number = len(means)
    return MeanSquare.of(each * np.square(means - means.mean()) * number / (number - 1), number - 1)


def _rows(key: str, table: TwoWay) -> list[dict[str, object]]:
    found = parts_of_variance(table)
    whole = sum(part.value for part in found.values())
    draws, replications = table.values.shape
    return [
        {
            "key": key,
            "part": name,
            "variance": part.value,
            "variance_low": part.low,
            "variance_high": part.high,
            "share": part.value / whole if whole > 0 else 0.0,
            "draws": draws,
            "replications": replications,
        }
        for name, part in found.items()
    ]
