"""The page on the commands, from the program itself: what `--help` says, with every option in a table."""

from __future__ import annotations

import re
from typing import Any

import typer

from cipsc_sim.cli import app
from making.markdown import code, plain

_EXAMPLES = re.compile(r"Examples?:")
_INTRODUCTION = """# The commands

What `cipsc-sim COMMAND --help` says, made from the program. Exit codes: 0 done; 1 the input or the folder is not as it should be,
or a replay differs; 2 the command is not understood; 3 a bug of ours; 130 stopped.
"""


def commands_page() -> str:
    """The Markdown of the page."""
    return "\n".join([_INTRODUCTION, *(_section(name, command) for name, command in commands().items())])


def commands() -> dict[str, Any]:
    """By name, the commands of the program in the order in which one meets them."""
    return dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def _section(name: str, command: Any) -> str:
    with command.make_context(f"cipsc-sim {name}", [], resilient_parsing=True) as context:
        usage = command.get_usage(context).removeprefix("Usage: ")
        rows = [row for each in command.get_params(context) if (row := _row(each, context))]
    said, *examples = _EXAMPLES.split(command.help.replace("\b", ""))
    parts = [f"## {name}", "\n\n".join(_paragraphs(said)), f"```text\n{' '.join(usage.split())}\n```"]
    parts.append("\n".join(["| | |", "|---|---|", *rows]))
    if examples:
        lines = "\n".join(line.strip() for line in examples[0].strip().splitlines())
        parts.append(f"```bash\n{lines}\n```")
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _row(parameter: Any, context: Any) -> str:
    record = parameter.get_help_record(context)
    if record is None or parameter.name == "help":
        return ""
    written, meaning = record
    return f"| {code(written)} | {plain(meaning)} |"
