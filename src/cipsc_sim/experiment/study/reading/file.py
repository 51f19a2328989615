"""Reading a study: every problem of one stage at once, with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.study.designs.design import Varied, base_of
from cipsc_sim.experiment.study.reading.checked_points import CheckedPoints, Progress
from cipsc_sim.experiment.study.reading.design_shape import kind_of
from cipsc_sim.experiment.study.reading.factors import StudyFactors
from cipsc_sim.experiment.study.reading.further import look_further
from cipsc_sim.experiment.study.reading.names import StudyNames
from cipsc_sim.experiment.study.reading.points import StudyPoints
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.reading.shape import check_shape
from cipsc_sim.experiment.study.study import LISTED, PAIRS, SEED, Study
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.text import read

Tree = Mapping[str, Any]


def read_study(
    path: Path | str, *, pairs: int | None = None, many: bool = False, progress: Progress | None = None
) -> Study:
    """The study of a file; every point of it was loaded and checked. ``pairs`` replaces what the file says.

    ScenarioError with every problem of shape and names, or else of points. More than 10,000 points are refused unless
    ``many``.
    """
    file = Path(path)
    document = read(file)
    tree, problems = document.tree, StudyProblems(document, file)
    check_shape(tree, problems)
    if problems:
        look_further(tree, problems)
    problems.raise_if_any()
    varied = _scenario(tree, problems)
    found = StudyFactors(tree, problems, varied)
    factors, names = found.read(), StudyNames(tree, problems, _named_in(tree, varied))
    margins, targets, trade_off = names.margins(), names.targets(), names.trade_off()
    names.check_best()
    points = StudyPoints(tree, problems, varied, factors, found.settled).read(many)
    problems.raise_if_any()
    hashes = CheckedPoints(tree, factors, problems).hashes(points, progress)
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


def _loaded(file: Path, tree: Tree, problems: StudyProblems) -> LoadedScenario:
    """The scenario; a study in its place is refused where it is named."""
    try:
        return load_scenario(file)
    except ScenarioError:
        if file.suffix and is_study(read(file).tree):
            found = f'"{tree["scenario"]}" is a study, not a scenario'
            problems.refuse(("scenario",), found, "Name the scenario that is varied.")
            problems.raise_if_any()
        raise


def _named_in(tree: Tree, varied: Varied | None) -> Tree | None:
    """The scenario whose names estimates may be of; None if files are listed, which may have others."""
    listed = tree["design"].get(LISTED, ())
    return None if varied is None or any(isinstance(item, str) for item in listed) else varied.tree


def is_study(tree: Tree) -> bool:
    """Whether a file is a study, not a scenario."""
    return "design" in tree


def _scenario(tree: Tree, problems: StudyProblems) -> Varied | None:
    """The scenario that is varied; None if the study only lists files."""
    if "scenario" in tree:
        file = problems.existing(tree["scenario"], ("scenario",))
        problems.raise_if_any()
        assert file is not None
        return Varied(_loaded(file, tree, problems), file, problems.file)
    if kind_of(tree) != LISTED or not all(isinstance(item, str) for item in tree["design"][LISTED]):
        problems.refuse((), "no scenario", "Name the file that is varied: scenario: ../baseline.yaml.")
    problems.raise_if_any()
    return None
