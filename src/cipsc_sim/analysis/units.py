"""Which unit of equipment and which person was at work, as far as rows can tell.

Rows say of which resource how many units a step or task held, not which: units of a resource are alike. They are numbered
here when they are read, the lowest free number first. A lot keeps its unit where its next step takes it over, or begins in the
minute in which the last one ended; so does an order whose steps share one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import zip_longest

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, numbers, texts
from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows
from cipsc_sim.records.uses import uses_from_text

COLUMNS = ["row", "resource", "kind", "unit", "order", "lot", "procedure", "step", "task", "from_min", "to_min"]
STEP, CAMPAIGN = "step", "campaign"


@dataclass(slots=True)
class Hold:
    """Units of one resource held without a break, and the rows of ``steps`` in which they were."""

    resource: str
    n: int
    from_min: float
    to_min: float
    rows: list[int]
    units: tuple[int, ...] = ()


def numbered_uses(rows: Rows, manifest: Manifest, replication: int) -> pd.DataFrame:
    """One row for each unit that a step or task held: ``row`` is its place in the steps of the replication.

    Minutes as in the rows; but what is kept for the next step reaches to its begin, and what goes on at the end of the
    replication to the last minute that is known. RunError if the run was written before rows said what is held.
    """
    if "uses" not in rows.column_names("steps"):
        raise RunError("The steps of this run do not say what they held. Run the scenario again.")
    steps = rows.table("steps", replications=[replication])
    kinds = rows.table("resources", ["resource", "kind"], [replication])
    kind = dict(zip(texts(kinds["resource"]), texts(kinds["kind"]), strict=True))
    begins, ends = numbers(steps["started_at"]), numbers(steps["ended_at"])
    ends = np.where(np.isnan(ends), last_minute(rows, replication), ends)
    found: list[tuple[object, ...]] = []
    words = {name: texts(steps[name]) for name in ("lot", "procedure", "step", "task")}
    orders = numbers(steps["order"])
    for hold in _numbered(_holds(steps, begins, ends, manifest)):
        for row, until in zip(hold.rows, _until(hold, begins, ends), strict=True):
            what = (words["lot"][row], words["procedure"][row], words["step"][row], words["task"][row])
            at = (begins[row], until)
            found += [(row, hold.resource, kind.get(hold.resource, ""), n, orders[row], *what, *at) for n in hold.units]
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.sort_values(["row", "resource", "unit"], kind="stable", ignore_index=True)


def _until(hold: Hold, begins: Floats, ends: Floats) -> Iterator[float]:
    """The end of each row of a hold; where the next begins later, that."""
    for row, following in zip_longest(hold.rows, hold.rows[1:]):
        yield float(ends[row]) if following is None else float(max(ends[row], begins[following]))


def last_minute(rows: Rows, replication: int) -> float:
    """The last minute that anything is known of."""
    steps = rows.table("steps", ["requested_at", "started_at", "ended_at"], [replication])
    orders = rows.table("orders", ["arrived_at", "closed_at"], [replication])
    known = np.concatenate([numbers(table[name]) for table in (steps, orders) for name in table.columns])
    return float(np.nanmax(known)) if len(known) and not np.isnan(known).all() else 0.0


def _holds(
    steps: pd.DataFrame,
    begins: Floats,
    ends: Floats,
    manifest: Manifest,
) -> list[Hold]:
    asked, orders = numbers(steps["requested_at"]), numbers(steps["order"])
    lots, tasks, uses = texts(steps["lot"]), texts(steps["task"]), texts(steps["uses"])
    procedures, names = texts(steps["procedure"]), texts(steps["step"])
    read = {cell: uses_from_text(cell) for cell in set(uses)}
    holds: list[Hold] = []
    last: dict[tuple[str, object], Hold] = {}
    for row in np.lexsort((np.arange(len(steps)), begins)):
        for resource, n in read[uses[row]].items():
            ownership = manifest.ownership.get(resource, STEP)
            key = (
                None
                if tasks[row] and ownership == STEP
                else (resource, lots[row] if ownership == STEP else orders[row])
            )
            before = last.get(key) if key is not None else None
            if before is not None and before.n == n:
                kept = resource in manifest.kept.get(f"{procedures[row]}.{names[row]}", ())
                if begins[row] <= before.to_min or (kept and asked[row] <= before.to_min) or ownership == CAMPAIGN:
                    before.to_min = max(before.to_min, ends[row])
                    before.rows.append(int(row))
                    continue
            hold = Hold(resource, n, begins[row], ends[row], [int(row)])
            holds.append(hold)
            if key is not None:
                last[key] = hold
    return holds


def _numbered(holds: list[Hold]) -> Iterator[Hold]:
    """The holds with the units they have: the lowest free numbers, in the order in which they begin."""
    free: dict[str, list[int]] = defaultdict(list)
    most: dict[str, int] = defaultdict(int)
    busy: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for hold in sorted(holds, key=lambda each: (each.from_min, each.rows[0])):
        name = hold.resource
        while busy[name] and busy[name][0][0] <= hold.from_min:
            heappush(free[name], heappop(busy[name])[1])
        while len(free[name]) < hold.n:
            most[name] += 1
            heappush(free[name], most[name])
        hold.units = tuple(heappop(free[name]) for _ in range(hold.n))
        for unit in hold.units:
            heappush(busy[name], (hold.to_min, unit))
        yield hold
