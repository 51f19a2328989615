from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from cipsc_sim.analysis.leadtime import leadtime
from cipsc_sim.analysis.pareto import pareto
from cipsc_sim.analysis.rescue import rescue
from cipsc_sim.analysis.resource_use import resource_use
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows, Rows


@pytest.mark.parametrize("view", [leadtime, pareto, rescue, resource_use])
def test_a_view_of_nothing_has_its_columns(
    view: Callable[[Rows, Manifest], pd.DataFrame], rows_of: Callable[..., HeldRows], manifest: Manifest
) -> None:
    table = view(rows_of({"orders": []}), manifest)

    assert table.empty and len(table.columns) > 5
