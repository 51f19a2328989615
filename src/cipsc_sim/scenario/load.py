"""The whole way from a file to a scenario that can be played."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cipsc_sim.scenario.extends import Resolved, resolve
from cipsc_sim.scenario.feasibility import check_feasibility
from cipsc_sim.scenario.names import check_names
from cipsc_sim.scenario.paths import show
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario
from cipsc_sim.scenario.shape import check_shape
from cipsc_sim.scenario.sound import check_sound_parts

_OF_STUDIES = ("scenario", "design", "factors")
_ORDERED = ("takes", "effects", "shares")
"""The mappings whose order means something: the primary parent, what acts first, what keeps its value."""


@dataclass(frozen=True, slots=True)
class LoadedScenario:
    """A scenario that passed every stage, with the tree and evidence it came from.

    ``hash`` is the same for two files exactly if they state the same things and rest them on the same evidence.
    """

    scenario: Scenario
    resolved: Resolved
    hash: str


def load_scenario(path: Path | str, overrides: Mapping[str, Any] | None = None) -> LoadedScenario:
    """The scenario of a file; ``overrides`` replace values by path. ScenarioError with every problem of one stage."""
    return check(resolve(Path(path), overrides or {}))


def load_unchecked(path: Path | str, overrides: Mapping[str, Any]) -> LoadedScenario:
    """The scenario of a file that passed every stage before, in a third of the time; its hash tells whether it still says the same.

    ValueError if it says something else that is no scenario.
    """
    resolved = resolve(Path(path), overrides)
    return LoadedScenario(
        scenario_of({**resolved.tree, "references": resolved.references}), resolved, scenario_hash(resolved)
    )


def check(resolved: Resolved) -> LoadedScenario:
    """A resolved file through shape, names and feasibility. ScenarioError with every problem of one stage.

    Where the shape is wrong, names that stand for nothing in what is sound are told with it.
    """
    problems = Problems(resolved.tree, resolved.where, resolved.files[-1])
    if _is_study(resolved.tree):
        first = next(key for key in resolved.tree if key in _OF_STUDIES)
        right = "cipsc-sim sweep plays it; cipsc-sim validate checks it."
        problems.refuse((), "a study, not a scenario", right, (first,))
        problems.raise_if_any()
    tree = {**resolved.tree, "references": resolved.references}
    scenario = check_shape(tree, problems)
    if scenario is None:
        check_sound_parts(tree, problems)
    problems.raise_if_any()
    assert scenario is not None
    check_names(scenario, resolved.evidence, problems)
    problems.raise_if_any()
    check_feasibility(scenario, problems)
    problems.raise_if_any()
    return LoadedScenario(scenario, resolved, scenario_hash(resolved))


def _is_study(tree: Mapping[str, Any]) -> bool:
    return bool(tree.keys() & set(_OF_STUDIES)) and not tree.keys() & {"materials", "procedures", "orders"}


def scenario_of(tree: Mapping[str, Any]) -> Scenario:
    """The scenario of a tree that was checked before, some of whose numbers changed. ValueError if it is none."""
    return Scenario.model_validate(tree)


def scenario_hash(resolved: Resolved) -> str:
    """SHA-256 of the tree and its evidence, written in one way only."""
    evidence = {show(path): [each.source, each.grade] for path, each in resolved.evidence.items()}
    text = json.dumps([_canonical(resolved.tree), evidence], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any, ordered: bool = False) -> Any:
    """Mappings whose order means something as lists of pairs; 5e9 and 5000000000 as one number."""
    if isinstance(value, dict):
        inner = {key: _canonical(each, key in _ORDERED) for key, each in value.items()}
        return [[key, each] for key, each in inner.items()] if ordered else inner
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
