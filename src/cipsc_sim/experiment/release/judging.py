"""Judging frozen batches again: the same noise, other limits, other tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cipsc_sim.analysis.cells import Floats, Truths
from cipsc_sim.analysis.release.batches import NOBODY, FrozenBatches
from cipsc_sim.analysis.release.tested import Tested, Words
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.quality.judgement import judge
from cipsc_sim.quality.retest import standing


def accepted(tested: Tested, rule: Rule, as_played: Rule) -> Floats:
    """By lot, 1 where the specification accepts it by the rule, 0 where it fails it.

    The readings are those of the run. Where the rule asks for a retest that the run, judging by ``as_played``, never
    began, or broke off because the lot had failed another test, it is the chance that the retest would have been passed,
    given the true value.
    """
    found = np.array([rule.accepts(value) for value in tested.first.tolist()], dtype=np.float64)
    if rule.retest.kind != "none":
        for place in np.flatnonzero(found == 0):
            found[place] = _after_retest(tested, int(place), rule, as_played)
    return found


def _after_retest(tested: Tested, place: int, rule: Rule, as_played: Rule) -> float:
    readings = tested.reported[place]
    values = readings[~np.isnan(readings)].tolist()
    if tested.given_up[place]:
        return 0.0
    begun = judge(values[0], as_played.limits) == "fail"
    stands = standing(values, rule.limits, rule.retest, cause_found=len(values) > 1) if begun else None
    if stands is None:
        law = rule.law_in(int(tested.replication[place]))
        return rule.chance_of_retest(float(tested.true_values[place]), law)
    return float(rule.accepts(stands.value))


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of frozen batches. ``failing``: by test, which it fails. ``there``: by test, whether its result stands."""

    tests: tuple[str, ...]
    failing: npt.NDArray[np.bool_]
    there: npt.NDArray[np.bool_]
    stopped_by: Words

    @property
    def complete(self) -> Truths:
        """Which have the result of every test."""
        return np.asarray(self.there.all(axis=1), dtype=bool)

    @property
    def accepted(self) -> Truths:
        """Which no test fails, as far as results are there."""
        return np.asarray(~self.failing.any(axis=1), dtype=bool)

    def only_failing(self, test: str) -> Truths:
        """Which this test fails and no other."""
        mine = self.failing[:, self.tests.index(test)]
        return np.asarray(mine & (self.failing.sum(axis=1) == 1), dtype=bool)


def judged(batches: FrozenBatches, accepted_by: Mapping[str, Floats], tests: Sequence[str]) -> Judged:
    """Batches judged by these blocking tests together; what stops a batch is the test that reported first.

    A test whose retest is not in the rows has no result that stands, and fails nothing.
    """
    failing = np.zeros((len(batches), len(tests)), dtype=bool)
    reported_at = np.full((len(batches), len(tests)), np.inf)
    there = np.zeros((len(batches), len(tests)), dtype=bool)
    for column, name in enumerate(tests):
        rows = batches.row_of[name]
        seen = rows != NOBODY
        there[seen, column] = np.isin(accepted_by[name][rows[seen]], (0.0, 1.0))
        failing[seen, column] = accepted_by[name][rows[seen]] == 0
        reported_at[seen, column] = batches.tested[name].reported_at[rows[seen]]
    first = np.where(failing, reported_at, np.inf).argmin(axis=1) if len(tests) else np.zeros(len(batches), dtype=int)
    names = np.array([*tests, ""], dtype=object)
    stopped_by = np.where(failing.any(axis=1), names[first], "")
    return Judged(tuple(tests), failing, there, stopped_by)
