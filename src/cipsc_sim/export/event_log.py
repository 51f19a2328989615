"""An object-centric event log: events, the objects they are about, and how these belong together."""

from __future__ import annotations

from dataclasses import dataclass, field

ORDER, LOT, SAMPLE, EQUIPMENT, PERSON = OBJECT_TYPES = ("order", "lot", "sample", "equipment", "person")

Value = str | int | float | bool


class Instant(int):
    """A minute since midnight of the start date, where it is a value."""


@dataclass(frozen=True, slots=True)
class LogObject:
    """One thing: what is true of it and since which minute, and the objects that it belongs to, each with how."""

    id: str
    type: str
    attributes: tuple[tuple[str, Value, int], ...] = ()
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One thing that happened in a minute, and the objects that it happened to, each with the part it had."""

    type: str
    minute: int
    attributes: tuple[tuple[str, Value], ...] = ()
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventLog:
    """Objects and events of one replication; events in the order of their minutes. ``start_date`` is that of minute 0."""

    start_date: str
    objects: tuple[LogObject, ...]
    events: tuple[LogEvent, ...]
    types: dict[str, str] = field(default_factory=dict)
    """The type of every object, by its id."""


def object_id(kind: str, name: str) -> str:
    """The id of an object: ids of different types never meet."""
    return f"{kind}:{name}"
