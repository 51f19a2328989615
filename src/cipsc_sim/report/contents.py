"""What a report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.estimates.ignorance import PairValues
from cipsc_sim.analysis.grade_shares import success_by_pair
from cipsc_sim.analysis.prior_scores import PriorScores
from cipsc_sim.analysis.summary import Summary
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows
from cipsc_sim.report.dose_rule import DoseRule, read_dose_rule
from cipsc_sim.report.first_rows import FirstRows
from cipsc_sim.report.quick_rows import QuickRows

FIRST = 40
"""Replications whose steps are read; the rest of a run would change what they show by next to nothing."""

_NOTHING = Entry(None)


@dataclass(frozen=True)
class Contents:
    """A run: its rows, manifest and summary, the scores of its priors, and its resolved scenario if it is known."""

    rows: Rows
    manifest: Manifest
    summary: Summary
    scores: PriorScores | None = None
    scenario: str | Mapping[str, Any] = ""
    """Its text, or what that says as a tree, which takes a third of a second less to look into."""

    @cached_property
    def first_rows(self) -> Rows:
        """The rows of the first replications."""
        return FirstRows(self.rows, FIRST)

    @cached_property
    def quick_rows(self) -> Rows:
        """All rows, for what reads them many times over."""
        return QuickRows(self.rows)

    @cached_property
    def dose_rule(self) -> DoseRule:
        """What the scenario says of the dose besides its target."""
        return read_dose_rule(self.scenario, self.manifest)

    @cached_property
    def spread(self) -> tuple[PriorScores, PairValues] | None:
        """The scores, and order success by pair; None where there is too little to relate them."""
        if self.scores is None or not self.scores.paths or 2 * self.scores.pairs != self.rows.replications:
            return None
        headline = success_by_pair(self.quick_rows, self.manifest)
        return None if headline is None else (self.scores, headline)

    def estimate(self, key: str) -> Entry:
        """An estimate; an empty one where the run has none."""
        return self.summary.estimates.get(key, _NOTHING)

    def quantile(self, key: str, name: str) -> Entry:
        """A quantile; an empty one where the run has none."""
        return self.summary.quantiles.get(key, {}).get(name, _NOTHING)

    def has(self, table: str, column: str) -> bool:
        """Whether a table has a column."""
        return column in self.rows.column_names(table)

    @property
    def spoken_of(self) -> str:
        """Which replications the steps are read from, for a note below a figure."""
        number, every = self.first_rows.replications, self.rows.replications
        return "all replications" if number == every else f"the first {number} of {every} replications"
