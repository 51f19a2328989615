"""The marginal effect of each test: what it alone keeps from going on, and how much of that is truly outside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Truths
from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.analysis.release.batches import NOBODY, FrozenBatches
from cipsc_sim.experiment.release.judging import Judged

COLUMNS = [
    "specification",
    "title",
    "concerns",
    "tested",
    "failed",
    "alone",
    "alone_complete",
    "alone_outside",
    "alone_outside_here",
]
COLUMNS += [*estimate_names("alone_per_1000"), *estimate_names("outside_per_1000"), *estimate_names("outside_share")]


def marginal(batches: FrozenBatches, judged: Judged) -> pd.DataFrame:
    """One row for each blocking test, the batches judged again without it.

    ``alone``: failed by it and by no other test that has a result; these would go on. ``alone_complete``: of these, every
    other test has a result, so they would be released; the rest were stopped before their later tests, of which nothing is
    known here. ``alone_outside``: truly outside any limit, by the truth at the place where they were stopped;
    ``alone_outside_here``: outside that of this test.
    """
    return pd.DataFrame([_row(batches, judged, name) for name in judged.tests], columns=COLUMNS)


def _row(batches: FrozenBatches, judged: Judged, name: str) -> dict[str, object]:
    rows = batches.row_of[name]
    seen = rows != NOBODY
    tested, alone = batches.tested[name], judged.only_failing(name)
    outside = alone & ~batches.inside
    here = np.zeros(len(batches), dtype=bool)
    here[seen] = ~tested.truly_inside[rows[seen]]
    failed = judged.failing[:, judged.tests.index(name)]
    row: dict[str, object] = {"specification": name, "title": tested.limits.title or name.replace("_", " ")}
    row |= {"concerns": tested.limits.concerns, "tested": int(seen.sum()), "failed": int(failed.sum())}
    row |= {"alone": int(alone.sum()), "alone_complete": int((alone & _others(judged, name)).sum())}
    row |= {"alone_outside": int(outside.sum()), "alone_outside_here": int((alone & here).sum())}
    every = batches.sums(np.ones(len(batches)))
    for column, some in (("alone_per_1000", alone), ("outside_per_1000", outside)):
        entry = fraction(batches.sums(some), every, pairs=batches.pairs)
        row |= estimate_columns(column, entry.scaled(1000, "per 1,000 batches"))
    share = fraction(batches.sums(outside), batches.sums(alone), pairs=batches.pairs)
    return row | estimate_columns("outside_share", share)


def _others(judged: Judged, name: str) -> Truths:
    """Which have the result of every other test."""
    found = np.ones(len(judged.there), dtype=bool)
    for other in judged.tests:
        found &= judged.there[:, judged.tests.index(other)] | (other == name)
    return found
