"""Porcine islets in capsules: insulin was reduced by up to 30 % in clinical trials, so nobody was insulin-independent.

Eight patients were given about 5,000 or 10,000 IEQ/kg twice (Matsumoto 2016, doi 10.1016/j.ebiom.2016.08.034); one other 15,000 IEQ/kg,
1,305,000 IEQ in all, after which insulin fell by 30 % for less than a year (Elliott 2007, doi 10.1111/j.1399-3089.2007.00384.x). The share
that works in a capsule was chosen in the knowledge of this: agreement is no independent proof.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from .playing import SCENARIOS, responses_of, rows_of, successes

PORCINE, BARE = SCENARIOS / "porcine_islets.yaml", Path(__file__).parent / "porcine_bare.yaml"
REPLICATIONS, PATIENTS = 6, 8
WEIGHT_KG = 1_305_000 / 15_000
"""Of the one patient whose dose was published both ways."""


@pytest.fixture(scope="module")
def lots() -> pd.DataFrame:
    return rows_of(PORCINE, "lots", REPLICATIONS)


@pytest.mark.parametrize(("path", "nobody"), [(PORCINE, True), (BARE, False)])
def test_that_nobody_is_independent_lies_in_the_predictive_interval_only_with_capsules(
    path: Path, nobody: bool
) -> None:
    low, high = successes(responses_of(path, REPLICATIONS), PATIENTS)
    print(f"{path.stem}: of {PATIENTS} insulin-independent {low:g}-{high:g}")
    assert (low == 0) is nobody


def test_one_isolation_may_hold_what_one_patient_was_given(lots: pd.DataFrame) -> None:
    made = lots[(lots["material"] == "capsules") & lots["true.ieq"].notna() & lots["tested_at"].notna()]
    low, high = np.quantile(made["true.ieq"].astype(float), [0.025, 0.975])
    print(f"{len(made)} isolations hold {low:.0f}-{high:.0f}")
    assert low < 15_000 * WEIGHT_KG < high
    assert high < 4 * 15_000 * WEIGHT_KG


def test_a_litter_with_a_virus_is_stopped_at_the_herd_or_at_the_product(lots: pd.DataFrame) -> None:
    litters = lots[lots["material"] == "litter"]
    infected = litters[litters["true.virus"] == 1]
    assert len(infected) > 0
    assert (infected["end"] == "rejected").mean() > 0.5
    given = lots[(lots["material"] == "capsules") & lots["end"].isin(["released", "released_below_target"])]
    assert given["true.virus"].sum() <= 1
