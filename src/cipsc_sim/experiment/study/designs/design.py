"""Designs: from factors to the points that are played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.chance import FORMS
from cipsc_sim.experiment.comparison.difference import in_line
from cipsc_sim.experiment.shift_words import shifts_in_words
from cipsc_sim.experiment.study.designs.conditions import Conditions
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.study import BASE_LABEL, Point
from cipsc_sim.scenario.evidence import WITHOUT_EVIDENCE, evidence_of
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.paths import get, parse, settle

_OF_A_QUANTITY = frozenset({*FORMS, "constant", "mixture", "within", "moved_by"})


class Varied:
    """The scenario that a study varies."""

    def __init__(self, loaded: LoadedScenario, file: Path, study: Path) -> None:
        self.loaded = loaded
        self._resolved = loaded.resolved
        self._file = file
        self._source = f"changed in {study.name}"

    @property
    def tree(self) -> Mapping[str, Any]:
        """Its values by path."""
        return self._resolved.tree

    @property
    def as_it_is(self) -> Point:
        """The scenario itself."""
        return Point(BASE_LABEL, self._file, {}, {})

    def grid(self, factors: Sequence[Factor], conditions: Conditions) -> list[Point]:
        """Every combination of the values; the last factor varies fastest. Of combinations that are the same, one."""
        combinations = product(*(factor.values for factor in factors))
        points = [self._at(list(zip(factors, values, strict=True)), conditions) for values in combinations]
        return list({point.label: point for point in points}.values())

    def one_at_a_time(self, factors: Sequence[Factor], conditions: Conditions) -> list[Point]:
        """The scenario as it is, then each value of each factor while all others stay as they are."""
        points = [self._at([(factor, value)], conditions) for factor in factors for value in factor.values]
        return [self.as_it_is, *(point for point in points if point.overrides)]

    def sampled(self, factors: Sequence[Factor], conditions: Conditions, shares: Floats) -> list[Point]:
        """The scenario as it is, then a point for each row of shares, one share for each factor."""
        rows = [[(each, each.at(float(u))) for each, u in zip(factors, row, strict=True)] for row in shares]
        points = [self._at(row, conditions, f"{place}: ") for place, row in enumerate(rows)]
        return [self.as_it_is, *points]

    def drawn(self, uniforms: Mapping[str, Floats]) -> list[Point]:
        """A point for each label, at which the facts are what its uniforms say."""
        return [Point(label, self._file, {}, {}, each) for label, each in uniforms.items()]

    def point(self, label: str, values: Mapping[str, Any]) -> Point:
        """The point at which these values stand at these paths. One that stands there already changes nothing."""
        changed = {path: value for path, value in values.items() if not self._is(path, value)}
        overrides = {path: self._with_evidence(path, value) for path, value in changed.items()}
        return Point(label, self._file, dict(values), overrides)

    def _at(self, chosen: Sequence[tuple[Factor, Any]], conditions: Conditions, before: str = "") -> Point:
        """The factors at these values, those left out that do not take part there."""
        varied = conditions.varied({factor.name: value for factor, value in chosen})
        return self._labelled([(factor, value) for factor, value in chosen if factor.name in varied], before)

    def _labelled(self, chosen: Sequence[tuple[Factor, Any]], before: str = "") -> Point:
        label = before + ", ".join(f"{factor.name} {called(factor, value)}" for factor, value in chosen)
        point = self.point(label, {factor.path: value for factor, value in chosen})
        return Point(label, self._file, {factor.name: value for factor, value in chosen}, point.overrides)

    def _is(self, path: str, value: Any) -> bool:
        there = get(self._resolved.tree, parse(path))
        return isinstance(there, bool) == isinstance(value, bool) and bool(there == value)

    def _with_evidence(self, path: str, value: Any) -> Any:
        """The value with the grade of the fact that it replaces: a study asks what if, and knows no less for it."""
        settled = settle(self._resolved.tree, parse(path))
        assert settled is not None
        evidence = evidence_of(settled, self._resolved.evidence)
        if evidence is None or evidence.grade == "choice" or settled[0] in WITHOUT_EVIDENCE:
            return value
        if not (_is_quantity(value) and _is_quantity(get(self._resolved.tree, settled))):
            return value
        return {"value": value, "source": self._source, "grade": evidence.grade}


def called(factor: Factor, value: Any) -> str:
    """A value as a label says it: six digits of a number with a fraction, shifts in words, all else as YAML writes it."""
    if parse(factor.path)[-1] == "shifts":
        return shifts_in_words(value)
    return f"{value:.6g}" if isinstance(value, float) else in_line(value)


def grid_size(factors: Sequence[Factor]) -> int:
    """How many points a grid has."""
    return prod(len(factor.values) for factor in factors)


def base_of(points: Sequence[Point]) -> int:
    """The point that leaves the scenario as it is; the first if none does."""
    return next((place for place, point in enumerate(points) if not point.overrides), 0)


def is_spread(value: Any) -> bool:
    """Whether a value of a scenario is a distribution, and no constant written as one."""
    return _is_quantity(value) and isinstance(value, Mapping) and not {"constant", "value"} & value.keys()


def _is_quantity(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and value.keys() <= _OF_A_QUANTITY
    return isinstance(value, int | float) and not isinstance(value, bool)
