"""Which factors are varied at a point: those whose conditions hold there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.scenario.paths import get, parse


class Conditions:
    """What all factors of a study wait for, and what the scenario itself says where one is not varied."""

    def __init__(self, tree: Mapping[str, Any], factors: Sequence[Factor]) -> None:
        self._there = {factor.name: get(tree, parse(factor.path)) for factor in factors}
        self._waits_for = {factor.name: factor.only_where for factor in factors}

    def varied(self, chosen: Mapping[str, Any]) -> frozenset[str]:
        """The names of those chosen that take part. One that does not, or was not chosen, has the value of the scenario."""
        return frozenset(name for name in chosen if self._takes_part(name, chosen))

    def _takes_part(self, name: str, chosen: Mapping[str, Any]) -> bool:
        return all(self._value(other, chosen) in values for other, values in self._waits_for[name].items())

    def _value(self, name: str, chosen: Mapping[str, Any]) -> Any:
        return chosen[name] if name in chosen and self._takes_part(name, chosen) else self._there[name]


def circle_of(factors: Sequence[Factor]) -> list[str]:
    """Factors that wait for each other in a circle, the first again at the end; none if there is no circle."""
    names = {factor.name for factor in factors}
    graph = {
        factor.name: [other for other in factor.only_where if other in names - {factor.name}] for factor in factors
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
