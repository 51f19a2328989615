"""What is worth choosing between: the points that no other point beats in everything that is weighed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.registry import indicator_of, split_quantile


def front(estimates: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """One row for each point that has all of the estimates, one column for each, ``on_front`` where none beats it.

    A point is beaten by one that is at least as good in all and better in one, by the means; exploratory, since means
    have chance in them.
    """
    chosen = estimates[estimates["key"].isin(names)]
    table = chosen.pivot(index="point", columns="key", values="mean").reindex(columns=list(names)).dropna()
    signs = [1.0 if indicator_of(split_quantile(name)[0])[0].good == "more" else -1.0 for name in names]
    goodness = table.to_numpy(dtype=np.float64) * signs
    return table.assign(on_front=unbeaten(goodness))


def unbeaten(goodness: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which rows no other row beats; more is better in every column."""
    found = np.ones(len(goodness), dtype=bool)
    for place, row in enumerate(goodness):
        as_good = (goodness >= row).all(axis=1)
        found[place] = not (as_good & (goodness > row).any(axis=1)).any()
    return found
