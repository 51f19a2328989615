"""A response surface is told from its noise, and a front holds what nothing beats."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cipsc_sim.experiment.study.designs.sampling import unit_points
from cipsc_sim.experiment.study.results.front import front, unbeaten
from cipsc_sim.experiment.study.results.surface import fitted


def test_a_quadratic_is_found_again_from_enough_points_to_the_last_digit() -> None:
    shares = unit_points("latin_hypercube", 20, 2, seed=1)
    x, y = 2 * shares.T - 1
    surface = fitted(shares, 3 + x - 2 * y + x * y + 0.5 * y * y)
    assert surface is not None and surface.degree == 2
    assert surface.explained == pytest.approx(1)
    assert surface.at(np.array([[0.5, 0.5], [1.0, 0.0]])) == pytest.approx([3, 3 + 1 + 2 - 1 + 0.5])


def test_noise_is_not_taken_for_a_surface() -> None:
    shares = unit_points("latin_hypercube", 24, 2, seed=1)
    noise = np.random.default_rng(2).normal(size=24)
    surface = fitted(shares, noise)
    assert surface is not None and not surface.is_trusted
    x = 2 * shares[:, 0] - 1
    assert (found := fitted(shares, 5 * x + noise)) is not None and found.is_trusted


def test_with_few_points_a_plane_is_fitted_and_with_fewer_nothing() -> None:
    shares = unit_points("latin_hypercube", 8, 2, seed=1)
    plane = fitted(shares, shares[:, 0])
    assert plane is not None and plane.degree == 1
    assert fitted(shares[:4], shares[:4, 0]) is None


def test_the_factor_that_moves_it_most_is_known() -> None:
    shares = unit_points("sobol_sequence", 64, 3, seed=1)
    surface = fitted(shares, shares[:, 0] + 10 * shares[:, 2] + 3 * shares[:, 1] ** 2)
    assert surface is not None
    assert np.argsort(-surface.weights(3)).tolist() == [2, 1, 0]


def test_what_is_beaten_in_everything_is_not_on_the_front_and_equals_are() -> None:
    assert unbeaten(np.array([[1.0, 3], [2, 2], [3, 1], [2, 1], [2, 2]])).tolist() == [True, True, True, False, True]


def test_a_front_knows_that_less_cost_and_more_treated_are_better() -> None:
    rows = [(0, 0.8, 100.0), (1, 0.9, 120.0), (2, 0.7, 110.0), (3, 0.9, None)]
    estimates = pd.DataFrame(
        [(point, "order_treated_fraction", treated) for point, treated, _ in rows]
        + [(point, "cost_per_treated_order", cost) for point, _, cost in rows],
        columns=["point", "key", "mean"],
    )
    found = front(estimates, ("cost_per_treated_order", "order_treated_fraction"))
    assert found["on_front"].to_dict() == {0: True, 1: True, 2: False}
