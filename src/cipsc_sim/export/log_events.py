"""The events of an event log, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from cipsc_sim.export.cells import Cells, attributes, filled_cells
from cipsc_sim.export.event_log import LOT, ORDER, SAMPLE, Instant, LogEvent, object_id
from cipsc_sim.export.log_objects import sample_name, sample_names, unit_id, unit_kind

Related = tuple[tuple[str, str], ...]
NOT_DONE = ("missed",)
"""Outcomes of a task that never began and yet is worth an event."""


def order_events(orders: pd.DataFrame) -> Iterator[LogEvent]:
    """Arrival, treatment, and the close of each order."""
    for row in filled_cells(orders):
        about = ((object_id(ORDER, str(row["order"])), ORDER),)
        given: Related = ((object_id(LOT, str(row["lot"])), "given"),) if row.get("lot") else ()
        yield LogEvent("order arrived", int(row["arrived_at"]), (), about)
        if "treated_at" in row:
            yield LogEvent("order treated", int(row["treated_at"]), attributes(row, "amount"), about + given)
        if "closed_at" in row:
            yield LogEvent("order closed", int(row["closed_at"]), attributes(row, "outcome", "reason"), about)


def lot_events(lots: pd.DataFrame) -> Iterator[LogEvent]:
    """When each lot was made, released, and ended."""
    for row in filled_cells(lots):
        about = _about(row)
        for instant, name in (("made_at", "lot made"), ("released_at", "lot released")):
            if instant in row:
                yield LogEvent(name, int(row[instant]), attributes(row, "material"), about)
        if "ended_at" in row:
            told = attributes(row, "material", "end", "reason", "place")
            yield LogEvent("lot ended", int(row["ended_at"]), told, about)


def sample_events(results: pd.DataFrame) -> Iterator[LogEvent]:
    """When each sample was taken, and when its result was reported."""
    for name, row in zip(sample_names(results), filled_cells(results), strict=True):
        about = (*_about(row), (object_id(SAMPLE, name), SAMPLE))
        named = attributes(row, "assay", "specification")
        yield LogEvent("sample taken", int(row["sampled_at"]), named, about)
        told = named + attributes(row, "reported", "verdict", "valid")
        yield LogEvent("result reported", int(row["reported_at"]), told, about)


def decision_events(decisions: pd.DataFrame) -> Iterator[LogEvent]:
    """Everything that was decided."""
    for row in filled_cells(decisions):
        told = attributes(row, "subject", "verdict", "reason", "rule")
        yield LogEvent(str(row["kind"]).replace("_", " "), int(row["at"]), told, _about(row))


def step_events(steps: pd.DataFrame, uses: pd.DataFrame, samples: set[str]) -> Iterator[LogEvent]:
    """Begin and end of each step; each attended task as one event at its begin, that states its end."""
    at_work = _at_work(uses)
    for place, row in enumerate(filled_cells(steps)):
        about = _about(row) + tuple(at_work.get(place, ()))
        name = f"{row['procedure']}.{row['step']}"
        if "task" in row:
            about += _sample(row, samples)
            yield from _task(f"{name}.{row['task']}", row, about)
        elif "started_at" in row:
            waited = (("waited_min", int(row["started_at"]) - int(row["requested_at"])),)
            yield LogEvent(f"{name} begun", int(row["started_at"]), waited, about)
            if "ended_at" in row:
                yield LogEvent(f"{name} ended", int(row["ended_at"]), attributes(row, "outcome"), about)


def _task(name: str, row: Cells, about: Related) -> Iterator[LogEvent]:
    if "started_at" in row:
        begun = int(row["started_at"])
        told = (("waited_min", begun - int(row["requested_at"])), *attributes(row, "outcome", "late"))
        ended = (("ended", Instant(int(row["ended_at"]))),) if "ended_at" in row else ()
        yield LogEvent(name, begun, (*told, *ended), about)
    elif row["outcome"] in NOT_DONE:
        yield LogEvent(f"{name} missed", int(row["requested_at"]), (), about)


def _sample(row: Cells, samples: set[str]) -> Related:
    """The sample that a task of the laboratory is about."""
    name = sample_name(str(row["lot"]), str(row["step"]), int(row["occurrence"]))
    return ((object_id(SAMPLE, name), SAMPLE),) if name in samples else ()


def _about(row: Cells) -> Related:
    found = [(object_id(ORDER, str(row["order"])), ORDER)] if "order" in row else []
    found += [(object_id(LOT, str(row["lot"])), LOT)] if row.get("lot") else []
    return tuple(found)


def _at_work(uses: pd.DataFrame) -> Mapping[int, list[tuple[str, str]]]:
    """By place of its row, the units and people of a step or task."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in filled_cells(uses[["row", "resource", "kind", "unit"]]):
        kind = unit_kind(str(row["kind"]))
        found[int(row["row"])].append((unit_id(kind, str(row["resource"]), int(row["unit"])), kind))
    return found
