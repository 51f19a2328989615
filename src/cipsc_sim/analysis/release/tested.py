"""What each specification saw of the lots of the cohort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Truths, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.estimates import Entry, fraction
from cipsc_sim.analysis.truth import inside
from cipsc_sim.records.manifest import Manifest, SpecificationLimits
from cipsc_sim.records.rows import Rows

Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

_RESULTS = (
    "in_cohort",
    "replication",
    "lot",
    "specification",
    "valid",
    "run",
    "true_value",
    "noise",
    "reported",
    "reported_at",
)


@dataclass(frozen=True, slots=True)
class Tested:
    """One specification and every lot of the cohort that it has a valid result of, in the order of the rows.

    ``reported`` has a row for each lot and a column for each valid run, NaN where there was none; ``noise`` likewise the
    uniform numbers of their noise, with which a reading can be made again. ``true_values`` are
    those of the first sample: the truth at the place of testing. ``reported_at``: the minute of the last valid run.
    ``given_up``: where the first result stands because a retest could not be begun, or no cause was found for one.
    """

    name: str
    limits: SpecificationLimits
    replication: Places
    lots: Words
    true_values: Floats
    reported: Floats
    noise: Floats
    reported_at: Floats
    given_up: Truths

    def __len__(self) -> int:
        return len(self.lots)

    @property
    def first(self) -> Floats:
        """The first reported value of each lot."""
        first: Floats = self.reported[:, 0]
        return first

    @property
    def truly_inside(self) -> Truths:
        """Which true values lie within the true limit."""
        return inside(self.true_values, self.limits)

    @property
    def is_found_or_not(self) -> bool:
        """Whether it reports nothing but 0 and 1."""
        return bool(np.isin(self.reported[~np.isnan(self.reported)], (0.0, 1.0)).all())

    @property
    def has_limit(self) -> bool:
        """Whether anything can fail it."""
        limits = self.limits
        return any(each is not None for each in (limits.at_least, limits.at_most, limits.below))


def sums_of(replication: Places, amounts: Floats, replications: int) -> Floats:
    """The amounts of each replication together."""
    return np.bincount(replication, weights=amounts, minlength=replications).astype(np.float64)


def share(some: Floats, of: Floats, pairs: bool) -> Entry:
    """Those of all, by replication; a part that counts by its chance need not be whole."""
    return fraction(np.minimum(some, of), of, pairs=pairs)


def tested(rows: Rows, manifest: Manifest) -> dict[str, Tested]:
    """By specification in the order of the scenario, what it saw; those without a valid result are left out."""
    results = rows.table("results", _RESULTS)
    known = true(results["in_cohort"]) & true(results["valid"]) & filled(results["reported"])
    results = results[known & filled(results["true_value"])]
    names = texts(results["specification"])
    found = {name: results[names == name] for name in manifest.specifications}
    given_up = _given_up(rows)
    return {
        name: _gather(name, manifest.specifications[name], each, given_up) for name, each in found.items() if len(each)
    }


def _given_up(rows: Rows) -> set[tuple[str, int, str]]:
    """Specification, replication and lot where the first result stands: a retest that could not be begun, or had no cause."""
    decisions = rows.table("decisions", ("replication", "lot", "kind", "subject", "verdict", "rule"))
    not_begun = one_of(decisions["kind"], "retest") & one_of(decisions["verdict"], "not_started")
    no_cause = one_of(decisions["rule"], "once_if_cause_found") & one_of(decisions["verdict"], "no_cause")
    mine = decisions[not_begun | (no_cause & one_of(decisions["kind"], "investigation"))]
    replications = numbers(mine["replication"]).astype(int).tolist()
    return set(zip(texts(mine["subject"]), replications, texts(mine["lot"]), strict=True))


def _gather(
    name: str, limits: SpecificationLimits, results: pd.DataFrame, given_up: set[tuple[str, int, str]]
) -> Tested:
    replications, labels = numbers(results["replication"]).astype(np.int64), texts(results["lot"])
    number, _ = pd.factorize(pd.MultiIndex.from_arrays([replications, labels]))
    run = numbers(results["run"]).astype(np.int64) - 1
    size = int(number.max()) + 1
    reported, noise = np.full((2, size, int(run.max()) + 1), np.nan)
    reported[number, run] = numbers(results["reported"])
    noise[number, run] = numbers(results["noise"])
    reported_at = np.zeros(size)
    np.maximum.at(reported_at, number, numbers(results["reported_at"]))
    true_values = np.full(size, np.nan)
    firsts = np.flatnonzero(run == 0)
    true_values[number[firsts]] = numbers(results["true_value"])[firsts]
    _, at = np.unique(number, return_index=True)
    seen = ~np.isnan(reported[:, 0])
    alone = [(name, int(replications[place]), labels[place]) in given_up for place in at[seen]]
    return Tested(
        name,
        limits,
        replications[at][seen],
        labels[at][seen],
        true_values[seen],
        reported[seen],
        noise[seen],
        reported_at[seen],
        np.array(alone, dtype=bool),
    )
