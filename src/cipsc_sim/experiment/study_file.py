"""Reading a study: every problem of one stage at once, with file and line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cipsc_sim.analysis.registry import INDICATORS, indicator_of
from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.experiment.design import Varied, base_of, grid_size
from cipsc_sim.experiment.paired import split
from cipsc_sim.experiment.study import MOST_POINTS, PAIRS, SEED, Factor, Point, Study
from cipsc_sim.scenario.extends import COMMAND_LINE
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.paths import TreePath, departure, parse, settle, show
from cipsc_sim.scenario.problems import suggestion
from cipsc_sim.scenario.text import Document, read

KEYS = ("title", "question", "notes", "scenario", "seed", "pairs", "fixed", "factors", "design", "margins")
LISTED, ONE_AT_A_TIME, GRID = "listed", "one_at_a_time", "grid"
DESIGNS = (LISTED, ONE_AT_A_TIME, GRID)
ALL = "all"

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
    reader = _Reader(document, file)
    reader.check_shape()
    reader.raise_if_any()
    varied = reader.scenario()
    reader.raise_if_any()
    factors = reader.factors(varied)
    margins = reader.margins()
    reader.raise_if_any()
    points = reader.points(varied, factors, many)
    reader.raise_if_any()
    hashes = reader.check_points(points, progress)
    reader.raise_if_any()
    tree = document.tree
    return Study(
        title=str(tree["title"]),
        question=str(tree["question"]),
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


def is_study(tree: Mapping[str, Any]) -> bool:
    """Whether a file is a study, not a scenario."""
    return "design" in tree


class _Reader:
    """One study file, and what is wrong with it."""

    def __init__(self, document: Document, file: Path) -> None:
        self._tree = document.tree
        self._lines = document.lines
        self._file = file
        self._found: dict[Problem, None] = {}
        self._loaded: LoadedScenario | None = None

    def refuse(self, path: TreePath, found: str, right: str, named: str | None = None) -> None:
        """Note a problem at a place of the study, told by the path there or by the ``named`` one of the scenario."""
        line = next((self._lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self._lines), None)
        self._found[Problem(str(self._file), line, show(path) if named is None else named, found, right)] = None

    def raise_if_any(self) -> None:
        """ScenarioError with what was found, by line."""
        if self._found:
            raise ScenarioError(sorted(self._found, key=lambda problem: (problem.file, problem.line or 0)))

    def check_shape(self) -> None:
        """Keys, and the kind of value under each."""
        for key in self._tree:
            if key not in KEYS:
                self.refuse((key,), f'no "{key}" in a study', suggestion(key, KEYS), named="")
        for key in ("title", "question", "design"):
            if key not in self._tree:
                self.refuse((), f"no {key}", f"A study states its {key}.")
        self._a(("title",), str, "text")
        self._a(("question",), str, "text")
        self._a(("scenario",), str, "a file name")
        self._a(("fixed",), bool, "true or false")
        self._a(("factors",), dict, "a mapping", "Write name: {path: …, values: […]}.")
        self._a(("margins",), dict, "a mapping", "Write estimate: smallest difference that matters.")
        for key, least in (("seed", 0), ("pairs", 1)):
            value = self._tree.get(key, least)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                self.refuse((key,), f"{value!r} is no whole number from {least} on", "")
        self._check_design()

    def scenario(self) -> Varied | None:
        """The scenario that is varied; None if the study only lists files."""
        if "scenario" not in self._tree:
            if self._kind != LISTED or not all(isinstance(item, str) for item in self._tree["design"][LISTED]):
                self.refuse((), "no scenario", "Name the file that is varied: scenario: ../baseline.yaml.")
            return None
        file = self._existing(self._tree["scenario"], ("scenario",))
        if file is None:
            return None
        self._loaded = load_scenario(file)
        return Varied(self._loaded, file, self._file)

    def factors(self, varied: Varied | None) -> tuple[Factor, ...]:
        """The factors, each on a path of its own that is there."""
        found: list[Factor] = []
        taken: dict[TreePath, str] = {}
        for name, written in self._tree.get("factors", {}).items():
            at: TreePath = ("factors", name)
            if not isinstance(written, dict) or not {"path", "values"} <= written.keys():
                self.refuse(at, "not a factor", "Write {path: orders.arrive.poisson.per_year, values: [12, 24]}.")
                continue
            for key in written.keys() - {"path", "values"}:
                self.refuse((*at, key), f'no "{key}" in a factor', suggestion(key, ("path", "values")), named="")
            path = self._settled(written["path"], (*at, "path"))
            values = self._values(written["values"], (*at, "values"))
            if path is None or not values:
                continue
            for other, whose in taken.items():
                if path[: len(other)] == other or other[: len(path)] == path:
                    how = "the same path as" if path == other else "a path inside or above that of"
                    self.refuse((*at, "path"), f"{how} factor {whose}", "Give one of them another path.", show(path))
            taken[path] = name
            found.append(Factor(name, show(path), values))
        if self._kind != LISTED and not self._tree.get("factors"):
            self.refuse(("design",), "nothing to vary", "Name what is varied under factors.")
        return tuple(found)

    def margins(self) -> dict[str, float]:
        """The smallest difference that matters, by estimate."""
        margins: dict[str, float] = {}
        known = [each.pattern for each in INDICATORS if "{" not in each.pattern]
        for name, margin in self._tree.get("margins", {}).items():
            try:
                indicator_of(split(name)[0])
            except KeyError:
                self.refuse(("margins", name), f'no estimate "{name}"', suggestion(name, known))
            if isinstance(margin, bool) or not isinstance(margin, int | float) or margin < 0:
                self.refuse(("margins", name), f"{margin!r} is no margin", "Write a number, in the estimate's own unit.")
            else:
                margins[name] = float(margin)
        return margins

    def points(self, varied: Varied | None, factors: Sequence[Factor], many: bool) -> list[Point]:
        """The points of the design."""
        if self._kind == LISTED:
            points = self._listed(varied)
        else:
            assert varied is not None
            chosen = self._chosen(factors)
            number = grid_size(chosen) if self._kind == GRID else 1 + sum(len(factor.values) for factor in chosen)
            if number > MOST_POINTS and not many:
                right = "Fewer values or factors; or say --yes if you mean it."
                self.refuse(("design", self._kind), f"{number:,} points", right)
            if self._found:
                return []
            points = varied.grid(chosen) if self._kind == GRID else varied.one_at_a_time(chosen)
        if len(points) < 2 and not self._found:
            self.refuse(("design", self._kind), "a single point", "A study compares at least two.")
        return points

    def check_points(self, points: Sequence[Point], progress: Progress | None) -> tuple[str, ...]:
        """The hash of every point. What makes one of them unplayable is told at the value that does."""
        hashes = []
        for number, point in enumerate(points):
            try:
                hashes.append(point.load().hash)
            except ScenarioError as error:
                for problem in error.problems:
                    self._at_its_value(problem, point)
            if progress is not None:
                progress(number + 1, len(points))
        return tuple(hashes)

    @property
    def _kind(self) -> str:
        """Which design it is; it was checked that it is one."""
        return str(next(iter(self._tree["design"])))

    def _check_design(self) -> None:
        design = self._tree.get("design")
        right = "Write {grid: all}, {one_at_a_time: all} or {listed: […]}."
        if design is None:
            return
        if not isinstance(design, dict) or len(design) != 1:
            self.refuse(("design",), "not one design", right)
            return
        ((kind, inner),) = design.items()
        if kind not in DESIGNS:
            self.refuse(("design", kind), f'no design "{kind}"', suggestion(kind, DESIGNS), named="design")
        elif kind == LISTED and (not isinstance(inner, list) or not inner):
            self.refuse(("design", kind), "not a list of points", "Write [a.yaml, b.yaml] or [{name: {path: value}}].")
        elif kind != LISTED and inner != ALL and not (isinstance(inner, list) and inner):
            self.refuse(("design", kind), "neither all nor a list of factors", right)

    def _a(self, path: TreePath, kind: type, words: str, right: str = "") -> None:
        (key,) = path
        value = self._tree.get(str(key))
        if key in self._tree and not isinstance(value, kind):
            self.refuse(path, f"not {words}", right)

    def _existing(self, name: str, at: TreePath) -> Path | None:
        """A file that is named relative to the study."""
        written = self._file.parent / name
        short = Path(os.path.normpath(written))
        file = short if short.resolve() == written.resolve() else written
        if file.is_file():
            return file
        beside = sorted(each.name for each in file.parent.glob("*.yaml")) if file.parent.is_dir() else []
        right = "It is looked for from the folder of the study."
        self.refuse(at, f'no file "{name}"', f"{right} {suggestion(file.name, beside)}" if beside else right)
        return None

    def _settled(self, written: Any, at: TreePath) -> TreePath | None:
        """A path as the scenario spells it."""
        assert self._loaded is not None or self._found or True
        if self._loaded is None:
            return None
        tree = self._loaded.resolved.tree
        try:
            path = parse(str(written))
        except ValueError as error:
            self.refuse(at, str(error), "Write it like orders.arrive.poisson.per_year.")
            return None
        settled = settle(tree, path)
        if settled is None:
            parent, found, right = departure(tree, path)
            self.refuse(at, found, right, named=show(parent))
        return settled

    def _values(self, written: Any, at: TreePath) -> tuple[Any, ...]:
        if not isinstance(written, list) or not written:
            self.refuse(at, "no values", "List at least one: [12, 24, 36].")
            return ()
        for place, value in enumerate(written):
            if value in written[:place]:
                self.refuse((*at, place), f"{value!r} twice", "Each value once.", named=show(at))
        return tuple(written)

    def _chosen(self, factors: Sequence[Factor]) -> list[Factor]:
        """The factors that the design names; all of them if it says so."""
        named = self._tree["design"][self._kind]
        if named == ALL:
            return list(factors)
        by_name = {factor.name: factor for factor in factors}
        for place, name in enumerate(named):
            if name not in by_name:
                self.refuse(("design", self._kind, place), f'no factor "{name}"', suggestion(str(name), by_name), "design")
        return [by_name[name] for name in named if name in by_name]

    def _listed(self, varied: Varied | None) -> list[Point]:
        points: list[Point] = []
        for place, item in enumerate(self._tree["design"][LISTED]):
            at: TreePath = ("design", LISTED, place)
            if isinstance(item, str):
                file = self._existing(item, at)
                if file is not None:
                    points.append(Point(file.stem, file, {}, {}))
            elif isinstance(item, dict) and len(item) == 1:
                ((name, changed),) = item.items()
                points += self._changed(varied, name, changed, (*at, name))
            else:
                self.refuse(at, "not a point", "Write a file, or name: {path: value}.", named="design.listed")
        labels = [point.label for point in points]
        for label in {label for label in labels if labels.count(label) > 1}:
            self.refuse(("design", LISTED), f"two points called {label}", "Give each a name of its own.")
        return points

    def _changed(self, varied: Varied | None, name: str, changed: Any, at: TreePath) -> list[Point]:
        assert varied is not None
        if not isinstance(changed, dict):
            self.refuse(at, "not a mapping", "Write name: {path: value}; {} leaves the scenario as it is.")
            return []
        settled = {path: self._settled(path, (*at, path)) for path in changed}
        if any(path is None for path in settled.values()):
            return []
        return [varied.point(name, {show(path): changed[written] for written, path in settled.items() if path is not None})]

    def _at_its_value(self, problem: Problem, point: Point) -> None:
        """The problem of a point, told at the line of the study that makes it; that of a file as it is."""
        if problem.file != COMMAND_LINE:
            self._found[problem] = None
            return
        found = f"{problem.found.rstrip('.')} ({point.label})"
        line = self._line_of(point)
        self._found[replace(problem, file=str(self._file), line=line, found=found)] = None

    def _line_of(self, point: Point) -> int | None:
        """The line of the value that made the point."""
        for name, factor in self._tree.get("factors", {}).items():
            if name in point.levels and point.levels[name] in factor["values"]:
                return self._lines.get(("factors", name, "values", factor["values"].index(point.levels[name])))
        for place, item in enumerate(self._tree["design"].get(LISTED, ())):
            if isinstance(item, dict) and point.label in item:
                return self._lines.get(("design", LISTED, place, point.label))
        return self._lines.get(("design",))
