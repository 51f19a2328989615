"""Properties of frozen batches: what another limit, another test, less noise do to who is accepted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cipsc_sim.analysis.release.panel import FOR_QUALITY, FOR_SAFETY, RELEASED, decisions_of
from cipsc_sim.experiment.release.judging import accepted, judged
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.experiment.release.static import JudgedAgain
from cipsc_sim.quality.law import Measured
from cipsc_sim.quality.reading import reading
from cipsc_sim.quality.retest import NO_RETEST, Retest

from .frozen import NOBODY, frozen, seen

if TYPE_CHECKING:
    from cipsc_sim.analysis.release.tested import Tested

RETESTS = (NO_RETEST, Retest("once"), Retest("mean_of_three"), Retest("passes_of", 2, 3))


def one_limit(again: JudgedAgain) -> list[str]:
    return [
        name
        for name, rule in again.rules.items()
        if name in again.tested and rule.limit is not None and rule.limit != 0
    ]


def limits_of(tested: Tested, rule: Rule, number: int = 9) -> list[float]:
    """Limits from the strictest to the widest."""
    assert rule.limit is not None
    low, high = (float(end) for end in np.quantile(np.append(tested.first, rule.limit), (0.0, 1.0)))
    grid = np.linspace(low, high, number)
    return list(grid[::-1] if rule.limits.at_least is not None else grid)


def test_judged_again_with_nothing_changed_every_batch_meets_the_fate_it_had(again: JudgedAgain) -> None:
    batches, found = again.batches, judged(again.batches, again.accepted, again.needed)
    decisions = decisions_of(batches, again.run.manifest)
    by_result = np.isin(decisions, (FOR_SAFETY, FOR_QUALITY)) & (batches.reason != "dose")
    assert by_result.sum() > 20
    assert set(batches.lots[found.stopped_by != ""]) >= set(batches.lots[by_result])
    assert not (batches.released & ~found.accepted).any()
    assert (found.complete & found.accepted)[decisions == RELEASED].all()
    reasons = {name: again.run.manifest.specifications[name].reason for name in again.needed}
    stopped = [reasons[name] for name in found.stopped_by[by_result]]
    assert stopped == list(batches.reason[by_result])


@pytest.mark.parametrize("retest", RETESTS, ids=str)
def test_what_is_accepted_under_a_limit_is_accepted_under_any_wider_one(again: JudgedAgain, retest: Retest) -> None:
    moved = 0
    for name in one_limit(again):
        tested, as_played = again.tested[name], again.rules[name]
        rule = replace(as_played, retest=retest)
        found = [accepted(tested, rule.at(limit), as_played) for limit in limits_of(tested, rule)]
        for strict, wide in pairwise(found):
            assert (wide - strict >= -1e-9).all(), name
        moved += int((found[-1] != found[0]).sum())
    assert moved > 100


def test_another_blocking_test_that_takes_no_sample_never_releases_more(again: JudgedAgain) -> None:
    needed, fewer = again.needed, 0
    for name in needed:
        without = judged(again.batches, again.accepted, [each for each in needed if each != name])
        with_it = judged(again.batches, again.accepted, needed)
        assert not (with_it.accepted & ~without.accepted).any()
        fewer += int((without.accepted & ~with_it.accepted).sum())
    assert fewer > 20


def joint_errors(
    tested: Tested, rule: Rule, noise: np.ndarray[tuple[int], np.dtype[np.float64]], true_limit: float
) -> int:
    """How many are outside and accepted, or inside and not."""
    values = [reading(rule.law, true, u) for true, u in zip(tested.true_values.tolist(), noise.tolist(), strict=True)]
    passes = np.array([rule.accepts(value) for value in values])
    is_inside = tested.true_values >= true_limit
    return int((passes != is_inside).sum())


@given(
    results=arrays(np.float64, (12, 4), elements=st.sampled_from([0.0, 0.3, 1.0])), untested=arrays(np.bool_, (12, 4))
)
def test_whatever_the_results_another_test_releases_nobody_and_knows_no_more(
    results: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    untested: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
) -> None:
    names = ["a", "b", "c", "d"]
    one = seen("a", [1.0] * 12, [[1.0]] * 12, at_least=0.0)
    rows = np.where(untested, NOBODY, np.arange(12)[:, None])
    batches = frozen({name: (one, rows[:, place]) for place, name in enumerate(names)}, [True] * 12)
    found = {name: results[:, place] for place, name in enumerate(names)}
    fewer, more = judged(batches, found, names[:3]), judged(batches, found, names)
    assert not (more.accepted & ~fewer.accepted).any()
    assert not (more.complete & ~fewer.complete).any()
    assert ((more.stopped_by == "") == more.accepted).all()


def test_less_noise_of_one_unbiased_symmetric_assay_makes_no_more_errors(again: JudgedAgain) -> None:
    tested, as_played = again.tested["identity"], again.rules["identity"]
    noise = tested.noise[:, 0]
    assert len(noise) > 150
    found = []
    for sd in (0.16, 0.08, 0.04, 0.02, 0.01, 0.0):
        rule = replace(as_played.at(0.45), law=Measured(sd=sd), laws=(), retest=NO_RETEST)
        found.append(joint_errors(tested, rule, noise, true_limit=0.45))
    assert all(more >= less for more, less in pairwise(found))
    assert found[0] > found[-1] == 0


@pytest.mark.parametrize(("law", "limit"), [({"bias": -0.05}, 0.45), ({}, 0.50)], ids=["bias", "guard band"])
def test_with_bias_or_a_guard_band_less_noise_can_make_more_errors(
    again: JudgedAgain, law: dict[str, float], limit: float
) -> None:
    """Twelve lots whose truth lies between the true limit and the one that is in effect."""
    tested = again.tested["identity"]
    between = (tested.true_values > 0.45) & (tested.true_values < 0.50)
    rule = replace(again.rules["identity"].at(limit), retest=NO_RETEST)
    wrong = [
        sum(1 - replace(rule, law=Measured(sd=sd, **law)).chance(float(true)) for true in tested.true_values[between])
        for sd in (0.16, 0.01)
    ]
    assert between.sum() >= 5
    assert wrong[1] > wrong[0]


def test_in_a_panel_less_noise_of_one_test_can_release_more_of_what_is_outside(again: JudgedAgain) -> None:
    """Outside by the first test, which misses it in .42; inside by the second, whose noise rejects it now and then."""
    rule = replace(again.rules["identity"].at(1.0), retest=NO_RETEST)
    missed = replace(rule, law=Measured(sd=0.5)).chance(0.9)
    wrongly_released = [missed * replace(rule, law=Measured(sd=sd)).chance(1.1) for sd in (0.5, 0.05)]
    assert wrongly_released == pytest.approx([0.4207 * 0.5793, 0.4207 * 0.9772], abs=1e-3)
