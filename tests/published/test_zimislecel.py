"""Allogeneic islets from stock: 10 of 12 patients insulin-independent after 0.8e9 cells (N Engl J Med 2025, PMID 40544428).

The dose-response rests on these patients among others, so agreement says that dose, cells per islet equivalent and weights fit together.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .playing import SCENARIOS, Floats, rows_of, successes

HERE = Path(__file__).parent
ZIMISLECEL = SCENARIOS / "zimislecel.yaml"
REPLICATIONS = 6
PATIENTS, INDEPENDENT = 12, 10
DOSE = 0.8e9
COUNT_CV = 0.06


def treated(path: Path) -> pd.DataFrame:
    orders = rows_of(path, "orders", REPLICATIONS)
    return orders[orders["in_cohort"].astype(bool) & (orders["outcome"] == "treated")]


def independent(path: Path) -> tuple[float, float]:
    chances: Floats = treated(path)["response"].to_numpy(np.float64)
    low, high = successes(chances, PATIENTS)
    print(f"{path.stem}: {len(chances)} patients; of {PATIENTS} insulin-independent {low:g}-{high:g}")
    return low, high


def test_the_outcome_of_twelve_patients_lies_in_the_predictive_interval() -> None:
    low, high = independent(ZIMISLECEL)
    assert low <= INDEPENDENT <= high


def test_a_tenth_of_the_dose_does_not_explain_it() -> None:
    _, high = independent(HERE / "zimislecel_tenth.yaml")
    assert high < INDEPENDENT


def test_doses_come_from_stock_of_few_batches() -> None:
    lots = rows_of(ZIMISLECEL, "lots", REPLICATIONS)
    given = lots[(lots["material"] == "dose") & lots["end"].isin(["released", "released_below_target"])]
    batches = lots[lots["material"] == "frozen_islets"]
    assert len(given) > 5 * len(batches) > 0
    assert (lots["material"] == "master_bank").sum() == REPLICATIONS


def test_doses_hold_what_is_published_by_the_count_and_truly_as_nearly_as_cells_are_counted() -> None:
    orders, lots = treated(ZIMISLECEL), rows_of(ZIMISLECEL, "lots", REPLICATIONS)
    capped = lots[(lots["material"] == "dose") & (lots["discarded"] > 0)]
    given = orders.merge(capped[["replication", "lot"]], on=["replication", "lot"])
    misread: Floats = np.log(given["amount"].to_numpy(np.float64) / DOSE)
    n = len(misread)
    assert n > 100
    assert abs(misread.mean()) < 3 * COUNT_CV / np.sqrt(n)
    assert abs(misread.std() / COUNT_CV - 1) < 3 / np.sqrt(2 * n)
