from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cipsc_sim.analysis.doses import dose_by_band
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows


def test_the_dose_is_enough_more_often_for_light_patients(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    def batch(order: int, amount: float, **values: Any) -> dict[str, Any]:
        row = {"order": order, "material": "dose", "in_cohort": True, "tested_at": 5, "meets_target": amount >= 1000}
        return row | {"true.ieq": amount} | values

    orders = [{"order": i, "has.weight_kg": weight} for i, weight in enumerate([50.0, 60.0, 80.0])]
    lots = [batch(0, 1200.0), batch(1, 800.0), batch(1, 1100.0), batch(2, 500.0), batch(2, 9e9, tested_at=None)]
    rows = rows_of({"orders": orders, "lots": lots})

    table = dose_by_band(rows, manifest, "weight_kg", [40, 60, 70, 120])

    assert table[["from", "to", "batches"]].to_numpy().tolist() == [[40, 60, 1], [60, 70, 2], [70, 120, 1]]
    assert table["dose_sufficient_fraction"].tolist() == [1, 0.5, 0]
    assert table["p50"].tolist() == [1200, 950, 500]
    with pytest.raises(ValueError, match="name the attribute"):
        dose_by_band(rows, replace(manifest, target=None), "weight_kg", [40, 60])
