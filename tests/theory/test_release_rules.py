"""Lots of known truth are accepted as often as closed forms say, and results share what their sessions and reagents share."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from cipsc_sim.engine.laws import law_of, retests_of
from cipsc_sim.quality.operating_characteristic import pass_probability
from cipsc_sim.quality.retest import NO_RETEST

from .plant import DAY, Plant, played

TOLERANCE = 3.9
"""Standard errors beyond which a true law lies once in ten thousand."""


@pytest.fixture(scope="module")
def plant() -> Plant:
    return played("release_rules")


def accepted(plant: Plant, specification: str) -> tuple[float, int]:
    """The fraction of lots without an action plan for that specification, and of how many."""
    tested = plant.rows("results").query("specification == @specification")["lot"].nunique()
    failed = plant.rows("decisions").query("kind == 'action_plan' and subject == @specification")["lot"].nunique()
    return 1 - failed / tested, tested


def expected(plant: Plant, name: str) -> float:
    """The same in closed form, of the scenario as it is written."""
    specification = plant.scenario.specifications[name]
    (true,) = plant.rows("results").query("specification == @name")["true_value"].unique()
    release = plant.scenario.release["dose"]
    retest = retests_of(release).get(specification.assay, NO_RETEST)
    law = law_of(plant.scenario.assays[specification.assay])
    return pass_probability(law, true, specification, retest, cause_found=0.3)


@pytest.mark.parametrize(
    ("name", "stated", "wrong"),
    [
        ("low", 0.120, 0.18),
        ("high", 1 - 0.144, 0.90),
        ("alive", 0.084, 0.13),
        ("alive_once", 0.160, 0.084),
        ("alive_if_found", 0.107, 0.16),
        ("alive_of_three", 0.090, 0.16),
        ("few_residual", 0.476, 0.54),
        ("none_residual", 0.050, 0.095),
        ("identical", 0.378, 0.440),
    ],
)
def test_a_lot_is_accepted_as_often_as_its_operating_characteristic_says(
    plant: Plant, name: str, stated: float, wrong: float
) -> None:
    chance = expected(plant, name)
    assert round(chance, 3) == pytest.approx(stated, abs=0.0011)
    fraction, n = accepted(plant, name)
    assert n >= 2000

    def agrees(chance: float) -> bool:
        return abs(fraction - chance) < TOLERANCE * sqrt(chance * (1 - chance) / n)

    assert agrees(chance)
    assert not agrees(wrong)


def scores(plant: Plant) -> pd.DataFrame:
    """The normal scores of the noise of two assays, by lot and by day of their run."""
    results = plant.rows("results").query("specification in ('a', 'b')")
    results = results.assign(score=ndtri(results["noise"]), day=results["started_at"] // DAY)
    return results.pivot_table(index=["day", "lot"], columns="specification", values="score")


def by_period(values: pd.Series, days: int) -> tuple[float, float]:
    """The mean and its standard error from means of periods, which are independent."""
    means = values.groupby(values.index.get_level_values("day") // days).mean()
    return float(means.mean()), float(means.std() / sqrt(len(means)))


@pytest.mark.parametrize(
    ("product", "shared", "wrong"),
    [
        (lambda z: z["a"] * z["a"], 1.0, 1.3),
        (lambda z: z["a"] * z["b"], 0.6 * 0.8 + 0.3 * 0.4, 0.0),
        (lambda z: z["a"] * z["b"].groupby("day").shift(1), 0.6 * 0.8 + 0.3 * 0.4, 0.3),
        (lambda z: z["a"] * z["a"].groupby("day").shift(1), 0.6**2 + 0.3**2, 0.8),
    ],
    ids=["variance", "two assays of a lot", "two assays of two lots of a day", "one assay of two lots of a day"],
)
def test_results_of_a_day_share_what_their_session_and_reagent_share(
    plant: Plant, product: Callable[[pd.DataFrame], pd.Series], shared: float, wrong: float
) -> None:
    mean, se = by_period(product(scores(plant)).dropna(), 10)
    assert abs(mean - shared) < TOLERANCE * se
    assert not abs(mean - wrong) < TOLERANCE * se


def test_results_of_two_days_share_the_reagent_alone(plant: Plant) -> None:
    z = scores(plant)["a"].groupby("day").first()
    pairs = z * z.shift(1)
    same_lot = pairs[np.asarray(pairs.index % 10 > 0)]
    mean, se = float(same_lot.mean()), float(same_lot.std() / sqrt(len(same_lot)))
    assert abs(mean - 0.3**2) < TOLERANCE * se
    assert not abs(mean - 0.6**2 - 0.3**2) < TOLERANCE * se
