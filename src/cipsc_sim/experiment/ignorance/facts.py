"""The facts of a scenario: the numbers that nobody decided, each with its grade and what may be moved in it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Le
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from cipsc_sim.experiment.ignorance.levels import Moves
from cipsc_sim.scenario.evidence import evidence_of
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.quantity import Quantity

TreePath = tuple[str | int, ...]
FACT_GRADES = ("A", "B", "C", "D")
_NO_FACTS = ("clock", "uncertainty", "references")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of the scenario that has a level: a constant, or a distribution as a whole."""

    path: TreePath
    grade: str
    moves: Moves
    """What is moved in it: the level; of a probability the logit; of a factor for each day its logarithm, the rate."""


def facts(loaded: LoadedScenario) -> list[Fact]:
    """Every fact of grade A to D, in the order of the file. Whole numbers (counts) and decisions are none."""
    found = []
    for path, chance in _levels(loaded.scenario, ()):
        evidence = evidence_of(path, loaded.resolved.evidence)
        if evidence is not None and evidence.grade in FACT_GRADES:
            moves: Moves = "chance" if chance else "rate" if path[-1] == "per_day" else "level"
            found.append(Fact(path, evidence.grade, moves))
    return found


def grade_counts(loaded: LoadedScenario) -> dict[str, int]:
    """How many numbers of the scenario have each grade; ``none`` where nothing is said."""
    from cipsc_sim.scenario.evidence import numbers

    counts: dict[str, int] = {}
    for path in numbers(loaded.resolved.tree):
        if path[0] in _NO_FACTS:
            continue
        evidence = evidence_of(path, loaded.resolved.evidence)
        grade = evidence.grade if evidence is not None else "none"
        counts[grade] = counts.get(grade, 0) + 1
    return {grade: counts[grade] for grade in (*FACT_GRADES, "choice", "none") if grade in counts}


def _levels(value: Any, path: TreePath, hint: Any = None) -> Iterator[tuple[TreePath, bool]]:
    if isinstance(value, Quantity):
        yield path, value.chance
    elif isinstance(value, RootModel):
        return
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            key = info.alias or name
            if path == () and name in _NO_FACTS:
                continue
            if name in value.model_fields_set:
                yield from _levels(getattr(value, name), (*path, key), _hint(info))
    elif isinstance(value, Mapping):
        inner = _arguments(hint)
        for key, each in value.items():
            yield from _levels(each, (*path, key), inner[-1] if inner else None)
    elif isinstance(value, list):
        single = len(value) == 1 and isinstance(value[0], BaseModel)
        for index, each in enumerate(value):
            yield from _levels(each, path if single else (*path, index))
    elif isinstance(value, float) and value != 0:
        yield path, _is_probability(hint)


def _hint(info: FieldInfo) -> Any:
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _arguments(hint: Any) -> tuple[Any, ...]:
    origin = get_origin(hint)
    if origin is Annotated:
        return _arguments(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return next((a for a in map(_arguments, get_args(hint)) if a), ())
    return get_args(hint) if origin is dict else ()


def _is_probability(hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *metadata = get_args(hint)
        flat = [one for data in metadata for one in (data.metadata if isinstance(data, FieldInfo) else [data])]
        return any(isinstance(one, Le) and one.le == 1 for one in flat) or _is_probability(inner)
    if origin in (Union, types.UnionType):
        return any(_is_probability(one) for one in get_args(hint))
    return False
