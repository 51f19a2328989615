"""The event log as one CSV table: a row for each event, a column for each type of object and each attribute."""

from __future__ import annotations

import csv
import io

from cipsc_sim.analysis.clock import Clock
from cipsc_sim.export.event_log import OBJECT_TYPES, EventLog, Instant, Value

BETWEEN = "|"
"""Stands between several objects of one type in a cell."""


def as_csv(log: EventLog) -> str:
    """The text of the table: ``event, activity, time``, the ids of its objects by type, then its attributes."""
    clock = Clock(log.start_date)
    names = sorted({name for event in log.events for name, _ in event.attributes})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["event", "activity", "time", *OBJECT_TYPES, *names])
    for place, event in enumerate(log.events, start=1):
        by_type: dict[str, list[str]] = {kind: [] for kind in OBJECT_TYPES}
        for identity, _ in event.related:
            by_type[log.types[identity]].append(identity.partition(":")[2])
        values = dict(event.attributes)
        cells = [_cell(values.get(name), clock) for name in names]
        objects = [BETWEEN.join(by_type[kind]) for kind in OBJECT_TYPES]
        writer.writerow([f"e{place}", event.type, clock(event.minute).removesuffix("Z"), *objects, *cells])
    return text.getvalue()


def _cell(value: Value | None, clock: Clock) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, Instant):
        return clock(value).removesuffix("Z")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.9g}" if isinstance(value, float) else value
