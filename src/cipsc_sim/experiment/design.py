"""Designs: from factors to the points that are played."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from cipsc_sim.chance import FORMS
from cipsc_sim.experiment.difference import in_line
from cipsc_sim.experiment.study import BASE_LABEL, Factor, Point
from cipsc_sim.scenario.evidence import WITHOUT_EVIDENCE, evidence_of
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.paths import get, parse, settle

_OF_A_QUANTITY = {*FORMS, "within", "moved_by"}


def grid_size(factors: Sequence[Factor]) -> int:
    """How many points a grid has."""
    return prod(len(factor.values) for factor in factors)


def grid(factors: Sequence[Factor], scenario: Scenario_) -> list[Point]:
    """Every combination of the values; the last factor varies fastest."""
    return [
        scenario.point(", ".join(_label(f, v) for f, v in zip(factors, values, strict=True)), zip(factors, values, strict=True))
        for values in product(*(factor.values for factor in factors))
    ]


def one_at_a_time(factors: Sequence[Factor], scenario: Scenario_) -> list[Point]:
    """The scenario as it is, then each value of each factor while all others stay as they are."""
    points = [scenario.point(BASE_LABEL, ())]
    for factor in factors:
        points += [scenario.point(_label(factor, value), [(factor, value)]) for value in factor.values]
    return [points[0], *(point for point in points[1:] if point.overrides)]


def base_of(points: Sequence[Point]) -> int:
    """The point that leaves the scenario as it is; the first if none does."""
    return next((place for place, point in enumerate(points) if not point.overrides), 0)


def _label(factor: Factor, value: Any) -> str:
    return f"{factor.name} {in_line(value)}"


class Scenario_:
    """The scenario of a study, in which values are replaced."""

    def __init__(self, loaded: LoadedScenario, file: Path, changed_in: str) -> None:
        self._loaded = loaded
        self._file = file
        self._source = f"changed in {changed_in}"

    def point(self, label: str, levels: Iterable[tuple[Factor, Any]]) -> Point:
        """The point at which the factors have these values. A value that stands there already changes nothing."""
        chosen = list(levels)
        overrides = {f.path: self._with_evidence(f.path, value) for f, value in chosen if not self._is(f.path, value)}
        return Point(label, self._file, {factor.name: value for factor, value in chosen}, overrides)

    def _is(self, path: str, value: Any) -> bool:
        there = get(self._loaded.resolved.tree, parse(path))
        return isinstance(there, bool) == isinstance(value, bool) and bool(there == value)

    def _with_evidence(self, path: str, value: Any) -> Any:
        """The value with the grade of what it replaces: a study asks what if, and knows no less for it."""
        resolved = self._loaded.resolved
        settled = settle(resolved.tree, parse(path))
        assert settled is not None
        evidence = evidence_of(settled, resolved.evidence)
        is_fact = evidence is not None and evidence.grade != "choice" and settled[0] not in WITHOUT_EVIDENCE
        if not is_fact or not (_is_quantity(value) and _is_quantity(get(resolved.tree, settled))):
            return value
        assert evidence is not None
        return {"value": value, "source": self._source, "grade": evidence.grade}


def _is_quantity(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and value.keys() <= _OF_A_QUANTITY
    return isinstance(value, int | float) and not isinstance(value, bool)


__all__ = ["Scenario_", "base_of", "grid", "grid_size", "one_at_a_time", "replace"]
