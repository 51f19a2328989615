"""The tables that stand behind the figures of a run, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from cipsc_sim.analysis.leadtime import leadtime
from cipsc_sim.analysis.pareto import pareto
from cipsc_sim.analysis.resource_use import resource_use
from cipsc_sim.analysis.truth import assay_agreement, decisions_by_truth
from cipsc_sim.analysis.waterfall import waterfall
from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

VIEW_TABLES: Mapping[str, Callable[[Rows, Manifest], pd.DataFrame]] = {
    "waterfall": waterfall,
    "failures": pareto,
    "assays": assay_agreement,
    "decisions": decisions_by_truth,
    "leadtime": leadtime,
    "resources": resource_use,
}


def view_table(rows: Rows, manifest: Manifest, name: str) -> pd.DataFrame:
    """One of them, of all replications. RunError with the names there are if none is called so."""
    if name not in VIEW_TABLES:
        raise RunError(f'There is no table "{name}". There are {", ".join(VIEW_TABLES)}.')
    return VIEW_TABLES[name](rows, manifest)
