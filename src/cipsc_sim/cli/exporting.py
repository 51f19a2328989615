"""The command that writes what happened in a replication for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cipsc_sim.cli.options import RunPath
from cipsc_sim.cli.progress import progress


def export(
    folder: RunPath,
    form: Annotated[
        str, typer.Option("--format", metavar="ocel|csv", help="OCEL 2.0 JSON, or one table of events (CSV).")
    ] = "ocel",
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file. [default: RUN/events-<replication>.json or .csv]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Write the event log of one replication.

    What happened to which order, lot and sample, in which equipment, by whom; for process mining. Units and people of
    a resource are alike in the rows: they are numbered here, the lowest free number first.

    \b
    Examples:
      cipsc-sim export runs/baseline-1a2b3c4d-1-200
      cipsc-sim export runs/baseline-1a2b3c4d-1-200 --format csv --replication 3 --out events.csv
    """
    from cipsc_sim.cli.answering import shown_path
    from cipsc_sim.export.write import write_log
    from cipsc_sim.records.folder import open_run

    with progress("writing the event log"):
        file, log = write_log(open_run(folder), form, replication=replication, file=out, force=force)
    typer.echo(f"{len(log.events):,} events of {len(log.objects):,} objects: {shown_path(file)}")
