"""Every command that a page tells to type is one of the program: its options exist, and so do the files it names."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from making.commands import commands
from ruamel.yaml import YAML

from cipsc_sim.scenario.load import load_scenario

ROOT = Path(__file__).parents[2]
FOLDERS = (".", "docs", "docs/how_to", "docs/reference", "notebooks", "benchmarks")
PAGES = sorted(
    page for folder in FOLDERS for kind in ("*.md", "*.ipynb") for page in (ROOT / folder).glob(kind)
)  # fmt: skip
SHELL = re.compile(r"^```(?:bash|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`(cipsc-sim [^`]+)`(?!`)")
HELP = {"--help", "-h"}


def text_of(page: Path) -> str:
    written = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(written)["cells"])
    return written


def typed_in(text: str) -> Iterator[str]:
    """The commands that are typed in blocks, and those that stand in a sentence."""
    for block in SHELL.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            yield from (part.strip() for part in re.split(r"&&|\|", line) if part.strip().startswith("cipsc-sim "))
    for line in re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL).splitlines():
        yield from INLINE.findall(line)


def wrong_with(line: str) -> str:
    """Why it is no command of the program; nothing if it is one."""
    words = shlex.split(line, comments=True)[1:]
    name, arguments = words[0], [word for word in words[1:] if word not in HELP]
    if name == "COMMAND" or name.startswith("--"):
        return "" if name in ("COMMAND", "--version", "--help") else f"no option {name}"
    if name not in commands():
        return f"no command {name}"
    missing = [
        word for word in arguments if word.startswith("scenarios/") and not list(ROOT.glob(word)) and "NAME" not in word
    ]
    if missing:
        return f"no file {', '.join(missing)}"
    return _refused(commands()[name], name, arguments) if arguments else ""


def _refused(command: Any, name: str, arguments: list[str]) -> str:
    try:
        command.make_context(name, arguments).close()
    except Exception as error:  # whatever the library of the command line raises, of which there are two
        return getattr(error, "message", "") or repr(error)
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_tells_to_type_is_understood(page: Path) -> None:
    wrong = {line: reason for line in typed_in(text_of(page)) if (reason := wrong_with(line))}
    assert not wrong


def test_pages_tell_what_to_type() -> None:
    assert sum(1 for page in PAGES for _ in typed_in(text_of(page))) > 40


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cipsc-sim play scenarios/baseline.yaml", "no command play"),
        ("cipsc-sim run scenarios/no_such.yaml", "no file scenarios/no_such.yaml"),
        ("cipsc-sim run scenarios/baseline.yaml --pears 5", "--pears"),
        ("cipsc-sim run scenarios/baseline.yaml --pairs few", "whole number"),
        ("cipsc-sim --verbose", "no option --verbose"),
    ],
)
def test_a_command_that_is_none_is_found(line: str, reason: str) -> None:
    assert reason in wrong_with(line)


@pytest.mark.parametrize(
    "line", ["cipsc-sim run A.yaml --pairs 5  # why", "cipsc-sim COMMAND --help", "cipsc-sim schema"]
)
def test_a_command_that_is_one_is_understood(line: str) -> None:
    assert wrong_with(line) == ""


def changes_told() -> list[tuple[str, str, str]]:
    """Of every page: the scenario, and the value that ``--set`` gives it."""
    lines = {line for page in PAGES for line in typed_in(text_of(page)) if " --set " in line}
    words = [shlex.split(line, comments=True) for line in sorted(lines)]
    found = set()
    for each in words:
        (file,) = (word for word in each if word.endswith(".yaml"))
        if (ROOT / file).is_file():
            found |= {(file, *each[at + 1].split("=", 1)) for at, word in enumerate(each) if word == "--set"}
    return sorted(found)


@pytest.mark.parametrize(("file", "path", "value"), changes_told())
def test_what_a_page_tells_to_change_can_be_changed(file: str, path: str, value: str) -> None:
    load_scenario(ROOT / file, {path: YAML(typ="safe", pure=True).load(value)})


def test_pages_tell_what_to_change() -> None:
    assert len(changes_told()) > 4
