"""Writing the event log of a replication to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cipsc_sim.errors import RunError
from cipsc_sim.export.event_log import EventLog
from cipsc_sim.export.flat import as_csv
from cipsc_sim.export.ocel import as_ocel
from cipsc_sim.export.replication import event_log
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.records.partial import write_whole

OCEL, CSV = "ocel", "csv"
FORMATS: Mapping[str, tuple[str, Callable[[EventLog], str]]] = {OCEL: ("json", as_ocel), CSV: ("csv", as_csv)}
"""By format, the end of the file's name, and what makes its text."""


def write_log(
    run: RunFolder, form: str = OCEL, *, replication: int = 0, file: Path | None = None, force: bool = False
) -> tuple[Path, EventLog]:
    """Write the event log of a replication, by default into the run folder; where it is, and what is in it.

    RunError for another format, a replication that is not there, or a file that is there already unless ``force``.
    """
    if form not in FORMATS:
        raise RunError(f'There is no format "{form}". There are {", ".join(FORMATS)}.')
    ending, written = FORMATS[form]
    if file is not None and file.exists() and not force:
        raise RunError(f"{file} is there already. Replace it with --force, or choose another file.")
    if file is not None and not file.parent.is_dir():
        raise RunError(f"There is no folder {file.parent}. Make it, or choose another file.")
    log = event_log(run, run.manifest, replication)
    text = written(log)
    name = f"events-{replication}.{ending}"
    return (run.put(name, text) if file is None else write_whole(file, text)), log
