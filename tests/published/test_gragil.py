"""GRAGIL: 33 of 44 patients were ever insulin-independent after 9,716 (sd 3,444) IEQ/kg (Diabetes Care 2015;38:1714).

The response of donor islets rests on these patients among others: agreement says that dose and response fit together, no more.
"""

from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.biology.response import response
from cipsc_sim.scenario.load import load_scenario

from .playing import SCENARIOS

PATIENTS, INDEPENDENT = 44, 33
MEAN, SD = 9716.0, 3444.0
DRAWS = 4000


@pytest.fixture(scope="module")
def stated() -> dict[str, tuple[float, float]]:
    """Of the scenario: half_at (median, gsd), slope (mean, sd), plateau (a, b)."""
    priors = load_scenario(SCENARIOS / "donislecel.yaml").resolved.tree["uncertainty"]["priors"]
    half, slope, plateau = (priors[f"orders.response.{name}"] for name in ("half_at", "slope", "plateau"))
    return {
        "half_at": (half["lognormal"]["median"], half["lognormal"]["gsd"]),
        "slope": (slope["normal"]["mean"], slope["normal"]["sd"]),
        "plateau": (plateau["beta"]["a"], plateau["beta"]["b"]),
    }


def predicted(stated: dict[str, tuple[float, float]], dose: float) -> tuple[float, float]:
    """The 95 % predictive interval of how many of 44 are independent: facts, patients and outcomes are drawn."""
    chance = np.random.default_rng(1)
    counts = []
    for _ in range(DRAWS):
        half_at = stated["half_at"][0] * np.exp(np.log(stated["half_at"][1]) * chance.standard_normal())
        slope = float(np.clip(chance.normal(*stated["slope"]), 1, 4))
        plateau = chance.beta(*stated["plateau"])
        doses = np.clip(chance.normal(dose, dose * SD / MEAN, PATIENTS), 0.1 * dose, None)
        chances = np.array([response(each, half_at, slope, plateau) for each in doses])
        counts.append((chance.uniform(size=PATIENTS) < chances).sum())
    low, high = np.quantile(counts, [0.025, 0.975])
    print(f"of {PATIENTS} at {dose:.0f} IEQ/kg: {low:g}-{high:g}")
    return float(low), float(high)


def test_the_outcome_lies_in_the_predictive_interval(stated: dict[str, tuple[float, float]]) -> None:
    low, high = predicted(stated, MEAN)
    assert low <= INDEPENDENT <= high


def test_a_quarter_of_the_dose_does_not_explain_it(stated: dict[str, tuple[float, float]]) -> None:
    assert predicted(stated, MEAN / 4)[1] < INDEPENDENT
