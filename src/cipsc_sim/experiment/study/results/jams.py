"""At which points of a study a store was jammed: most of it held by orders that waited for more of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from cipsc_sim.analysis.jams import DAYS
from cipsc_sim.records.manifest import Manifest

NAMED = 3
"""So many points are named."""


def jams(estimates: pd.DataFrame, labels: Sequence[str], manifest: Manifest) -> Iterator[str]:
    """A sentence for each store that was; ``labels`` are those of all points in their order."""
    jammed = estimates[estimates["key"].str.startswith(DAYS) & (estimates["mean"] > 0)]
    for key, rows in jammed.groupby("key", sort=True):
        name = str(key).removeprefix(DAYS)
        worst = rows.sort_values("mean", ascending=False, kind="stable").iloc[0]
        points = [labels[int(point)] for point in rows["point"]]
        named = ", ".join(points[:NAMED]) + (f" and {len(points) - NAMED:,} more" if len(points) > NAMED else "")
        yield (
            f"{manifest.title_of('resource', name)} ({name}) too few at {len(points):,} of {len(labels):,} points ({named}): most of them "
            f"were held by orders that waited for more, so that they kept each other waiting; longest at "
            f"“{labels[int(worst['point'])]}”, for {worst['mean']:,.0f} d of a play on average."
        )
