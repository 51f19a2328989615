"""A tree of plain Python, grown from YAML events; whatever the scenario language leaves out is refused with its line.

Events are read rather than documents constructed: no class is ever built from a file, anchors, tags and doubled keys
are still visible, and it takes a third less time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from textwrap import shorten
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from cipsc_sim.errors import Problem
from cipsc_sim.scenario.paths import TreePath, spell
from cipsc_sim.scenario.scalar import meaning

DEEPEST = 40
_LONGEST_KEY = 200
_REPEATED = 60
"""Letters of a line that a message repeats."""


class _Stop(Exception):
    """The rest of the text is not read."""


class Tree:
    """What one text says: ``root``, the line of every path, and every problem on the way."""

    def __init__(self, text: str, file: str) -> None:
        self.root: Any = None
        self.lines: dict[TreePath, int] = {}
        self.problems: list[Problem] = []
        self._file = file
        self._text = text.splitlines()
        self._events = self._read(text)
        with suppress(_Stop):
            self._documents()

    def _read(self, text: str) -> Iterator[Any]:
        """The events, until the text is no longer YAML."""
        line = 1
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                yield event
                line = _line(event)
        except MarkedYAMLError as error:
            self._syntax(error)
        except Exception as error:
            # The parser lets some broken texts out as plain Python errors, which carry no line.
            found = f"not YAML, here or below: {_one_line(str(error))}{self._written_on(line)}"
            self._refuse(line, (), found, _LOOK)
        else:
            return
        raise _Stop

    def _documents(self) -> None:
        seen = False
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                line = _line(event)
                if event.version or event.tags:
                    self._refuse(line, (), "a % directive", "Leave it out; a scenario is YAML 1.2.")
                if seen:
                    self._refuse(line, (), "a second document", "One file holds one scenario: take out the ---.")
                    return
                seen = True
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                self.root = self._value(event, ())

    def _value(self, event: Any, path: TreePath) -> Any:
        line = _line(event)
        self.lines.setdefault(path, line)
        if isinstance(event, AliasEvent):
            self._refuse(line, path, f"an alias (*{event.anchor})", "Write the value out; there are no aliases.")
            return None
        self._plain(event, path, line)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path, line)
        if len(path) >= DEEPEST:
            self._refuse(line, path[:3], f"nested deeper than {DEEPEST}", "A scenario is never that deep.")
            raise _Stop
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path, flow=bool(event.flow_style))

    def _plain(self, event: Any, path: TreePath, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, path, f"an anchor (&{event.anchor})", "Leave it out; there are no anchors.")
        if event.ctag is not None:
            self._refuse(line, path, f"a tag ({_tag(event)})", "Leave it out; the schema knows what stands here.")

    def _scalar(self, event: Any, path: TreePath, line: int) -> Any:
        if event.style is not None:
            return self._quoted(str(event.value), path, line)
        try:
            return meaning(event.value)
        except ValueError as error:
            self._refuse(line, path, str(error), "Write it out, or leave it out.")
            return 0

    def _quoted(self, text: str, path: TreePath, line: int) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            half = f"half a letter (\\u{ord(text[error.start]):04x})"
            self._refuse(line, path, half, "Write the letter itself.")
        return text

    def _sequence(self, path: TreePath) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: TreePath, flow: bool) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        first_line: dict[str, int] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            line = _line(event)
            key = self._key(event, path, line, mapping if flow else {})
            at = (*path, key)
            if key in first_line:
                lines = f"lines {first_line[key]} and {line}" if line != first_line[key] else f"line {line}"
                found = f'"{key}" twice, on {lines}'
                self._refuse(line, path, found, "Keep one of them.")
            else:
                first_line[key] = self.lines[at] = line
            value_event = next(self._events)
            value = self._value(value_event, at)
            if flow and ":" in key and event.style is None and _is_missing(value_event):
                name, _, rest = key.partition(":")
                self._refuse(line, at, "no space after the colon", f"Write {name}: {rest}".rstrip() + ".")
            mapping.setdefault(key, value)
        return mapping

    def _key(self, event: Any, path: TreePath, line: int, before: dict[str, Any]) -> str:
        if not isinstance(event, ScalarEvent):
            # Its lines and its inner problems are of no use: it is read only to get past it.
            self._refuse(line, path, "a key that is not a word", "A key is text.")
            self._value(event, (*path, "?"))
            return f"? line {line}"
        text = str(event.value)
        self._plain(event, path, line)
        if event.style is None:
            self._plain_key(text, path, line, before)
        if len(text) > _LONGEST_KEY:
            self._refuse(line, path, f"a key of {len(text)} letters", f"At most {_LONGEST_KEY}.")
        elif not text.isprintable():
            self._refuse(line, path, f"an unprintable letter in the key {json.dumps(text)}", "Write a readable name.")
        return text

    def _plain_key(self, text: str, path: TreePath, line: int, before: dict[str, Any]) -> None:
        if text == "<<":
            self._refuse(line, path, "a merge key (<<)", "Write the keys out; a whole file may extend another.")
            return
        try:
            value = meaning(text)
        except ValueError:
            value = 0.0
        last = next(reversed(before.values()), None)
        if text.isdigit() and isinstance(last, int) and not isinstance(last, bool):
            found = f"{last},{text} reads as {last} and a key {text}"
            self._refuse(line, path, found, f"A decimal has a point: {last}.{text}.")
        elif not isinstance(value, str):
            what = "a missing key" if text == "" else f"the key {text} is not text"
            self._refuse(line, path, what, f'Quote it: "{text}".' if text else "Give it a name.")

    def _syntax(self, error: MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, max(1, len(self._text))) if mark else None
        found = f"not YAML: {_one_line(str(error.problem or error.context))}"
        if error.context and error.problem:
            begun = error.context_mark
            since = f" begun on line {begun.line + 1}" if begun and begun.line + 1 != line else ""
            found += f" {_one_line(str(error.context))}{since}"
        found += self._written_on(line)
        self._refuse(line, (), found, _COLON if "mapping values are not allowed" in found else _LOOK)

    def _written_on(self, line: int | None) -> str:
        """What stands on a line, repeated: at most so many letters."""
        written = " ".join(self._text[line - 1].split()) if line is not None and line <= len(self._text) else ""
        return f" in “{shorten(written, _REPEATED, placeholder=' …')}”" if written else ""

    def _refuse(self, line: int | None, path: TreePath, found: str, right: str) -> None:
        self.problems.append(Problem(self._file, line, spell(path), found, right))


_COLON = "A text that holds a colon and a space stands in quotes; keys of one mapping stand in one column."
_LOOK = "Look at the indentation, colons, quotes and brackets of this line and the one above."


def _is_missing(event: Any) -> bool:
    return isinstance(event, ScalarEvent) and event.style is None and event.value == ""


def _tag(event: Any) -> str:
    return str(event.tag).replace("tag:yaml.org,2002:", "!!")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _one_line(text: str) -> str:
    """The parser's words in one line, without the Python in them."""
    return " ".join(text.split()).replace("('<", "'<").replace(">',)", ">'")
