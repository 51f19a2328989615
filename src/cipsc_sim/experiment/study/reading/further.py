"""What else is wrong with a study whose shape is not right: the names in those parts of it that are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.study.designs.design import Varied
from cipsc_sim.experiment.study.reading.factor_shape import check_factors
from cipsc_sim.experiment.study.reading.factors import StudyFactors
from cipsc_sim.experiment.study.reading.limits_shape import is_limits, is_number
from cipsc_sim.experiment.study.reading.names import StudyNames
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.study import SELECT
from cipsc_sim.scenario.load import load_scenario

Tree = Mapping[str, Any]


def look_further(tree: Tree, problems: StudyProblems) -> None:
    """Note unknown estimates and paths beside what is wrong with the shape, so that all is told at once."""
    varied = _varied(tree, problems)
    StudyNames(_estimates(tree), problems, None).check()
    if varied is not None and isinstance(tree.get("factors"), dict):
        sound = {name: each for name, each in tree["factors"].items() if _is_sound(name, each, problems)}
        unconditional = {name: _without_condition(each) for name, each in sound.items()}
        StudyFactors({"factors": unconditional}, problems, varied).read()


def _varied(tree: Tree, problems: StudyProblems) -> Varied | None:
    """The scenario that is named, if it can be read."""
    named = tree.get("scenario")
    file = problems.existing(named, ("scenario",)) if isinstance(named, str) else None
    try:
        return None if file is None else Varied(load_scenario(file), file, problems.file)
    except ScenarioError:
        return None


def _estimates(tree: Tree) -> Tree:
    """Margins, targets, trade-off and search, as far as they are what they should be."""
    margins, targets, trade_off = (tree.get(key) for key in ("margins", "targets", "trade_off"))
    design = tree.get("design")
    search = design.get(SELECT) if isinstance(design, dict) else None
    limits = search.get("subject_to") if isinstance(search, dict) else None
    best = search.get("best") if isinstance(search, dict) else None
    found: dict[str, Any] = {
        "margins": {name: each for name, each in _items(margins) if is_number(each)},
        "targets": {name: each for name, each in _items(targets) if is_limits(each)},
        "trade_off": [each for each in trade_off if isinstance(each, str)] if isinstance(trade_off, list) else [],
        "design": {},
    }
    if isinstance(best, str):
        kept = {name: each for name, each in _items(limits) if is_limits(each)}
        found["design"] = {SELECT: {"best": best, "indifference": 0.0, "subject_to": kept}}
    return found


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _is_sound(name: str, factor: Any, problems: StudyProblems) -> bool:
    """Whether nothing is wrong with the shape of this factor."""
    alone = problems.apart()
    check_factors({name: factor}, alone)
    return not alone


def _without_condition(factor: Tree) -> Tree:
    return {key: value for key, value in factor.items() if key != "only_where"}
