"""The text of a scenario file, read into plain Python with the line of everything in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.tree import Tree

LARGEST_BYTES = 1024 * 1024

_LEADING_TAB = re.compile(r" *\t")
_UNPRINTABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain Python: ``tree`` (dict, list, str, int, float, bool, None), the 1-based line of each path."""

    file: str
    tree: dict[str, Any]
    lines: dict[TreePath, int]


def read(path: Path) -> Document:
    """The file as plain Python, which nobody changes. ScenarioError with everything that is wrong with it as text."""
    return _read(str(path), _bytes(path))


@lru_cache(maxsize=16)
def _read(file: str, content: bytes) -> Document:
    """Studies read the same files for every point, and reading YAML takes most of that time."""
    text = _decode(content, file)
    _check_letters(text, file)
    tree = Tree(text, file)
    if tree.problems:
        raise ScenarioError(sorted(tree.problems, key=lambda problem: problem.line or 0))
    if tree.root is None:
        raise _refused(file, None, "nothing in it", "Begin with title: and question:.")
    if not isinstance(tree.root, dict):
        what = "a list" if isinstance(tree.root, list) else f"only {tree.root!r:.40}"
        raise _refused(file, tree.lines[()], f"{what} at the top", "A scenario is a mapping: title, question, …")
    return Document(file, tree.root, tree.lines)


def parse_value(text: str, file: str) -> Any:
    """A value given as text (``3``, ``1e-5``, ``[a, b]``, ``{lognormal: {median: 2, cv: 0.1}}``), by the same rules."""
    _check_letters(text, file)
    tree = Tree(text, file)
    if tree.problems:
        raise ScenarioError(tree.problems)
    return tree.root


def _refused(file: str, line: int | None, found: str, right: str) -> ScenarioError:
    return ScenarioError([Problem(file, line, "", found, right)])


def _bytes(path: Path) -> bytes:
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _refused(file, None, "no such file", _neighbour(path)) from None
    except IsADirectoryError:
        raise _refused(file, None, "a folder", "Name a scenario file in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(file, None, f"cannot be read: {reason}", "Name a scenario file.") from None
    if len(content) > LARGEST_BYTES:
        raise _refused(file, None, "larger than 1 MiB", "A scenario is text of a few thousand lines.")
    return content


def _neighbour(path: Path) -> str:
    """A file beside it whose name is close."""
    try:
        beside = sorted(each.name for each in path.parent.iterdir() if each.suffix in (".yaml", ".yml"))
    except (OSError, ValueError):
        return f"There is no folder {path.parent}."
    near = nearest_file(path.name, beside)
    return f"Did you mean {path.parent / near}?" if near else "Check the name and the folder."


def nearest_file(name: str, beside: Iterable[str]) -> str:
    """The file whose name is close, its ending apart: that all scenarios share. Empty if none is."""
    stems = {Path(each).stem: each for each in beside}
    near = difflib.get_close_matches(Path(name).stem, stems, 1)
    return stems[near[0]] if near else ""


def _decode(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(file, 1, "UTF-16 text", "Save the file as UTF-8.")
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise _refused(file, line, "a binary file (it has a NUL byte)", "Name a YAML file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad_bytes(content, file) from None


def _bad_bytes(content: bytes, file: str) -> ScenarioError:
    bad: dict[int, int] = {}
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            bad[number] = line[error.start]
    first, *others = bad
    also = f"; also on {_lines(others)}" if others else ""
    return _refused(file, first, f"not UTF-8: byte 0x{bad[first]:02x}{also}", "Save the file as UTF-8.")


def _check_letters(text: str, file: str) -> None:
    """No tabs before the first word of a line, no letters that cannot be seen."""
    problems = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if _LEADING_TAB.match(line):
            problems.append(Problem(file, number, "", "a tab in the indentation", "Indent with spaces."))
        if unprintable := _UNPRINTABLE.search(line):
            found = f"an unprintable letter (U+{ord(unprintable[0]):04X})"
            problems.append(Problem(file, number, "", found, "Take it out."))
    if problems:
        raise ScenarioError(problems)


def _lines(numbers: list[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:_LINES_NAMED])
    more = f" and {len(numbers) - _LINES_NAMED} more" if len(numbers) > _LINES_NAMED else ""
    return f"line{'s' if len(numbers) > 1 else ''} {named}{more}"
