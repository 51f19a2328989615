"""Who is where, when: bars of a Gantt chart, by order or by unit of a resource."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import filled, numbers, texts
from cipsc_sim.analysis.units import last_minute, numbered_uses
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

COLUMNS = ["lane", "order", "lot", "what", "kind", "from_min", "to_min"]
WAIT, STEP, TASK = "wait", "step", "task"
"""What a bar is: a lot that waits for its step, a step, or attended work."""


def order_bars(rows: Rows, manifest: Manifest, replication: int, from_min: int, to_min: int) -> pd.DataFrame:
    """A lane for each order: the steps of its lots, and before each how long it waited, as far as they lie in the window."""
    steps = rows.table("steps", replications=[replication])
    ours = filled(steps["order"]) & ~filled(steps["task"])
    steps = steps[ours].reset_index(drop=True)
    last = last_minute(rows, replication)
    asked, begins, ends = (numbers(steps[name]) for name in ("requested_at", "started_at", "ended_at"))
    ends = np.where(np.isnan(ends), last, ends)
    whole = pd.DataFrame(
        {
            "lane": [f"{order:.0f}" for order in numbers(steps["order"])],
            "order": numbers(steps["order"]),
            "lot": texts(steps["lot"]),
            "what": _titles(steps["procedure"], steps["step"], manifest),
        }
    )
    begun = ~np.isnan(begins)
    waits = whole.assign(kind=WAIT, from_min=asked, to_min=np.where(begun, begins, ends))
    done = whole.assign(kind=STEP, from_min=begins, to_min=ends)[begun]
    both = pd.concat([waits[waits["to_min"] > waits["from_min"]], done], ignore_index=True)
    return _within(both[COLUMNS], from_min, to_min).sort_values(["order", "from_min"], kind="stable", ignore_index=True)


def unit_bars(
    rows: Rows, manifest: Manifest, replication: int, resource: str, from_min: int, to_min: int
) -> pd.DataFrame:
    """A lane for each unit of a resource: what it was held for in the window. Units are numbered as they are read."""
    uses = numbered_uses(rows, manifest, replication)
    mine = uses[uses["resource"] == resource].reset_index(drop=True)
    names = _titles(mine["procedure"], mine["step"], manifest)
    tasks = [str(task).replace("_", " ") for task in mine["task"]]
    what = [f"{name}: {task}" if task else name for name, task in zip(names, tasks, strict=True)]
    bars = mine.assign(
        lane=[f"{unit}" for unit in mine["unit"]], what=what, kind=[TASK if task else STEP for task in tasks]
    )
    shown = _within(bars[[*COLUMNS, "unit"]], from_min, to_min)
    return shown.sort_values(["unit", "from_min"], kind="stable", ignore_index=True)[COLUMNS]


def _titles(procedures: pd.Series, steps: pd.Series, manifest: Manifest) -> list[str]:
    """What reports call a step, or the assay of laboratory work."""
    assays = manifest.titles.get("assay", {})
    words: dict[tuple[str, str], str] = {}
    keys = list(zip(procedures.astype(str), steps.astype(str), strict=True))
    for procedure, step in set(keys):
        words[procedure, step] = assays.get(procedure) or manifest.title_of("step", f"{procedure}.{step}")
    return [words[key] for key in keys]


def _within(bars: pd.DataFrame, from_min: int, to_min: int) -> pd.DataFrame:
    """The bars that reach into the window, cut at its ends."""
    there = bars[(bars["to_min"] > from_min) & (bars["from_min"] < to_min)]
    return there.assign(from_min=there["from_min"].clip(lower=from_min), to_min=there["to_min"].clip(upper=to_min))
