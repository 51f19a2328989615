"""Islets of deceased donors: the outcome of the 30 patients of the licence, and the dose of Edmonton's successes.

Lantidra: 20 of 30 insulin-independent a year after the last infusion (Diabetes 2024;73 Suppl 1, 35-OR). Edmonton: successes were
given 11,910 (standard error 469) islet equivalents per kg (Diabetes 2005;54:2060).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from .playing import SCENARIOS, Floats, doses_given, responses_of, rows_of, successes

DONISLECEL, MARGINAL = SCENARIOS / "donislecel.yaml", Path(__file__).parent / "donislecel_marginal.yaml"
REPLICATIONS = 12
PATIENTS, INDEPENDENT = 30, 20
EDMONTON, STANDARD_ERROR = 11_910, 469


@pytest.fixture(scope="module")
def doses() -> Floats:
    return doses_given(DONISLECEL, REPLICATIONS)


@pytest.fixture(scope="module")
def marginal() -> Floats:
    return doses_given(MARGINAL, REPLICATIONS)


def independent(path: Path) -> tuple[float, float]:
    return successes(responses_of(path, REPLICATIONS), PATIENTS)


def near_edmonton(doses: Floats) -> bool:
    """Whether both means may be one: within 3.3 standard errors of their difference."""
    error = np.hypot(STANDARD_ERROR, doses.std() / np.sqrt(len(doses)))
    return bool(abs(doses.mean() - EDMONTON) <= 3.3 * error)


def test_the_outcome_of_the_licence_lies_in_the_predictive_interval(doses: Floats) -> None:
    low, high = independent(DONISLECEL)
    print(f"{len(doses)} patients; of {PATIENTS} insulin-independent {low:g}-{high:g}")
    assert low <= INDEPENDENT <= high


def test_the_mean_dose_may_be_that_of_edmonton(doses: Floats) -> None:
    print(f"mean dose {doses.mean():.0f}, standard error {doses.std() / np.sqrt(len(doses)):.0f}")
    assert near_edmonton(doses)


def test_marginal_lots_given_once_explain_neither(marginal: Floats) -> None:
    low, high = independent(MARGINAL)
    print(f"marginal: mean dose {marginal.mean():.0f}, independent {low:g}-{high:g}")
    assert high < INDEPENDENT
    assert not near_edmonton(marginal)


def test_infusions_are_three_at_most_and_keep_their_minima() -> None:
    lots = rows_of(DONISLECEL, "lots", 4)
    given = lots[lots["end"].isin(["released", "released_below_target"])]
    infusions = given.groupby(["replication", "order"]).cumcount()
    reported = given["reported.ieq_per_kg"].astype(float)
    assert infusions.max() <= 2 and (infusions >= 1).any()
    assert reported.min() >= 4500
    assert reported[infusions == 0].min() >= 5000
