"""Islet sheets: a treatment needs over a billion cells that engraft (Orizuru Therapeutics, 2 October 2024), the one figure that is public.

The dose is aimed at, so that it is reached says only that stock, thaw and sheet fit together. No yield, no batch and no outcome was found.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from .playing import SCENARIOS, Floats, doses_given, rows_of

KYOTO, THIRD = SCENARIOS / "kyoto_islet_sheet.yaml", Path(__file__).parent / "kyoto_third.yaml"
REPLICATIONS = 12
CELLS = 1.0e9


@pytest.fixture(scope="module")
def doses() -> Floats:
    return doses_given(KYOTO, REPLICATIONS)


def test_a_sheet_holds_more_than_a_billion_cells_most_of_the_time(doses: Floats) -> None:
    print(f"{len(doses)} sheets, {np.quantile(doses, [0.025, 0.5, 0.975])}")
    assert np.mean(doses > CELLS) > 0.9


def test_a_third_of_the_cells_never_does() -> None:
    assert doses_given(THIRD, REPLICATIONS).max() < CELLS


def test_purification_leaves_fewer_cells_and_fewer_that_are_pluripotent() -> None:
    purified, plain = (
        rows_of(path, "lots", REPLICATIONS).query("material == 'frozen_islets'")
        for path in (KYOTO, SCENARIOS / "zimislecel.yaml")
    )
    assert (
        purified["true.residual_fraction"].astype(float).median()
        < 0.3 * plain["true.residual_fraction"].astype(float).median()
    )
    assert purified["packs_made"].astype(float).median() < plain["packs_made"].astype(float).median()
