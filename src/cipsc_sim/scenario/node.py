"""A value together with its evidence and the place where it was written, so that all three move as one."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cipsc_sim.scenario.evidence import Evidence
from cipsc_sim.scenario.paths import TreePath

Place = tuple[str, int | None]


@dataclass(slots=True)
class Node:
    """A scalar, or nodes by name, or a list of nodes."""

    value: Any
    evidence: Evidence | None
    place: Place

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    def children(self) -> Iterator[tuple[str | int, Node]]:
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, list):
            yield from enumerate(self.value)

    def at(self, path: TreePath) -> Node:
        node = self
        for name in path:
            node = node.value[name]
        return node

    def walk(self, path: TreePath = ()) -> Iterator[tuple[TreePath, Node]]:
        """This node and all beneath, parents before children, each with its path."""
        yield path, self
        for name, child in self.children():
            yield from child.walk((*path, name))

    def bare(self) -> Any:
        """The plain value."""
        if isinstance(self.value, dict):
            return {name: child.bare() for name, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.bare() for child in self.value]
        return self.value


def grow(
    value: Any, path: TreePath, written: Mapping[TreePath, Evidence], lines: Mapping[TreePath, int], file: str
) -> Node:
    """The node of a plain value that stands at ``path``, by which its evidence and line are found."""
    inner: Any = value
    if isinstance(value, Mapping):
        inner = {str(name): grow(child, (*path, name), written, lines, file) for name, child in value.items()}
    elif isinstance(value, list | tuple):
        inner = [grow(child, (*path, place), written, lines, file) for place, child in enumerate(value)]
    return Node(inner, written.get(path), (file, lines.get(path)))


def plain(value: Any) -> Any:
    """A value from Python as a file would have given it. ValueError if no file could."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a finite number")
        return float(value)
    if isinstance(value, Mapping):
        return {str(name): plain(child) for name, child in value.items()}
    if isinstance(value, list | tuple):
        return [plain(child) for child in value]
    raise ValueError(f"a {type(value).__name__} cannot stand in a scenario")
