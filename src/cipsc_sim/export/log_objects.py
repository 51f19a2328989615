"""The objects of an event log: orders, lots, samples, equipment and people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from cipsc_sim.export.cells import Cells, attributes, filled_cells
from cipsc_sim.export.event_log import EQUIPMENT, LOT, ORDER, PERSON, SAMPLE, LogObject, object_id

SPLIT = "split"
"""The end of a lot in process that became several."""


def order_objects(orders: pd.DataFrame) -> Iterator[LogObject]:
    """One for each order, with what came of it."""
    has = [name for name in orders.columns if name.startswith("has.")]
    for row in filled_cells(orders):
        arrived = int(row["arrived_at"])
        at = int(row.get("closed_at", arrived))
        found = tuple((name, value, arrived) for name, value in attributes(row, "target", *has))
        found += tuple((name, value, at) for name, value in attributes(row, "outcome", "reason", "amount"))
        given = ((object_id(LOT, str(row["lot"])), "was given"),) if row.get("lot") else ()
        yield LogObject(object_id(ORDER, str(row["order"])), ORDER, found, given)


def lot_objects(lots: pd.DataFrame, links: pd.DataFrame, mentioned: Iterable[str]) -> Iterator[LogObject]:
    """One for each lot; and one for each lot in process that was split, which only steps and results mention."""
    sources: Mapping[str, list[str]] = defaultdict(list)
    for row in filled_cells(links):
        sources[str(row["child"])].append(str(row["parent"]))
    rows = list(filled_cells(lots))
    known = {str(row["lot"]) for row in rows}
    whole = sorted(set(mentioned) - known)
    for row in rows:
        yield _lot(row, [each for each in sources[str(row["lot"])] if each in known], set(whole))
    for label in whole:
        order, _, rest = label.partition(":")
        made_for = ((object_id(ORDER, order), "made for"),) if order.isdigit() else ()
        found = (("material", rest.partition(":")[0], 0), ("end", SPLIT, 0))
        yield LogObject(object_id(LOT, label), LOT, found, made_for)


def _lot(row: Cells, sources: list[str], split: set[str]) -> LogObject:
    label = str(row["lot"])
    begun = int(row.get("begun_at", row.get("made_at", 0)))
    ended = int(row.get("ended_at", row.get("made_at", begun)))
    true = sorted(name for name in row if name.startswith("true."))
    found = tuple((name, value, begun) for name, value in attributes(row, "material", "procedure", "attempt"))
    found += tuple((name, value, ended) for name, value in attributes(row, "end", "reason", "place", *true))
    related = [(object_id(ORDER, str(row["order"])), "made for")] if "order" in row else []
    related += [(object_id(LOT, source), "made of") for source in sources]
    whole = label.rpartition(".")[0]
    related += [(object_id(LOT, whole), "split from")] if whole in split else []
    return LogObject(object_id(LOT, label), LOT, found, tuple(related))


def sample_names(results: pd.DataFrame) -> list[str]:
    """What the sample of each assay run is called: lot, specification, and the how-manieth run it was for."""
    taken: dict[tuple[str, str], int] = defaultdict(int)
    names = []
    for row in filled_cells(results):
        key = str(row["lot"]), str(row["specification"])
        taken[key] += 1
        names.append(sample_name(*key, taken[key]))
    return names


def sample_name(lot: str, specification: str, run: int) -> str:
    """Every run takes a sample of its own, the invalid ones too."""
    return f"{lot}/{specification}/{run}"


def sample_objects(results: pd.DataFrame) -> Iterator[LogObject]:
    """One for each assay run that was reported."""
    for name, row in zip(sample_names(results), filled_cells(results), strict=True):
        at = int(row["sampled_at"])
        found = tuple((key, value, at) for key, value in attributes(row, "assay", "attribute", "true_value"))
        yield LogObject(object_id(SAMPLE, name), SAMPLE, found, ((object_id(LOT, str(row["lot"])), "taken from"),))


def unit_objects(uses: pd.DataFrame) -> Iterator[LogObject]:
    """One for each unit of equipment, and one for each person, that was ever at work."""
    seen = uses[["resource", "kind", "unit"]].drop_duplicates().sort_values(["kind", "resource", "unit"])
    for row in filled_cells(seen):
        kind, resource = unit_kind(str(row["kind"])), str(row["resource"])
        yield LogObject(unit_id(kind, resource, int(row["unit"])), kind, (("resource", resource, 0),))


def unit_kind(kind: str) -> str:
    """The type of the object that a unit of equipment, or of people, is."""
    return PERSON if kind == "people" else EQUIPMENT


def unit_id(kind: str, resource: str, unit: int) -> str:
    """The id of one unit."""
    return object_id(kind, f"{resource} {unit}")
