"""Retest rules: which value of several stands, as a pure function of the values reported so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cipsc_sim.quality.judgement import Limits, judge

RetestKind = Literal["none", "once", "once_if_cause_found", "mean_of_three", "passes_of"]


@dataclass(frozen=True, slots=True)
class Retest:
    """What follows a failed result.

    ``none``: it stands. ``once``: a second result stands in its place. ``once_if_cause_found``: the same, if the investigation
    found a cause in the laboratory; else the first stands. ``mean_of_three``: after two more the mean of the three stands.
    ``passes_of``: of ``of`` results, the first included, ``passes`` must not fail; the one that decides stands.
    """

    kind: RetestKind = "none"
    passes: int = 0
    of: int = 0

    @property
    def most_runs(self) -> int:
        """How many valid results there are at most, the first included."""
        return {"none": 1, "once": 2, "once_if_cause_found": 2, "mean_of_three": 3, "passes_of": self.of}[self.kind]

    @property
    def least_more_runs(self) -> int:
        """How many valid results it takes at least, after a failed first one, until another value may stand."""
        return {"none": 0, "once": 1, "once_if_cause_found": 1, "mean_of_three": 2, "passes_of": self.passes}[self.kind]

    def __str__(self) -> str:
        return f"{self.passes}_of_{self.of}" if self.kind == "passes_of" else self.kind


NO_RETEST = Retest()


@dataclass(frozen=True, slots=True)
class Standing:
    """The value that stands, and what the specification says of it."""

    value: float
    verdict: str


def standing(values: Sequence[float], limits: Limits, retest: Retest, cause_found: bool = False) -> Standing | None:
    """What stands after these valid results of a test, in their order; None if the rule asks for one more.

    ``cause_found`` says whether the investigation of a failed first result found a cause in the laboratory.
    """
    first = judge(values[0], limits)
    if first != "fail":
        return Standing(values[0], first)
    match retest.kind:
        case "once":
            return _the_second(values, limits)
        case "once_if_cause_found" if cause_found:
            return _the_second(values, limits)
        case "mean_of_three":
            mean = sum(values[:3]) / 3
            return Standing(mean, judge(mean, limits)) if len(values) >= 3 else None
        case "passes_of":
            return _the_deciding(values, limits, retest)
    return Standing(values[0], first)


def _the_second(values: Sequence[float], limits: Limits) -> Standing | None:
    return Standing(values[1], judge(values[1], limits)) if len(values) >= 2 else None


def _the_deciding(values: Sequence[float], limits: Limits, retest: Retest) -> Standing | None:
    """The result with which enough have passed, or with which enough can pass no more."""
    passed = 0
    for run, value in enumerate(values[: retest.of], start=1):
        verdict = judge(value, limits)
        passed += verdict != "fail"
        if passed >= retest.passes or passed + retest.of - run < retest.passes:
            return Standing(value, verdict)
    return None
