"""What two scenarios state differently: by path, from what to what, and on which evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cipsc_sim.scenario.evidence import Evidence, evidence_of
from cipsc_sim.scenario.extends import Resolved
from cipsc_sim.scenario.paths import TreePath, show
from cipsc_sim.scenario.scalar import written

_NOT_COMPARED = ("title", "question", "notes", "references")
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``before`` or ``after`` is None where the path is not there; values are as YAML writes them."""

    path: str
    before: str | None
    after: str | None
    evidence_before: Evidence | None = None
    evidence_after: Evidence | None = None


def changes(before: Resolved, after: Resolved) -> tuple[Change, ...]:
    """Every difference between the two, in the order of the first; headings and references are not compared."""
    sections = {key: None for key in (*before.tree, *after.tree) if key not in _NOT_COMPARED}
    found: list[Change] = []
    for section in sections:
        old, new = before.tree.get(section, _NOTHING), after.tree.get(section, _NOTHING)
        parted = _differences(old, new, (section,), before, after)
        found += (_change(path, a, b, before, after) for path, a, b in parted)
    return tuple(found)


def _differences(
    old: Any, new: Any, path: TreePath, before: Resolved, after: Resolved
) -> Iterator[tuple[TreePath, Any, Any]]:
    """(path, old, new) where they part; a list is one thing unless only some of its places differ."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            yield from _differences(old.get(key, _NOTHING), new.get(key, _NOTHING), (*path, key), before, after)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and _deep(old) and _deep(new):
        for place, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _differences(a, b, (*path, place), before, after)
    elif not _same(old, new) or _rests_on_other(old, path, before, after):
        yield path, old, new


def _deep(values: list[Any]) -> bool:
    return any(isinstance(value, dict | list) for value in values)


def _same(old: Any, new: Any) -> bool:
    return bool(isinstance(old, bool) == isinstance(new, bool) and old == new)


def _rests_on_other(value: Any, path: TreePath, before: Resolved, after: Resolved) -> bool:
    """Whether a number that did not change rests on other evidence now."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return evidence_of(path, before.evidence) != evidence_of(path, after.evidence)


def _change(path: TreePath, old: Any, new: Any, before: Resolved, after: Resolved) -> Change:
    return Change(
        show(path),
        None if old is _NOTHING else in_line(old),
        None if new is _NOTHING else in_line(new),
        None if old is _NOTHING else evidence_of(path, before.evidence),
        None if new is _NOTHING else evidence_of(path, after.evidence),
    )


def in_line(value: Any) -> str:
    """A value as YAML writes it in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(str(key))}: {in_line(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_line(child) for child in value) + "]"
    return written(value)
