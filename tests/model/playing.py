"""A scenario of this folder, or the baseline, played by its point values."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from cipsc_sim.engine.blueprint import Blueprint
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.experiment.pair import to_batches
from cipsc_sim.records.rows import frame
from cipsc_sim.scenario.load import load_scenario

HERE = Path(__file__).parent
BASELINE = HERE.parent.parent / "scenarios" / "baseline.yaml"
DAY = 1440
SEED = 1


class Rows:
    """The rows of some replications. Lots, decisions and steps are those of the cohort."""

    def __init__(self, scenario: Path, replications: int = 1, overrides: Mapping[str, Any] | None = None) -> None:
        blueprint = draft(load_scenario(scenario, overrides).scenario)
        self.window = blueprint.from_min, blueprint.to_min
        self.fixed_cost = load_scenario(scenario).scenario.costs.fixed_per_year
        tables: dict[str, list[pd.DataFrame]] = {}
        for replication in range(replications):
            for name, batch in _play(blueprint, replication).items():
                tables.setdefault(name, []).append(_plain(frame(pa.Table.from_batches([batch]))))
        everything = {name: pd.concat(each, ignore_index=True) for name, each in tables.items()}
        self.all_orders = everything["orders"]
        self.orders = self.all_orders[self.all_orders["in_cohort"]]
        self.resources = everything["resources"]
        self.results = everything["results"]
        self.lots, self.decisions, self.steps = (
            everything[name].merge(
                self.orders[["replication", "order", "started_at"]].rename(columns={"started_at": "order_started_at"})
            )
            for name in ("lots", "decisions", "steps")
        )

    def lots_of(self, material: str) -> pd.DataFrame:
        """The lots of a material."""
        return self.lots[self.lots["material"] == material]

    @property
    def tasks(self) -> pd.DataFrame:
        """The attended tasks that were done, and their hours."""
        tasks = self.steps[(self.steps["task"] != "") & (self.steps["outcome"] == "done")]
        return tasks.assign(hours=(tasks["ended_at"] - tasks["started_at"]) / 60)


def _play(blueprint: Blueprint, replication: int) -> dict[str, pa.RecordBatch]:
    """A replication makes no circles: looking for them would take half as long again."""
    gc.disable()
    try:
        return to_batches(play(blueprint, SEED, replication).journal)
    finally:
        gc.enable()


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Text as text, the empty cell an empty text; truth values without a third; minutes as numbers, NaN where empty."""
    columns: dict[str, Any] = {}
    for name, column in table.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            columns[str(name)] = column.astype(object).fillna("")
        elif isinstance(column.dtype, pd.BooleanDtype):
            columns[str(name)] = column.fillna(False).astype(bool)
        else:
            columns[str(name)] = column.astype(float)
    return pd.DataFrame(columns)
