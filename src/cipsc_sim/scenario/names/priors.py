"""Priors: each stands for one number, a fact, and every value of it makes a scenario."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from cipsc_sim.scenario.evidence import Evidence, evidence_of
from cipsc_sim.scenario.paths import TreePath, departure, get, parse, settle, show
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario
from cipsc_sim.scenario.shape import check_shape

_FAR = 1e-9
"""A prior is tried at this quantile and its opposite: further out, no run will come."""


def check_priors(scenario: Scenario, evidence: Mapping[TreePath, Evidence], problems: Problems) -> None:
    """Every path under ``uncertainty.priors``, and what the values of its prior do to the scenario."""
    settled: dict[TreePath, str] = {}
    for written in scenario.uncertainty.priors:
        path = _number_at(written, evidence, problems)
        if path is not None:
            settled[path] = written
    priors = {path: scenario.uncertainty.priors[written] for path, written in settled.items()}
    for u in (_FAR, 1 - _FAR):
        _check_extremes({path: prior.distribution.quantile(u) for path, prior in priors.items()}, settled, problems)


def _number_at(written: str, evidence: Mapping[TreePath, Evidence], problems: Problems) -> TreePath | None:
    """The path of the fact that the prior is of; None, and a problem, if there is none."""
    place: TreePath = ("uncertainty", "priors", written)
    try:
        asked = parse(written)
    except ValueError as error:
        problems.refuse(place, str(error), "Write it like assays.sterility.turnaround_d.")
        return None
    path = settle(problems.tree, asked)
    if path is None:
        parent, found, right = departure(problems.tree, asked)
        problems.refuse(place, f"{found} in {show(parent)}" if parent else found, right)
        return None
    value = get(problems.tree, path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.refuse(place, "not the path of a number", _numbers_beneath(path, value))
        return None
    stated = evidence_of(path, evidence)
    if stated is None:
        problems.refuse(place, "a prior on a number without a grade", "Write source and grade with the number.")
    elif stated.grade == "choice":
        right = "What is chosen is known; vary it in a study, or grade it as a fact."
        problems.refuse(place, "a prior on a decision", right)
    else:
        return path
    return None


def _numbers_beneath(path: TreePath, value: Any) -> str:
    if not isinstance(value, dict):
        return "A prior says what one number may be."
    names = [_first_number(inner, (*path, key)) for key, inner in value.items()]
    known = [show(name) for name in names if name is not None]
    return f"Numbers beneath: {', '.join(known[:5])}." if known else "A prior says what one number may be."


def _first_number(value: Any, path: TreePath) -> TreePath | None:
    if isinstance(value, dict):
        found = (_first_number(inner, (*path, key)) for key, inner in value.items())
        return next((each for each in found if each is not None), None)
    return path if isinstance(value, int | float) and not isinstance(value, bool) else None


def _check_extremes(values: Mapping[TreePath, float], written: Mapping[TreePath, str], problems: Problems) -> None:
    """Every prior at its far end, all at once; if that is no scenario, each by itself."""
    together = _refusal(problems.tree, values)
    if not together:
        return
    alone = {path: _refusal(problems.tree, {path: value}) for path, value in values.items()}
    for path, why in alone.items():
        if why:
            right = f"There it would be refused: {why}. Cut it: within: [low, high]."
            problems.refuse(("uncertainty", "priors", written[path]), f"the prior reaches {values[path]:.3g}", right)
    if not any(alone.values()):
        found = f"priors that do not go together: {together}"
        problems.refuse(("uncertainty", "priors"), found, "Cut them: within: [low, high].")


def _refusal(tree: Mapping[str, Any], values: Mapping[TreePath, float]) -> str:
    """Why the tree with these numbers is no scenario, or nothing."""
    changed: Any = copy.deepcopy(tree)
    for path, value in values.items():
        here = changed
        for name in path[:-1]:
            here = here[name]
        here[path[-1]] = value
    tried = Problems(changed, {}, "")
    check_shape(changed, tried)
    return tried.first.found if len(tried) else ""
