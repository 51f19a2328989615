"""The linear look at the priors, against models whose shares are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from cipsc_sim.analysis.estimates.ignorance import PairValues
from cipsc_sim.analysis.grade_shares import (
    NOT_LINEAR,
    SIMULATION,
    chance_limit,
    grade_shares,
    strongest_inputs,
    success_by_pair,
)
from cipsc_sim.analysis.prior_scores import PriorScores, read_scores
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows

INPUTS, PAIRS = 60, 100
TRUE = {"B": 0.0, "C": 0.16 / 0.8, "D": 0.36 / 0.8, SIMULATION: 0.08 / 0.8, NOT_LINEAR: 0.20 / 0.8}
"""Variances: four inputs of grade C 0.04 each, one of grade D 0.36, 0.16 within a pair (half of it left in the mean of
two), and 0.20 that bends."""


def world(seed: int) -> tuple[PriorScores, PairValues]:
    """Sixty inputs in a hundred pairs; only five of them do anything that is linear."""
    draw = np.random.default_rng(seed)
    scores = draw.standard_normal((INPUTS, PAIRS))
    bent = np.sqrt(0.20 / 2) * (np.square(scores[50]) - 1)
    long_run = 0.2 * scores[20:24].sum(axis=0) + 0.6 * scores[40] + bent
    played = long_run[:, None] + 0.4 * draw.standard_normal((PAIRS, 2))
    grades = ("B",) * 20 + ("C",) * 20 + ("D",) * 20
    priors = PriorScores(tuple(f"input.{i}" for i in range(INPUTS)), grades, scores)
    return priors, PairValues(played.mean(axis=1), played[:, 0] - played[:, 1])


def in_standard_errors(estimates: npt.NDArray[np.float64], truth: float) -> float:
    """How many standard errors the mean of the estimates lies from the truth."""
    return float((estimates.mean() - truth) / (estimates.std(ddof=1) / np.sqrt(len(estimates))))


@pytest.fixture(scope="module")
def tables() -> list[pd.DataFrame]:
    return [grade_shares(*world(seed)).set_index("part") for seed in range(200)]


@pytest.mark.parametrize("part", [SIMULATION, "B", "C", "D"])
def test_shares_are_right_on_average(tables: list[pd.DataFrame], part: str) -> None:
    """Shares are ratios of variances, so a hundredth of bias is theirs by right: 0.01 is granted."""
    estimates = np.array([table.loc[part, "share"] for table in tables], dtype=np.float64)
    nearest = np.clip(estimates.mean(), TRUE[part] - 0.01, TRUE[part] + 0.01)

    assert abs(in_standard_errors(estimates, float(nearest))) < 3.5


def test_without_the_correction_for_chance_they_would_be_wrong() -> None:
    """The twin: sixty squared correlations, each with 1/(n − 1) of chance in it."""

    def naive(seed: int) -> float:
        scores, headline = world(seed)
        return float(sum(np.corrcoef(row, headline.pair)[0, 1] ** 2 for row in scores.values[:20]))

    assert in_standard_errors(np.array([naive(seed) for seed in range(60)]), TRUE["B"] + 0.01) > 10


def test_intervals_hold_the_truth(tables: list[pd.DataFrame]) -> None:
    for part, truth in TRUE.items():
        held = [table.loc[part, "share_low"] <= truth <= table.loc[part, "share_high"] for table in tables]
        assert np.mean(held) > 0.92


def test_shares_sum_to_one_and_say_how_many_inputs_they_count(tables: list[pd.DataFrame]) -> None:
    table = tables[0]

    assert list(table.index) == ["B", "C", "D", SIMULATION, NOT_LINEAR]
    assert table["share"].sum() == pytest.approx(1)
    assert table.loc["C", "inputs"] == 20
    assert bool(table.loc["C", "provisional"]) and not bool(table.loc[SIMULATION, "provisional"])


def test_the_strongest_input_is_found_and_told_from_chance() -> None:
    scores, headline = world(1)
    table = strongest_inputs(scores, headline)

    first = table.iloc[0]
    assert (first["path"], first["grade"], bool(first["beyond_chance"])) == ("input.40", "D", True)
    assert first["correlation"] == pytest.approx(np.corrcoef(scores.values[40], headline.pair)[0, 1])
    assert first["correlation_low"] < np.sqrt(TRUE["D"]) < first["correlation_high"]
    assert first["effect_per_sd"] == pytest.approx(0.6, abs=0.2)
    assert len(table) == 10 and list(-table["correlation"].abs()) == sorted(-table["correlation"].abs())
    assert table["correlation"].min() < 0


def test_the_limit_of_chance_is_exceeded_in_a_twentieth_of_runs() -> None:
    draw = np.random.default_rng(7)
    limit = chance_limit(30, 20)
    strongest = []
    for _ in range(1500):
        scores = draw.standard_normal((31, 20))
        strongest.append(np.abs(np.corrcoef(scores)[0, 1:]).max())
    exceeded = np.mean(np.array(strongest) > limit)

    assert abs(exceeded - 0.05) < 3.5 * np.sqrt(0.05 * 0.95 / 1500)
    assert chance_limit(0, 20) == chance_limit(5, 3) == 1.0


def test_an_input_that_never_moved_explains_nothing() -> None:
    scores, headline = world(3)
    still = replace(scores, values=np.vstack([np.zeros((1, PAIRS)), scores.values[1:]]))

    assert np.isfinite(grade_shares(still, headline)["share"]).all()
    assert "input.0" not in strongest_inputs(still, headline)["path"].tolist()


def test_scores_come_back_from_their_text() -> None:
    text = 'path,grade,pair_0,pair_1\nprocedures.make.duration_d,C,-1.25,0.5\n"a,b",D,2,3\n'
    scores = read_scores(text)

    assert (scores.paths, scores.grades, scores.pairs) == (("procedures.make.duration_d", "a,b"), ("C", "D"), 2)
    assert scores.values.tolist() == [[-1.25, 0.5], [2.0, 3.0]]
    assert read_scores("path,grade,pair_0\n").values.shape == (0, 1)


def test_success_of_each_pair(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    """Ten pairs; in the first replication of the first pair two of four cohort orders succeed, elsewhere all do."""

    def order(number: int, enough: bool, in_cohort: bool = True) -> dict[str, object]:
        row = {"order": number, "in_cohort": in_cohort, "arrived_at": 0, "treated_at": 9, "closed_at": 9}
        return row | {"outcome": "treated", "meets_target": enough}

    good = {"orders": [order(i, True) for i in range(4)]}
    bad = {"orders": [order(i, i < 2) for i in range(4)] + [order(9, False, in_cohort=False)]}
    values = success_by_pair(rows_of(bad, *[good] * 19), manifest)

    assert values is not None
    assert values.pair.tolist() == pytest.approx([0.75] + [1.0] * 9)
    assert values.differences.tolist() == pytest.approx([-0.5] + [0.0] * 9)
    assert success_by_pair(rows_of(*[good] * 20), manifest) is None
    assert success_by_pair(rows_of(bad, *[good] * 17), manifest) is None
