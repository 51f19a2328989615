"""Which keys may stand where: the nouns, asked by path."""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import RootModel
from pydantic.fields import FieldInfo

from cipsc_sim.scenario.noun import Noun
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.quantity import Quantity
from cipsc_sim.scenario.scenario import Scenario


def noun_at(path: TreePath) -> type[Noun] | None:
    """The noun whose keys stand in the mapping at the path; None where names stand, or nothing is known."""
    here: list[Any] = [Scenario]
    for name in path:
        here = [inner for kind in here for inner in _beneath(kind, name)]
    return next((kind for kind in _flat(here) if isinstance(kind, type) and issubclass(kind, Noun)), None)


def fields(noun: type[Noun]) -> dict[str, FieldInfo]:
    """Its fields by the key that a file writes."""
    return {field.alias or name: field for name, field in noun.model_fields.items()}


@cache
def owners(key: str) -> tuple[str, ...]:
    """The nouns that have this key, in words: ``task``, ``assay``."""
    return tuple(dict.fromkeys(_in_words(noun) for noun in _all_nouns(Scenario) if key in fields(noun)))


def in_words(annotation: Any) -> str:
    """What is expected there: ``a whole number``, ``text``, ``a mapping``."""
    words = (_kind_in_words(kind) for kind in _alternatives(annotation))
    return " or ".join(dict.fromkeys(word for word in words if word))


def counts_names(annotation: Any) -> bool:
    """Whether names stand there, each with how many of it are meant: ``{cell_operator: 2}``."""
    mappings = [get_args(kind)[1] for kind in _alternatives(annotation) if get_origin(kind) is dict]
    return any(kind is int for inner in mappings for kind in _alternatives(inner))


def _alternatives(annotation: Any) -> Iterator[Any]:
    """The annotation without its metadata, each member of a union by itself."""
    if get_origin(annotation) is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _alternatives(member)
    elif isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _alternatives(annotation.model_fields["root"].annotation)
    elif annotation is not types.NoneType:
        yield annotation


def _beneath(annotation: Any, name: str | int) -> list[Any]:
    found: list[Any] = []
    for kind in _alternatives(annotation):
        if isinstance(kind, type) and issubclass(kind, Noun):
            found += [field.annotation for key, field in fields(kind).items() if key == name]
        elif get_origin(kind) is dict:
            found.append(get_args(kind)[1])
        elif get_origin(kind) is list:
            found += [get_args(kind)[0]] if isinstance(name, int) else _beneath(get_args(kind)[0], name)
    return found


def _flat(annotations: list[Any]) -> Iterator[Any]:
    for annotation in annotations:
        for kind in _alternatives(annotation):
            if get_origin(kind) is list:
                yield from _flat([get_args(kind)[0]])
            else:
                yield kind


def _all_nouns(noun: type[Noun]) -> Iterator[type[Noun]]:
    yield noun
    for field in noun.model_fields.values():
        for kind in _flat([field.annotation]):
            for inner in _flat([get_args(kind)[1]]) if get_origin(kind) is dict else [kind]:
                if isinstance(inner, type) and issubclass(inner, Noun):
                    yield from _all_nouns(inner)


def _in_words(noun: type[Noun]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in noun.__name__).strip()


def _kind_in_words(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Noun):
        needed = ", ".join(key for key, field in fields(kind).items() if field.is_required())
        return f"a mapping with {needed}" if needed else "a mapping"
    if get_origin(kind) is dict:
        return "a mapping"
    if get_origin(kind) is list:
        return "a list"
    simple = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
    return "a number or a distribution" if kind is Quantity else simple.get(kind, "")
