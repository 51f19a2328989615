"""Commands that show what happened in one replication: a Gantt chart, and an event log for other programs."""

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


def gantt(
    folder: RunPath,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    from_day: Annotated[
        int | None, typer.Option("--from", min=0, metavar="DAY", help="First day. [default: that of the count window]")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How many days.")] = 28,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="order|RESOURCE", help="Lanes: orders, or units of a resource; may be repeated. [default: all]"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The page. [default: RUN/gantt-<replication>-<day>-<days>.html]")
    ] = None,
) -> None:
    """Show who is where, when, in one replication.

    A page with a lane for each order, and one for each unit of equipment and each person of the resources named. It is
    made from the rows alone. Units of a resource are numbered when they are read, the lowest free number first.

    \b
    Examples:
      cipsc-sim gantt runs/baseline-1a2b3c4d-1-200
      cipsc-sim gantt runs/baseline-1a2b3c4d-1-200 --from 700 --days 7 --by incubator --by analyst
    """
    from cipsc_sim.cli.answering import shown_path
    from cipsc_sim.records.folder import open_run, write_page
    from cipsc_sim.report.gantt import gantt_page

    run = open_run(folder)
    first = run.manifest.window.from_min // 1440 if from_day is None else from_day
    with progress("drawing"):
        page = gantt_page(run, run.manifest, replication, first, days, by or ())
    file = run.put(f"gantt-{replication}-{first}-{days}.html", page) if out is None else write_page(out, page)
    typer.echo(shown_path(file))
