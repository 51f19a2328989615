"""How checked files are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from cipsc_sim.cli.failure import NOT_AS_IT_SHOULD_BE, readable, say

if TYPE_CHECKING:
    from cipsc_sim.experiment.check import Checked


def show_checked(files: Sequence[Checked]) -> None:
    """A line for each file that is right, the problems of the others; exit 1 if there are any."""
    for file in files:
        if file.problems:
            say("\n".join(str(problem) for problem in file.problems))
            continue
        typer.echo(readable(f"{file.file}: ok. {file.what}."))
        for warning in file.warnings:
            typer.echo(readable(f"  warning: {warning}"))
    wrong = sum(bool(file.problems) for file in files)
    if wrong:
        if len(files) > 1:
            say(f"{wrong} of {len(files)} files cannot be used.")
        raise typer.Exit(NOT_AS_IT_SHOULD_BE)
