"""Hypoimmune donor islets: one patient was given a dose that by design was too little for independence (UP421, reports of 2026)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .playing import SCENARIOS, Floats, rows_of

HERE = Path(__file__).parent
HYPOIMMUNE = SCENARIOS / "hypoimmune_donor_islets.yaml"
REPLICATIONS = 20
CELLS, CELLS_PER_IEQ = 79.6e6, 1560
"""The cells were recalled, not verified; cells in an islet equivalent of adult islets: PMC2966538."""

TOO_LITTLE = 0.05


def chances(path: Path) -> Floats:
    """The extrapolated chance of independence of every treated patient."""
    responses = rows_of(path, "orders", REPLICATIONS)["response"].astype(np.float64)
    values: Floats = responses.dropna().to_numpy(np.float64)
    print(f"{path.stem}: {len(values)} patients, chances {np.quantile(values, [0.025, 0.5, 0.975])}")
    return values


def test_the_published_dose_is_too_little_by_design() -> None:
    assert np.quantile(chances(HYPOIMMUNE), 0.975) < TOO_LITTLE


def test_all_that_a_donor_gives_would_not_be() -> None:
    assert np.median(chances(HERE / "hypoimmune_full_dose.yaml")) > TOO_LITTLE


def test_one_donor_holds_the_published_dose_more_often_than_not() -> None:
    lots = rows_of(HYPOIMMUNE, "lots", REPLICATIONS)
    held = lots.loc[lots["end"].isin(["released", "released_below_target", "rejected"]), "true.ieq"].astype(np.float64)
    low, high = np.quantile(held.dropna(), [0.025, 0.975])
    print(f"{len(held)} lots hold {low:.0f}-{high:.0f}")
    assert low <= CELLS / CELLS_PER_IEQ <= high
    assert (held > CELLS / CELLS_PER_IEQ).mean() > 0.5
