"""A path into a tree: names and list positions, written with dots."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from typing import Any

TreePath = tuple[str | int, ...]

_SEGMENT = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^."]+)')
_NEEDS_QUOTES = re.compile(r'[."\\]|^\s|\s$|^$')
_KNOWN_SHOWN = 20


def parse(text: str) -> TreePath:
    """The names in a dotted path. A name that has a dot itself stands in double quotes; ValueError if malformed."""
    names: list[str | int] = []
    position = 0
    while True:
        found = _SEGMENT.match(text, position)
        if found is None:
            raise ValueError(f'"{text}" is not a path: a name is missing')
        quoted = found["quoted"]
        names.append(found["plain"] if quoted is None else _unquoted(quoted, text))
        position = found.end()
        if position == len(text):
            return tuple(names)
        if text[position] != ".":
            raise ValueError(f'"{text}" is not a path: names are divided by dots')
        position += 1


def _unquoted(quoted: str, text: str) -> str:
    try:
        return str(json.loads(f'"{quoted}"'))
    except json.JSONDecodeError:
        raise ValueError(f'"{text}" is not a path: the quotes do not close') from None


def show(path: TreePath) -> str:
    """The path written with dots, so that ``parse`` reads it again."""
    return ".".join(_shown(name) for name in path)


def spell(path: TreePath) -> str:
    """The path as a problem names it: what stands under ``changes`` is named by the path that it changes."""
    if len(path) > 1 and path[0] in ("changes", "adds"):
        return ".".join([str(path[1]), *(_shown(name) for name in path[2:])])
    return show(path)


def _shown(name: str | int) -> str:
    text = str(name)
    return json.dumps(text, ensure_ascii=False) if _NEEDS_QUOTES.search(text) else text


def settle(tree: Any, path: TreePath) -> TreePath | None:
    """The path as the tree spells it, list positions as integers; None if there is no such place."""
    settled = _longest_existing(tree, path)
    return settled if len(settled) == len(path) else None


def get(tree: Any, path: TreePath) -> Any:
    """The value at the path. KeyError if there is none."""
    settled = settle(tree, path)
    if settled is None:
        raise KeyError(show(path))
    return _at(tree, settled)


def suggest(tree: Any, path: TreePath) -> str:
    """A sentence that says where the path leaves the tree, what is known there and what may have been meant."""
    parent, found, right = departure(tree, path)
    return f"{show(parent)}: {found}. {right}" if parent else f"{found}. {right}"


def departure(tree: Any, path: TreePath) -> tuple[TreePath, str, str]:
    """Where a path that does not exist leaves the tree: last existing place, what is missing, what would be right."""
    parent = _longest_existing(tree, path)
    there, name, beyond = _at(tree, parent), path[len(parent)], path[len(parent) + 1 :]
    found = f'no "{name}"'
    if name == "value" and parent:
        return parent, found, f"The value itself is at {show(parent)}."
    if isinstance(there, dict):
        known = [str(key) for key in there]
        near = difflib.get_close_matches(str(name), known, 1)
        meant = near[0] if near else _elsewhere(tree, (name, *beyond)) if beyond else None
        return parent, found, _known(known) + (f" Did you mean {meant}?" if meant else "")
    if isinstance(there, list):
        return parent, found, f"Its positions begin with 0; it has {len(there)}."
    return parent, found, f"There is only {_kind(there)} here: {there!r}."


def _known(names: list[str]) -> str:
    if not names:
        return "There is nothing here."
    more = f" and {len(names) - _KNOWN_SHOWN} more" if len(names) > _KNOWN_SHOWN else ""
    return f"Known: {', '.join(names[:_KNOWN_SHOWN])}{more}."


def _elsewhere(tree: Any, tail: TreePath) -> str | None:
    """The one place whose path ends as the misspelt one does."""
    wanted = tuple(str(name) for name in tail)
    ends = (path for path in every(tree) if tuple(str(name) for name in path[-len(wanted) :]) == wanted)
    places = [path for _, path in zip(range(2), ends, strict=False)]
    return show(places[0]) if len(places) == 1 else None


def every(tree: Any, path: TreePath = ()) -> Iterator[TreePath]:
    """Every path in the tree, parents before children."""
    yield path
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from every(value, (*path, key))
    elif isinstance(tree, list):
        for position, value in enumerate(tree):
            yield from every(value, (*path, position))


def _kind(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "a word"
    return "a number" if isinstance(value, int | float) else "text"


def _longest_existing(tree: Any, path: TreePath) -> TreePath:
    there: list[str | int] = []
    for name in path:
        step: str | int | None = None
        if isinstance(tree, dict):
            step = str(name) if str(name) in tree else None
        elif isinstance(tree, list):
            step = _position(name, len(tree))
        if step is None:
            break
        tree = tree[step]
        there.append(step)
    return tuple(there)


def found_at(tree: Any, path: TreePath) -> Any:
    """What stands at the path; None where nothing does."""
    for name in path:
        inside = name in tree if isinstance(tree, dict) else isinstance(tree, list) and name in range(len(tree))
        tree = tree[name] if inside else None
        if tree is None:
            return None
    return tree


def _position(name: str | int, length: int) -> int | None:
    text = str(name)
    if not (text.isascii() and text.isdecimal()) or int(text) >= length:
        return None
    return int(text)


def _at(tree: Any, path: TreePath) -> Any:
    for name in path:
        tree = tree[name]
    return tree
