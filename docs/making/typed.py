"""A page that is typed: its blocks are done in order in one folder, and what comes out is held against what it shows.

| block | is |
|---|---|
| ``bash`` | typed; it exits with 0, or as ``# exits with 1`` says |
| ``text`` after ``bash`` | what is printed; ``…`` stands for any words of a line, a line of it alone for any lines |
| ``diff`` | an edit: ``--- FILE``, then lines that are there (``-``) and what takes their place (``+``) |
| ``yaml`` that begins ``# FILE`` | a file that is saved |
| ``python`` | typed into Python |
| any other | is only read |
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXITS = re.compile(r"# exits with (\d+)")
_SAVED = re.compile(r"# ([\w.]+\.ya?ml)\n")
_PROGRAMS = {"bash": ("bash", "-euo", "pipefail", "-c"), "python": (sys.executable, "-c")}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code of a page: its kind, its text, and where its text begins in the page."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was printed for a block, and the block that shows it, if one does."""

    block: Block
    printed: str
    shown: Block | None

    @property
    def as_shown(self) -> bool:
        """Whether the page shows what was printed."""
        return self.shown is None or pattern(self.shown.text).fullmatch(self.printed) is not None


class NotAsTold(Exception):
    """A block that cannot be done as the page tells it."""


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in order."""
    return [Block(found[1], found[2], found.start(2)) for found in _FENCE.finditer(page)]


def type_page(page: str, folder: Path) -> Iterator[Typed]:
    """Do the page in the folder, block by block. NotAsTold if a command or an edit goes wrong."""
    all_blocks = blocks(page)
    for block, after in zip(all_blocks, [*all_blocks[1:], None], strict=True):
        if block.kind in _PROGRAMS:
            shown = after if after is not None and after.kind == "text" else None
            yield Typed(block, _run(block, folder), shown)
        elif block.kind == "diff":
            _edit(block.text, folder)
        elif block.kind == "yaml" and (saved := _SAVED.match(block.text)):
            (folder / saved[1]).write_text(block.text, encoding="utf-8")


def save_files(page: str, folder: Path) -> None:
    """Only save the files that the page shows."""
    for block in blocks(page):
        if block.kind == "yaml" and (saved := _SAVED.match(block.text)):
            (folder / saved[1]).write_text(block.text, encoding="utf-8")


def pattern(shown: str) -> re.Pattern[str]:
    """What an output must look like that a page shows so."""
    lines = []
    for line in shown.splitlines():
        inside = ".*".join(re.escape(part) for part in line.rstrip().split("…"))
        lines.append(r"(?:[^\n]*\n)*?" if line.strip() == "…" else f"{inside}\n")
    return re.compile("".join(lines))


def _run(block: Block, folder: Path) -> str:
    # As a reader has it: a terminal of 80 columns, the program beside the interpreter, no colours.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, "COLUMNS": "80", "PATH": path, "NO_COLOR": "1"}
    words = (*_PROGRAMS[block.kind], block.text)
    done = subprocess.run(
        words, cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    exits = _EXITS.search(block.text)
    if done.returncode != (int(exits[1]) if exits else 0):
        raise NotAsTold(f"{block.text}exits with {done.returncode}:\n{done.stdout}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def _edit(diff: str, folder: Path) -> None:
    head, *lines = diff.splitlines()
    file = folder / head.removeprefix("--- ")
    before, after = ("".join(f"{line[1:]}\n" for line in lines if line[0] in (sign, " ")) for sign in "-+")
    text = file.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise NotAsTold(f"{file.name} has {text.count(before)} times what is to be edited:\n{before}")
    file.write_text(text.replace(before, after), encoding="utf-8")
