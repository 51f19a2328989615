"""What assays reported beside what was true: some runs to draw, all of them counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats, Truths, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.truth import inside
from cipsc_sim.records.manifest import Manifest, SpecificationLimits
from cipsc_sim.records.rows import Rows

MOST = 400
"""Runs drawn for each specification."""

_COLUMNS = ("in_cohort", "specification", "valid", "true_value", "reported", "verdict")


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
    few = max(1, MOST // max(rows.replications, 1))
    parts: dict[str, list[tuple[Floats, Floats, Truths, Truths]]] = defaultdict(list)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for replication, results in rows.row_groups("results", _COLUMNS):
        known = true(results["valid"]) & filled(results["true_value"]) & filled(results["reported"])
        runs = results[known & true(results["in_cohort"])]
        names, failed = texts(runs["specification"]), one_of(runs["verdict"], "fail")
        values, reported = numbers(runs["true_value"]), numbers(runs["reported"])
        for name in set(names) & set(manifest.specifications):
            ours = names == name
            within = inside(values[ours], manifest.specifications[name])
            _count(counts[name], within, failed[ours])
            if replication < MOST:
                part = (values[ours], reported[ours], within, failed[ours])
                parts[name].append((part[0][:few], part[1][:few], part[2][:few], part[3][:few]))
    found = []
    for name, limits in manifest.specifications.items():
        if name in parts:
            true_values, seen, are_inside, have_failed = (
                np.concatenate(each) for each in zip(*parts[name], strict=True)
            )
            found.append(Readings(name, limits, true_values, seen, are_inside, have_failed, dict(counts[name])))
    return found


def _count(counts: dict[str, int], within: Truths, failed: Truths) -> None:
    counts["runs"] += len(within)
    counts["inside"] += int(within.sum())
    counts["failed though inside"] += int((within & failed).sum())
    counts["passed though outside"] += int((~within & ~failed).sum())
