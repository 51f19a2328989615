"""The journal of a replication as mappings, and what must hold of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cipsc_sim.engine.blueprint import Blueprint
from cipsc_sim.engine.replication import Played
from cipsc_sim.records.tables import TABLES
from cipsc_sim.records.uses import uses_from_text

Row = dict[str, Any]
PARTS = ("working_min", "held_waiting_min", "changeover_min", "down_min", "idle_min", "off_shift_min")


def rows(played: Played, name: str) -> list[Row]:
    """A table of the journal, each row by its columns."""
    table = next(table for table in TABLES if table.name == name)
    columns = (*table.names, *played.journal.families.get(name, ()))
    return [dict(zip(columns, row, strict=True)) for row in getattr(played.journal, name)]


def broken_rules(played: Played, blueprint: Blueprint) -> list[str]:
    """What does not hold of the rows of a replication."""
    return [
        *_times(played),
        *_resources(played),
        *_waits(played, blueprint),
        *_capacities(played, blueprint),
        *_closed_orders(played, blueprint),
    ]


def _times(played: Played) -> Iterable[str]:
    for row in rows(played, "steps"):
        times = [row[name] for name in ("requested_at", "started_at", "ended_at") if row[name] is not None]
        if times != sorted(times) or times[-1] > played.ended_at:
            yield f"times of {row['lot']} {row['step']} {row['task']}: {times}"
    for row in rows(played, "lots"):
        times = [row[name] for name in ("begun_at", "made_at", "tested_at", "released_at") if row[name] is not None]
        if times != sorted(times):
            yield f"times of {row['lot']}: {times}"
        accounted = sum(row[part] for part in ("dosed", "sampled", "lost", "retained", "discarded", "expired"))
        if row["produced"] is not None and abs(accounted - row["produced"]) > 1e-9 * max(1.0, row["produced"]):
            yield f"{row['lot']}: {row['produced']} produced, {accounted} accounted for"


def _resources(played: Played) -> Iterable[str]:
    for row in rows(played, "resources"):
        if sum(row[part] for part in PARTS) != row["calendar_min"]:
            yield f"{row['resource']}: parts do not sum to {row['calendar_min']}"
        yield from (f"{row['resource']}: {part} is {row[part]}" for part in PARTS if row[part] < 0)


def _waits(played: Played, blueprint: Blueprint) -> Iterable[str]:
    """Waiting is charged to resources so that it sums to all waiting of what began in the window.

    Left out are plants in which others wait too: whose units break, are maintained or are cleared by people, whose
    runs wait for an instrument without an analyst, and whose deliveries wait for a store.
    """
    if any(
        each.kept_in is not None and each.supply and each.supply.kind == "bought"
        for each in blueprint.materials.values()
    ):
        return
    if any(pool.breaks is not None or pool.maintenance or pool.cleared_by for pool in blueprint.pools):
        return
    if any(spec.assay.occupies and spec.assay.task is None for spec in blueprint.specifications.values()):
        return
    with_their_step = {
        (procedure.name, step.name, step.start_task.name)
        for procedure in blueprint.procedures.values()
        for step in procedure.steps
        if step.start_task is not None
    }
    waited = 0
    for row in rows(played, "steps"):
        begun = row["started_at"]
        within = begun is not None and blueprint.from_min <= begun < blueprint.to_min
        if within and (row["procedure"], row["step"], row["task"]) not in with_their_step:
            waited += begun - row["requested_at"]
    came = {row["order"]: row["made_at"] for row in rows(played, "lots") if row["parent"] is None}
    for row in rows(played, "orders"):
        there = came.get(row["order"])
        if there is not None and blueprint.from_min <= there < blueprint.to_min:
            waited += there - row["arrived_at"]
    claimed = set(blueprint.materials) - blueprint.consumed
    charged = sum(row["wait_min"] for row in rows(played, "resources") if row["resource"] not in claimed)
    if abs(charged - waited) > 1e-6:
        yield f"{charged} minutes of waiting charged of {waited}"


def _capacities(played: Played, blueprint: Blueprint) -> Iterable[str]:
    """No more in use at any time than there is, as far as the rows of steps tell: not of what orders share or what breaks."""
    needs = {}
    for procedure in blueprint.procedures.values():
        for step in procedure.steps:
            needs[procedure.name, step.name] = step.needs
    index = {pool.name: pool.index for pool in blueprint.pools}
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows(played, "steps"):
        if row["started_at"] is not None:
            ended = played.ended_at + 1 if row["ended_at"] is None else row["ended_at"]
            uses = uses_from_text(row["uses"] or "").items()
            held = [(index[name], n) for name, n in uses] if row["task"] else needs[row["procedure"], row["step"]]
            for pool, n in held:
                if blueprint.pools[pool].ownership == "step" and blueprint.pools[pool].breaks is None:
                    changes[pool] += [(row["started_at"], n), (ended, -n)]
    for pool, moves in changes.items():
        level = 0
        for minute, change in sorted(moves):
            level += change
            if level > blueprint.pools[pool].count:
                yield f"{blueprint.pools[pool].name}: {level} in use at {minute}"


def _closed_orders(played: Played, blueprint: Blueprint) -> Iterable[str]:
    """Nobody works on a culture of an order after its close."""
    closed = {row["order"]: row["closed_at"] for row in rows(played, "orders")}
    for row in rows(played, "steps"):
        close = closed.get(row["order"])
        cultured = row["procedure"] in blueprint.procedures and row["started_at"] is not None
        if close is not None and cultured and (row["ended_at"] is None or row["ended_at"] > close):
            yield f"{row['lot']} {row['step']} {row['task']} goes on after {close}"
