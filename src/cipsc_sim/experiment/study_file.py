"""Reading a study: every problem of one stage at once, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.design import Varied, base_of, grid_size
from cipsc_sim.experiment.study import MOST_POINTS, PAIRS, SEED, Factor, Point, Study
from cipsc_sim.experiment.study_problems import StudyProblems
from cipsc_sim.experiment.study_shape import ALL, GRID, LISTED, check_shape, kind_of
from cipsc_sim.experiment.verdict import estimate_names, unknown_estimates
from cipsc_sim.scenario.extends import COMMAND_LINE
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.paths import TreePath, departure, parse, settle, show
from cipsc_sim.scenario.problems import suggestion
from cipsc_sim.scenario.text import read

Tree = Mapping[str, Any]
Progress = Callable[[int, int], None]


def read_study(
    path: Path | str, *, pairs: int | None = None, many: bool = False, progress: Progress | None = None
) -> Study:
    """The study of a file; every point of it was loaded and checked. ``pairs`` replaces what the file says.

    ScenarioError with every problem of one stage: shape, names, points. More than 10,000 points are refused unless
    ``many``.
    """
    file = Path(path)
    document = read(file)
    tree, problems = document.tree, StudyProblems(document, file)
    check_shape(tree, problems)
    problems.raise_if_any()
    names = _Names(tree, problems, _scenario(tree, problems))
    factors, margins = names.factors(), names.margins()
    points = names.listed() if kind_of(tree) == LISTED else names.varied(factors, many)
    problems.raise_if_any()
    hashes = _check_points(points, tree, problems, progress)
    problems.raise_if_any()
    return Study(
        title=tree["title"],
        question=tree["question"],
        file=file,
        text=file.read_text(encoding="utf-8-sig"),
        seed=tree.get("seed", SEED),
        pairs=pairs if pairs is not None else tree.get("pairs", PAIRS),
        fixed=tree.get("fixed", False),
        factors=factors,
        points=tuple(points),
        hashes=hashes,
        base=base_of(points),
        margins=margins,
    )


def is_study(tree: Tree) -> bool:
    """Whether a file is a study, not a scenario."""
    return "design" in tree


def _scenario(tree: Tree, problems: StudyProblems) -> Varied | None:
    """The scenario that is varied; None if the study only lists files."""
    if "scenario" in tree:
        file = problems.existing(tree["scenario"], ("scenario",))
        problems.raise_if_any()
        assert file is not None
        return Varied(load_scenario(file), file, problems.file)
    if kind_of(tree) != LISTED or not all(isinstance(item, str) for item in tree["design"][LISTED]):
        problems.refuse((), "no scenario", "Name the file that is varied: scenario: ../baseline.yaml.")
    problems.raise_if_any()
    return None


class _Names:
    """The second stage: what the study names, of its scenario and of itself."""

    def __init__(self, tree: Tree, problems: StudyProblems, varied: Varied | None) -> None:
        self._tree = tree
        self._problems = problems
        self._varied = varied

    def factors(self) -> tuple[Factor, ...]:
        """The factors, each on a path of its own that is there."""
        found: list[Factor] = []
        taken: dict[TreePath, str] = {}
        for name, factor in self._tree.get("factors", {}).items():
            at: TreePath = ("factors", name, "path")
            path = self._settled(str(factor["path"]), at)
            if path is None:
                continue
            for other, whose in taken.items():
                if path[: len(other)] == other or other[: len(path)] == path:
                    words = f"the path of factor {whose} too" if path == other else f"inside or above that of {whose}"
                    self._problems.refuse(at, words, "Give one of them another path.", named=show(path))
            taken[path] = name
            found.append(Factor(name, show(path), tuple(factor["values"])))
        return tuple(found)

    def margins(self) -> dict[str, float]:
        """The smallest difference that matters, by estimate."""
        for name in unknown_estimates(self._tree.get("margins", {})):
            right = suggestion(name, estimate_names())
            self._problems.refuse(("margins", name), f'no estimate "{name}"', right, named="margins")
        return {name: float(margin) for name, margin in self._tree.get("margins", {}).items()}

    def varied(self, factors: Sequence[Factor], many: bool) -> list[Point]:
        """The points of a grid, or of one change at a time."""
        kind = kind_of(self._tree)
        chosen = self._chosen(factors, kind)
        if self._problems:
            return []
        number = grid_size(chosen) if kind == GRID else 1 + sum(len(factor.values) for factor in chosen)
        if not chosen or number < 2:
            self._problems.refuse(("design", kind), "nothing to compare", "Name factors, with two values at least.")
            return []
        if number > MOST_POINTS and not many:
            right = "Take fewer values or factors; with --yes it is played all the same."
            self._problems.refuse(("design", kind), f"{number:,} points", right)
            return []
        assert self._varied is not None
        return self._varied.grid(chosen) if kind == GRID else self._varied.one_at_a_time(chosen)

    def listed(self) -> list[Point]:
        """The points of a list."""
        points: list[Point] = []
        for place, item in enumerate(self._tree["design"][LISTED]):
            at: TreePath = ("design", LISTED, place)
            point = self._file(item, at) if isinstance(item, str) else self._named(item, at)
            if point is None:
                continue
            if point.label in (each.label for each in points):
                right = "Give each a name of its own."
                self._problems.refuse(at, f"a second point called {point.label}", right, named="design.listed")
            points.append(point)
        if len(points) < 2 and not self._problems:
            self._problems.refuse(("design", LISTED), "a single point", "A study compares two at least.")
        return points

    def _file(self, name: str, at: TreePath) -> Point | None:
        file = self._problems.existing(name, at)
        return None if file is None else Point(file.stem, file, {}, {})

    def _named(self, item: Tree, at: TreePath) -> Point | None:
        assert self._varied is not None
        ((name, values),) = item.items()
        settled = {path: self._settled(path, (*at, name, path)) for path in values}
        found = {show(path): values[written] for written, path in settled.items() if path is not None}
        return self._varied.point(name, found) if len(found) == len(values) else None

    def _chosen(self, factors: Sequence[Factor], kind: str) -> list[Factor]:
        """The factors that the design names; all of them if it says so."""
        named = self._tree["design"][kind]
        if named == ALL:
            return list(factors)
        by_name = {factor.name: factor for factor in factors}
        for place, name in enumerate(named):
            if name not in self._tree.get("factors", {}):
                right = suggestion(name, by_name)
                self._problems.refuse(("design", kind, place), f'no factor "{name}"', right, named=f"design.{kind}")
        return [by_name[name] for name in named if name in by_name]

    def _settled(self, written: str, at: TreePath) -> TreePath | None:
        """A path as the scenario spells it; a problem if it is not there."""
        assert self._varied is not None
        try:
            path = parse(written)
        except ValueError as error:
            self._problems.refuse(at, str(error), "Write it like orders.arrive.poisson.per_year.")
            return None
        settled = settle(self._varied.tree, path)
        if settled is None:
            parent, found, right = departure(self._varied.tree, path)
            self._problems.refuse(at, found, right, named=show(parent))
        return settled


def _check_points(
    points: Sequence[Point], tree: Tree, problems: StudyProblems, progress: Progress | None
) -> tuple[str, ...]:
    """The hash of every point. What makes one unplayable is told at the value that does, in the study."""
    hashes = []
    for number, point in enumerate(points):
        try:
            hashes.append(point.load().hash)
        except ScenarioError as error:
            line = problems.line(_place_of(point, tree))
            for problem in error.problems:
                if problem.file == COMMAND_LINE:
                    found = f"{problem.found.rstrip('.')} ({point.label})"
                    problem = replace(problem, file=str(problems.file), line=line, found=found)
                problems.note(problem)
        if progress is not None:
            progress(number + 1, len(points))
    return tuple(hashes)


def _place_of(point: Point, tree: Tree) -> TreePath:
    """Where the study states the last value that makes the point what it is."""
    for place, item in enumerate(tree["design"].get(LISTED, ())):
        if isinstance(item, dict) and point.label in item:
            return ("design", LISTED, place, point.label)
    factors = tree.get("factors", {})
    for name in reversed(list(point.levels)):
        if name in factors and str(factors[name]["path"]) in point.overrides:
            return ("factors", name, "values", factors[name]["values"].index(point.levels[name]))
    return ("design",)
