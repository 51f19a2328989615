"""Frozen dataclasses from JSON, every field of the type it states."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def read_as(of: type[T], written: Any) -> T:
    """A dataclass from a mapping of its fields, nested ones too; TypeError naming the field that does not fit."""
    return typing.cast(T, _value(of, written, of.__name__.lower()))


def _value(of: Any, written: Any, place: str) -> Any:
    origin, inner = typing.get_origin(of), typing.get_args(of)
    if origin in (typing.Union, types.UnionType):
        some = next(each for each in inner if each is not types.NoneType)
        return None if written is None else _value(some, written, place)
    if origin is typing.Literal:
        return _one_of(inner, written, place)
    if origin is tuple:
        return tuple(_value(inner[0], each, f"{place}.{i}") for i, each in enumerate(_a(list, written, place)))
    if origin is Mapping:
        return {key: _value(inner[1], each, f"{place}.{key}") for key, each in _a(dict, written, place).items()}
    if is_dataclass(of):
        return _dataclass(of, _a(dict, written, place), place)
    if of is float:
        return float(_a((int, float), written, place))
    return _a(of, written, place)


def _dataclass(of: Any, written: dict[str, Any], place: str) -> Any:
    kinds = typing.get_type_hints(of)
    unknown = written.keys() - {each.name for each in fields(of)}
    if unknown:
        raise TypeError(f"{place} has no field {', '.join(sorted(unknown))}")
    return of(**{name: _value(kinds[name], value, f"{place}.{name}") for name, value in written.items()})


def _one_of(allowed: tuple[Any, ...], written: Any, place: str) -> Any:
    if written not in allowed:
        raise TypeError(f"{place} is {written!r}, not one of {', '.join(map(str, allowed))}")
    return written


def _a(kind: Any, written: Any, place: str) -> Any:
    if not isinstance(written, kind) or (isinstance(written, bool) and kind is not bool):
        raise TypeError(f"{place} is {written!r}, which does not fit")
    return written
