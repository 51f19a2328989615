"""Reading a study: every problem of one stage at once, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.study.designs.design import Varied, base_of
from cipsc_sim.experiment.study.reading.design_shape import kind_of
from cipsc_sim.experiment.study.reading.factors import StudyFactors
from cipsc_sim.experiment.study.reading.names import StudyNames
from cipsc_sim.experiment.study.reading.points import StudyPoints
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.reading.shape import check_shape
from cipsc_sim.experiment.study.study import LISTED, PAIRS, SEED, Point, Study
from cipsc_sim.scenario.extends import COMMAND_LINE
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.paths import TreePath
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
    varied = _scenario(tree, problems)
    found = StudyFactors(tree, problems, varied)
    factors, names = found.read(), StudyNames(tree, problems)
    margins, targets, trade_off = names.margins(), names.targets(), names.trade_off()
    names.check_best()
    points = StudyPoints(tree, problems, varied, factors, found.settled).read(many)
    problems.raise_if_any()
    hashes = _check_points(points, tree, problems, progress)
    problems.raise_if_any()
    stated = tree["design"][kind_of(tree)]
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
        kind=kind_of(tree),
        design=stated if isinstance(stated, dict) else {},
        targets=targets,
        trade_off=trade_off,
        view=tree.get("view", ""),
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
    listed = tree["design"].get(LISTED, ())
    for place, item in enumerate(listed):
        if isinstance(item, dict) and point.label in item:
            return ("design", LISTED, place, point.label)
    factors = tree.get("factors", {})
    for name in reversed(list(point.levels)):
        stated = factors.get(name)
        if stated is None or str(stated.get("path")) not in point.overrides:
            continue
        values = stated.get("values", ())
        if point.levels[name] in values:
            return ("factors", name, "values", values.index(point.levels[name]))
        return ("factors", name)
    return ("design",)
