"""Ignorance: what the facts of a scenario may be, drawn once for each pair of replications."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtri

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.chance import Source, stream_number
from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.experiment.ignorance.facts import Fact, TreePath, facts
from cipsc_sim.experiment.ignorance.levels import Moves, moved
from cipsc_sim.scenario.load import LoadedScenario, scenario_of
from cipsc_sim.scenario.paths import parse, settle, show
from cipsc_sim.scenario.quantity import Quantity
from cipsc_sim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Prior:
    """What is not known about one number: a distribution of its own, or a cv by its grade."""

    path: TreePath
    grade: str
    moves: Moves
    cv: float
    own: Quantity | None
    stream: int


class Ignorance:
    """The priors of a scenario, ready to be drawn."""

    def __init__(self, loaded: LoadedScenario) -> None:
        self._tree = loaded.resolved.tree
        self.priors = tuple(_priors(loaded))

    def grades(self) -> dict[str, str]:
        """By dotted path, the grade of every number that is not known."""
        return {show(prior.path): prior.grade for prior in self.priors}

    def draw(self, seed: int, pair: int) -> tuple[Scenario, tuple[float, ...]]:
        """The scenario of a pair, and by prior how many standard deviations it lies from its centre."""
        source = Source(seed, pair)
        uniforms = [source.uniform(prior.stream, 0) for prior in self.priors]
        return self._scenario(uniforms, f"pair {pair}"), tuple(float(ndtri(u)) for u in uniforms)

    def at(self, uniforms: Sequence[float] | Floats) -> Scenario:
        """The scenario where each fact is the value below which that share of its prior lies."""
        return self._scenario(uniforms, "a point")

    def _scenario(self, uniforms: Sequence[float] | Floats, whose: str) -> Scenario:
        tree = deepcopy(self._tree)
        for prior, u in zip(self.priors, map(float, uniforms), strict=True):
            z = float(ndtri(u))
            written = _get(tree, prior.path)
            value = (
                prior.own.distribution.quantile(u)
                if prior.own is not None
                else moved(written, z, prior.cv, prior.moves)
            )
            _set(tree, prior.path, value)
        try:
            return scenario_of(tree)
        except ValueError as error:
            paths = ", ".join(str(part) for part in getattr(error, "errors", lambda: [{"loc": ()}])()[0].get("loc", ()))
            found = f"the priors of {whose} make a scenario that cannot be ({paths})"
            right = "Narrow the prior of that number with within: [low, high]."
            raise ScenarioError([Problem("uncertainty", None, "priors", found, right)]) from error


def _priors(loaded: LoadedScenario) -> list[Prior]:
    uncertainty = loaded.scenario.uncertainty
    own = {}
    for text, quantity in uncertainty.priors.items():
        path = settle(loaded.resolved.tree, parse(text))
        assert path is not None
        own[path] = quantity
    every = {fact.path: fact for fact in facts(loaded)}
    priors = []
    for path, fact in every.items():
        if any(path[: len(other)] == other or other[: len(path)] == path for other in own):
            continue
        cv = uncertainty.by_grade.get(fact.grade, 0.0)
        if cv > 0:
            priors.append(_prior(fact, cv, None))
    for path, quantity in own.items():
        nearest = next((f for p, f in every.items() if path[: len(p)] == p), Fact(path, "D", "level"))
        priors.append(_prior(Fact(path, nearest.grade, nearest.moves), 0.0, quantity))
    return priors


def _prior(fact: Fact, cv: float, own: Quantity | None) -> Prior:
    return Prior(fact.path, fact.grade, fact.moves, cv, own, stream_number(f"prior of {show(fact.path)}"))


def _get(tree: Any, path: TreePath) -> Any:
    for part in path:
        tree = tree[part]
    return tree


def _set(tree: Any, path: TreePath, value: Any) -> None:
    _get(tree, path[:-1])[path[-1]] = value
