"""Orders of all replications told apart: within each they are numbered from 0."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Integers, numbers, replications

NONE = -1
"""The key of a row without an order."""

_ORDERS = 2**32


def order_keys(table: pd.DataFrame) -> Integers:
    """A number for the order of each row, from its columns ``replication`` and ``order``."""
    orders = numbers(table["order"])
    there = ~np.isnan(orders)
    return np.where(there, replications(table) * _ORDERS + np.where(there, orders, 0).astype(np.int64), NONE)


def of_orders(keys: Integers, known: Integers, values: Floats) -> Floats:
    """For each key the value of the order that has it; NaN where there is none."""
    places = pd.Index(known).get_indexer(pd.Index(keys))
    return np.append(values, np.nan)[places]
