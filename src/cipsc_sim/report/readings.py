"""What assays reported beside what was true: some runs to draw, all of them counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats, Truths, filled, numbers, one_of, places_within, replications, true
from cipsc_sim.analysis.truth import inside
from cipsc_sim.records.manifest import Manifest, SpecificationLimits
from cipsc_sim.records.rows import Rows

MOST = 400
"""Runs drawn for each specification."""

_COLUMNS = ("replication", "in_cohort", "specification", "valid", "true_value", "reported", "verdict")


@dataclass(frozen=True, slots=True)
class Readings:
    """One specification: the runs that are drawn, and how many valid runs there are of each kind.

    A review counts as passed. A specification without a limit has none of these kinds.
    """

    name: str
    limits: SpecificationLimits
    true_values: Floats
    reported: Floats
    inside: Truths
    failed: Truths
    counts: Mapping[str, int]

    @property
    def is_found_or_not(self) -> bool:
        """Whether it reports nothing but 0 and 1."""
        return bool(np.isin(self.reported, (0.0, 1.0)).all())


def readings(rows: Rows, manifest: Manifest) -> list[Readings]:
    """The valid runs of the cohort for each specification that has any; drawn are the first of every replication."""
    results = rows.table("results", _COLUMNS)
    known = true(results["valid"]) & filled(results["true_value"]) & filled(results["reported"])
    runs = results[known & true(results["in_cohort"])]
    few = max(1, MOST // max(rows.replications, 1))
    found = []
    for name, limits in manifest.specifications.items():
        ours = runs[one_of(runs["specification"], name)]
        values, failed = numbers(ours["true_value"]), one_of(ours["verdict"], "fail")
        within, replication = inside(values, limits), replications(ours)
        drawn = (places_within(replication) < few) & (replication < MOST)
        kept = (values[drawn], numbers(ours["reported"])[drawn], within[drawn], failed[drawn])
        if len(ours):
            found.append(Readings(name, limits, *kept, _counts(within, failed)))
    return found


def _counts(within: Truths, failed: Truths) -> dict[str, int]:
    return {
        "runs": len(within),
        "inside": int(within.sum()),
        "failed though inside": int((within & failed).sum()),
        "passed though outside": int((~within & ~failed).sum()),
    }
