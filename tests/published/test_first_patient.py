"""The first patient given CiPSC-islets: 1,488,283 IEQ of some 60 % beta cells (Cell 2024;187:6152, PMID 39326417).

One patient is one draw. That the dose lies in the interval says that the plant could have made it, not that it would again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from .playing import SCENARIOS, Floats, doses_given, rows_of

HERE = Path(__file__).parent
FIRST_PATIENT = SCENARIOS / "cipsc_first_patient.yaml"
DOSE, BETA = 1_488_283, 0.60
REPLICATIONS = 80
"""Each one patient."""


@pytest.fixture(scope="module")
def doses() -> Floats:
    return doses_given(FIRST_PATIENT, REPLICATIONS)


def interval(values: Floats) -> tuple[float, float]:
    """95 % of what was played."""
    low, high = np.quantile(values, [0.025, 0.975])
    print(f"{len(values)} treated: {low:.4g}-{high:.4g}")
    return float(low), float(high)


def test_the_published_dose_lies_in_the_predictive_interval(doses: Floats) -> None:
    low, high = interval(doses)
    assert low <= DOSE <= high


def test_a_fifth_of_the_stem_cells_does_not_give_it() -> None:
    _, high = interval(doses_given(HERE / "cipsc_first_patient_fifth.yaml", 40))
    assert high < DOSE


def test_beta_cells_are_as_published_and_everybody_is_one_patient() -> None:
    lots = rows_of(FIRST_PATIENT, "lots", 20)
    given = lots[lots["end"].isin(["released", "released_below_target"])]
    low, high = interval(given["true.beta_fraction"].to_numpy(np.float64))
    assert low <= BETA <= high
    assert len(given) <= 20
    assert (lots["material"] == "donor").sum() == 20
