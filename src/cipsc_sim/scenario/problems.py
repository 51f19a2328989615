"""The problems that one stage finds, each with the line that wrote what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.scenario.node import Place
from cipsc_sim.scenario.paths import TreePath, found_at, show

_KNOWN_SHOWN = 20


class Problems:
    """What is wrong with one tree. A problem that is refused twice in the same words is kept once."""

    def __init__(self, tree: Mapping[str, Any], where: Mapping[TreePath, Place], file: str) -> None:
        self.tree = tree
        self._where = where
        self._file = file
        self._found: dict[Problem, None] = {}

    def __len__(self) -> int:
        return len(self._found)

    @property
    def first(self) -> Problem:
        """The problem that was found first."""
        return next(iter(self._found))

    def refuse(self, path: TreePath, found: str, right: str = "", beneath: TreePath = ()) -> None:
        """Note a problem at the path; its line is that of what stands ``beneath``, or of the nearest above."""
        path = as_written(self.tree, path)
        file, line = self._place((*path, *beneath) if beneath else self._changed_in(path))
        while path and isinstance(path[-1], int) and not self._shares_its_line(path):  # else its line tells which it is
            path = path[:-1]
        self._found[Problem(file, line, show(path), found, right)] = None

    def unknown(self, path: TreePath, name: str, known: Iterable[str], what: str = "", hint: str = "") -> None:
        """Note a name that stands for nothing, with the names that would."""
        found = f'no {what} "{name}"' if what else f'no "{name}"'
        self.refuse(path, found, hint or suggestion(name, known), beneath=(name,))

    def raise_if_any(self) -> None:
        """ScenarioError with every problem, by file and line."""
        if self._found:
            raise ScenarioError(sorted(self._found, key=lambda problem: (problem.file, problem.line or 0)))

    def _shares_its_line(self, path: TreePath) -> bool:
        """Whether it is one of several mappings of a list on one line: names of a list are told by themselves."""
        *before, number = path
        mine, others = self._where.get(path), ((*before, int(number) + step) for step in (-1, 1))
        return isinstance(found_at(self.tree, path), Mapping) and any(
            self._where.get(other) == mine for other in others
        )

    def _changed_in(self, path: TreePath) -> TreePath:
        """The path, or what the named file changed beneath it, if another file wrote the rest."""
        if self._where.get(path, (self._file,))[0] == self._file:
            return path
        own = (at for at, place in self._where.items() if at[: len(path)] == path and place[0] == self._file)
        return next(own, path)

    def _place(self, path: TreePath) -> Place:
        """The file that wrote what stands there, and the nearest line in it."""
        file = None
        for length in range(len(path), -1, -1):
            near = self._where.get(path[:length])
            if near is None or (file is not None and near[0] != file):
                continue
            file = near[0]
            if near[1] is not None:
                return near
        return file or self._file, None


def as_written(tree: Any, path: TreePath) -> TreePath:
    """The path as the file spells it: one effect may stand for a list of one."""
    spelled: list[str | int] = []
    for name in path:
        if isinstance(name, int) and isinstance(tree, Mapping) and name not in tree:
            continue
        spelled.append(name)
        inside = isinstance(tree, Mapping) and name in tree
        inside = inside or (isinstance(tree, list) and isinstance(name, int) and name < len(tree))
        tree = tree[name] if inside else None
    return tuple(spelled)


def either(words: Iterable[str]) -> str:
    """``step, order or campaign``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def suggestion(name: str, known: Iterable[str]) -> str:
    """``Known: a, b. Did you mean b?``"""
    names = list(dict.fromkeys(known))
    return f"{listed(names)} {meant(name, names)}".rstrip()


def listed(names: Sequence[str]) -> str:
    """``Known: a, b.``"""
    more = f" and {len(names) - _KNOWN_SHOWN} more" if len(names) > _KNOWN_SHOWN else ""
    return f"Known: {', '.join(names[:_KNOWN_SHOWN])}{more}." if names else "None is known."


def meant(name: str, names: Sequence[str]) -> str:
    """``Did you mean b?``, or nothing if none is near."""
    near = difflib.get_close_matches(name, names, 1)
    return f"Did you mean {near[0]}?" if near else ""
