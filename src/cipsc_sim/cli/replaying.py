"""How a replay is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cipsc_sim.cli.failure import NOT_AS_IT_SHOULD_BE, readable

if TYPE_CHECKING:
    from cipsc_sim.experiment.replay import Replay


def show_replay(replay: Replay) -> None:
    """The verdict; exit 1 if a row differs."""
    if replay.versions:
        typer.echo(f"Other versions now: {', '.join(replay.versions)}.")
    if replay.verdict == "different":
        typer.echo(readable(f"different: {replay.first_difference}"))
        raise typer.Exit(NOT_AS_IT_SHOULD_BE)
    typer.echo(f"{replay.verdict}: {replay.rows:,} rows")
