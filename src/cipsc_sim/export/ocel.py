"""OCEL 2.0 JSON (Berti et al., arXiv:2403.01975, section 8): an object-centric event log for process mining."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cipsc_sim.analysis.clock import Clock
from cipsc_sim.export.event_log import EventLog, Instant, LogEvent, LogObject, Value

Json = dict[str, Any]


def as_ocel(log: EventLog) -> str:
    """The text of the log. The schema of the standard wants every value as text; its type stands with the type."""
    clock = Clock(log.start_date)
    document = {
        "eventTypes": _types(log.events),
        "objectTypes": _types(log.objects),
        "events": [_event(f"e{place}", event, clock) for place, event in enumerate(log.events, start=1)],
        "objects": [_object(each, clock) for each in log.objects],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _types(things: Iterable[LogEvent | LogObject]) -> list[Json]:
    """Every type with its attributes and their types, in alphabetical order."""
    found: dict[str, dict[str, str]] = {}
    for thing in things:
        attributes = found.setdefault(thing.type, {})
        for name, value, *_ in thing.attributes:
            kind = _kind(value)
            if attributes.setdefault(name, kind) != kind:
                attributes[name] = "float" if {attributes[name], kind} == {"integer", "float"} else "string"
    return [
        {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in sorted(attributes.items())]}
        for name, attributes in sorted(found.items())
    ]


def _event(identity: str, event: LogEvent, clock: Clock) -> Json:
    return {
        "id": identity,
        "type": event.type,
        "time": clock(event.minute),
        "attributes": [{"name": name, "value": _text(value, clock)} for name, value in event.attributes],
        "relationships": _related(event.related),
    }


def _object(each: LogObject, clock: Clock) -> Json:
    return {
        "id": each.id,
        "type": each.type,
        "attributes": [
            {"name": name, "value": _text(value, clock), "time": clock(minute)}
            for name, value, minute in each.attributes
        ],
        "relationships": _related(each.related),
    }


def _related(related: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"objectId": identity, "qualifier": qualifier} for identity, qualifier in related]


def _kind(value: Value) -> str:
    if isinstance(value, Instant):
        return "time"
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "float" if isinstance(value, float) else "string"


def _text(value: Value, clock: Clock) -> str:
    if isinstance(value, Instant):
        return clock(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.9g}" if isinstance(value, float) else str(value)
