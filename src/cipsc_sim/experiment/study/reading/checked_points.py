"""Points that cannot be played: each problem once, at the value of the study that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.study import LISTED, Point
from cipsc_sim.scenario.extends import COMMAND_LINE
from cipsc_sim.scenario.paths import TreePath

Tree = Mapping[str, Any]
Progress = Callable[[int, int], None]


class CheckedPoints:
    """Loads every point; what is wrong with several of them in the same words is told of the first."""

    def __init__(self, tree: Tree, factors: Sequence[Factor], problems: StudyProblems) -> None:
        self._tree = tree
        self._factors = {factor.name: factor for factor in factors}
        self._problems = problems
        self._found: dict[Problem, list[str]] = {}

    def hashes(self, points: Sequence[Point], progress: Progress | None) -> tuple[str, ...]:
        """The hash of every point that can be played; the problems of the others are noted."""
        hashes = []
        for number, point in enumerate(points):
            try:
                hashes.append(point.load().hash)
            except ScenarioError as error:
                for problem in error.problems:
                    self._found.setdefault(self._placed(problem, point), []).append(point.label)
            if progress is not None:
                progress(number + 1, len(points))
        for problem, labels in self._found.items():
            self._problems.note(replace(problem, found=f"{problem.found.rstrip('.')} ({_which(labels)})"))
        return tuple(hashes)

    def _placed(self, problem: Problem, point: Point) -> Problem:
        """At the line of the study, if what is wrong stands there; the scenario's own lines stay."""
        if problem.file != COMMAND_LINE:
            return problem
        line = self._problems.line(self._place_of(point, problem.path))
        return replace(problem, file=str(self._problems.file), line=line)

    def _place_of(self, point: Point, path: str) -> TreePath:
        """Where the study states the value at the path, or else the last value that makes the point what it is."""
        listed = self._tree["design"].get(LISTED, ())
        for place, item in enumerate(listed):
            if isinstance(item, dict) and point.label in item:
                return ("design", LISTED, place, point.label)
        varied = [self._factors[name] for name in point.levels if name in self._factors]
        changed = [factor for factor in reversed(varied) if factor.path in point.overrides]
        meant = [factor for factor in changed if f"{path}.".startswith(f"{factor.path}.")]
        for factor in (*meant, *changed):
            name = factor.family or factor.name
            values, value = self._tree["factors"][name].get("values", ()), point.levels[factor.name]
            return ("factors", name, "values", values.index(value)) if value in values else ("factors", name)
        return ("design",)


def _which(labels: Sequence[str]) -> str:
    others = len(labels) - 1
    return labels[0] if not others else f"{labels[0]}; and {others:,} more point{'' if others == 1 else 's'}"
