"""Every quantity of a scenario with the path at which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cipsc_sim.scenario.fields import fields
from cipsc_sim.scenario.noun import Noun
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.quantity import Quantity


def quantities(value: Any, path: TreePath = ()) -> Iterator[tuple[TreePath, Quantity]]:
    """The quantities in a noun, a mapping or a list of them."""
    if isinstance(value, Quantity):
        yield path, value
        return
    for key, inner in _children(value):
        yield from quantities(inner, (*path, key))


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Noun):
        for key, name in zip(fields(type(value)), type(value).model_fields, strict=True):
            yield key, getattr(value, name)
    elif isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)
