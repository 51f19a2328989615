"""What happened to one order, in time order."""

from __future__ import annotations

import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, filled, numbers, one_of, texts
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

COLUMNS = ["kind", "lot", "name", "title", "asked_d", "from_d", "to_d", "waited_d", "outcome"]

_TABLES = ("orders", "lots", "steps", "results", "decisions")


def timeline(rows: Rows, manifest: Manifest, replication: int, order: int) -> pd.DataFrame:
    """Lots, steps, tasks, tests and decisions of an order, with days since its arrival.

    ``kind``: lot, step, task, test, decision. A bar reaches from ``from_d`` to ``to_d`` (empty: not over by the end of
    the run); ``waited_d`` is how long it waited before. Lots that the order took from stock are not its own.
    """
    tables = {
        name: _of_order(rows, name, replication, order) for name in ("orders", "lots", "steps", "results", "decisions")
    }
    if tables["orders"].empty:
        raise KeyError(f"replication {replication} has no order {order}")
    arrived_at = float(numbers(tables["orders"]["arrived_at"])[0])
    parts = [
        _lots(tables["lots"], manifest),
        _steps(tables["steps"], manifest),
        _tests(tables["results"], manifest),
        _decisions(tables["decisions"]),
    ]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    for column in ("asked_d", "from_d", "to_d"):
        whole[column] = (whole[column] - arrived_at) / DAY_MIN
    whole["waited_d"] = whole["from_d"] - whole["asked_d"]
    whole["at"] = whole["from_d"].fillna(whole["asked_d"])
    return whole.sort_values("at", kind="stable", ignore_index=True)[COLUMNS]


def _of_order(rows: Rows, name: str, replication: int, order: int) -> pd.DataFrame:
    table = rows.table(name, replications=[replication])
    chosen: pd.DataFrame = table.loc[numbers(table["order"]) == order]
    return chosen


def _part(kind: str, table: pd.DataFrame, instants: tuple[str, str, str], outcome: str) -> pd.DataFrame:
    """The columns that all kinds have in common; ``name`` and ``title`` are still to be filled."""
    asked, begins, ends = (numbers(table[name]) for name in instants)
    columns = {"kind": kind, "lot": texts(table["lot"]), "name": "", "title": "", "outcome": texts(table[outcome])}
    return pd.DataFrame(columns | {"asked_d": asked, "from_d": begins, "to_d": ends})


def _lots(lots: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    part = _part("lot", lots, ("begun_at", "begun_at", "ended_at"), "end")
    for column in ("asked_d", "from_d"):
        part[column] = part[column].fillna(pd.Series(numbers(lots["made_at"])))
    part["name"] = texts(lots["material"])
    part["title"] = [manifest.title_of("material", name) for name in part["name"]]
    return part


def _steps(steps: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    """Steps that began or still wait, and tasks that began."""
    waits = ~filled(steps["task"]) & one_of(steps["outcome"], "open")
    begun = steps.loc[filled(steps["started_at"]) | waits]
    part = _part("step", begun, ("requested_at", "started_at", "ended_at"), "outcome")
    tasks, keys = texts(begun["task"]), texts(begun["procedure"]) + "." + texts(begun["step"])
    part["kind"] = ["task" if task else "step" for task in tasks]
    part["name"] = [f"{key}.{task}" if task else key for key, task in zip(keys, tasks, strict=True)]
    titles = [manifest.title_of("step", key) for key in keys]
    part["title"] = [f"{t}: {task.replace('_', ' ')}" if task else t for t, task in zip(titles, tasks, strict=True)]
    return part


def _tests(results: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    part = _part("test", results, ("sampled_at", "started_at", "reported_at"), "verdict")
    part["name"] = texts(results["specification"])
    part["title"] = [manifest.title_of("assay", assay) for assay in texts(results["assay"])]
    return part


def _decisions(decisions: pd.DataFrame) -> pd.DataFrame:
    part = _part("decision", decisions, ("at", "at", "at"), "verdict")
    part["name"] = texts(decisions["kind"])
    part["title"] = [
        f"{kind} {subject}".strip().replace("_", " ")
        for kind, subject in zip(part["name"], texts(decisions["subject"]), strict=True)
    ]
    return part
