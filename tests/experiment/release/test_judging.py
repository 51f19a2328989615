"""Batches written by hand, judged again; and the closed form beside what a run saw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cipsc_sim.engine.blueprint import CausePlan
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.release.judging import accepted, judged
from cipsc_sim.experiment.release.limits import best_table, moved
from cipsc_sim.experiment.release.marginal import marginal
from cipsc_sim.experiment.release.one_test import read_again
from cipsc_sim.experiment.release.rule import Rule
from cipsc_sim.experiment.release.static import JudgedAgain, judge_again
from cipsc_sim.quality.law import Measured
from cipsc_sim.quality.retest import NO_RETEST, Retest
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.prices import Prices

from .frozen import NOBODY, frozen, seen


def rule_of(again: JudgedAgain, limit: float, sd: float = 1.0, retest: Retest = NO_RETEST) -> Rule:
    return replace(again.rules["identity"].at(limit), law=Measured(sd=sd), laws=(), retest=retest)


def test_a_retest_that_the_run_did_is_taken_from_its_rows(again: JudgedAgain) -> None:
    rule = rule_of(again, 10.0, retest=Retest("once"))
    tested = seen("purity", [9, 9, 11, 9], [[9, 12], [9, 8], [11], [9]], at_least=10.0)
    assert list(accepted(tested, rule, rule)) == pytest.approx([1, 0, 1, 0.1587], abs=1e-4)


def test_a_retest_that_the_run_never_began_counts_with_its_chance(again: JudgedAgain) -> None:
    as_played = rule_of(again, 10.0, retest=Retest("once"))
    tested = seen("purity", [12.0, 14.0], [[11], [13]], at_least=10.0)
    assert list(accepted(tested, as_played.at(12.0), as_played)) == pytest.approx([0.5, 1.0])


def test_where_no_retest_could_be_begun_the_first_result_stands(again: JudgedAgain) -> None:
    rule = rule_of(again, 10.0, retest=Retest("once"))
    tested = replace(seen("purity", [9, 9], [[9], [9]], at_least=10.0), given_up=np.array([True, False]))
    assert list(accepted(tested, rule, rule)) == pytest.approx([0, 0.1587], abs=1e-4)


def test_what_stops_a_batch_is_the_test_that_reported_first(again: JudgedAgain) -> None:
    early = seen("early", [1, 1, 1], [[1], [1], [1]], [5, 5, 9], at_least=0.0)
    late = seen("late", [1, 1, 1], [[1], [1], [1]], [7, 7, 7], at_least=0.0)
    batches = frozen({"early": (early, [0, 1, 2]), "late": (late, [0, 1, 2])}, [True] * 3)
    found = judged(batches, {"early": np.array([0.0, 1.0, 0.0]), "late": np.array([0.0, 1.0, 0.0])}, ["early", "late"])
    assert list(found.stopped_by) == ["early", "", "late"]
    assert list(found.accepted) == [False, True, False]


def test_the_marginal_effect_counts_what_a_test_alone_fails_and_what_of_that_is_outside() -> None:
    """Failed by the first alone (two outside), by both, by the first alone (inside, no later result), by none."""
    first = seen("first", [0, 0, 0, 2, 2], [[0], [0], [0], [0], [2]], at_least=1.0)
    second = seen("second", [5, 5, 5, 5], [[5], [5], [0], [5]], [1, 1, 1, 1], at_least=1.0)
    inside = [False, False, False, True, True]
    batches = frozen({"first": (first, [0, 1, 2, 3, 4]), "second": (second, [0, 1, 2, NOBODY, 3])}, inside)
    passes = {"first": np.array([0.0, 0.0, 0.0, 0.0, 1.0]), "second": np.array([1.0, 1.0, 0.0, 1.0])}
    table = marginal(batches, judged(batches, passes, ["first", "second"])).set_index("specification")
    columns = ["tested", "failed", "alone", "alone_complete", "alone_outside", "alone_outside_here"]
    assert list(table.loc["first", columns]) == [5, 4, 3, 2, 2, 2]
    assert list(table.loc["second", columns]) == [4, 1, 0, 0, 0, 0]
    assert table.at["first", "alone_per_1000"] == 600
    assert table.at["first", "outside_share"] == pytest.approx(2 / 3)


def test_prices_move_the_limit_of_least_loss(again: JudgedAgain) -> None:
    """Truth and report differ: with dear releases the limit goes up, with dear rejections down."""
    true = [8, 9, 9, 11, 11, 12] * 4
    tested = {"purity": seen("purity", true, [[9], [8], [11], [9], [11.5], [12]] * 4, at_least=10.0)}
    rules = {"purity": rule_of(again, 10.0)}
    every = moved(tested, rules, 2)
    manifest = replace(again.run.manifest, pairs=False)

    def least(release: float, reject: float) -> float:
        prices = {"purity": Prices(false_release=release, false_reject=reject)}
        return float(best_table(every, prices, manifest)["limit_least"].iloc[0])

    assert 11 < least(10, 1) <= 11.5
    assert 8 < least(1, 3) <= 9
    assert best_table(every, {}, manifest).empty


def test_the_loss_is_the_errors_at_their_prices(again: JudgedAgain) -> None:
    """Of six lots one is outside and accepted, and one inside and failed: each 1,000 / 6 in a thousand."""
    tested = {
        "purity": seen("purity", [8, 9, 9, 11, 11, 12] * 2, [[9], [8], [11], [9], [11.5], [12]] * 2, at_least=10.0)
    }
    every = moved(tested, {"purity": rule_of(again, 10.0)}, 2)
    prices = {"purity": Prices(false_release=6, false_reject=3)}
    best = best_table(every, prices, replace(again.run.manifest, pairs=False)).iloc[0]
    assert best["loss_now"] == pytest.approx(1500)
    assert best["nearly_low"] <= best["limit_least"] <= best["nearly_high"]


def excess(again: JudgedAgain, name: str, rule: Rule) -> float:
    """By how many standard errors more lots were accepted than the closed form expects."""
    tested = again.tested[name]
    lots = zip(tested.true_values.tolist(), tested.replication.tolist(), strict=True)
    chances = np.array([rule.chance(true, rule.law_in(replication)) for true, replication in lots])
    return float((again.accepted[name] - chances).sum() / np.sqrt((chances * (1 - chances)).sum()))


def test_the_closed_form_expects_as_many_as_the_run_accepted(again: JudgedAgain) -> None:
    names = ("identity", "apt", "viable", "sterile", "ieq_minimum", "dose_count_target")
    found = {name: excess(again, name, again.rules[name]) for name in names if name in again.tested}
    assert len(found) >= 4
    assert max(map(abs, found.values())) < 3.3, found


def test_a_lot_of_reagent_that_outlasts_a_retest_is_common_to_its_runs_in_the_curve(again: JudgedAgain) -> None:
    rule = rule_of(again, 10.0, retest=Retest("mean_of_three"))
    lasting, of_a_day = CausePlan("kit", 1, 30 * 1440), CausePlan("session", 2, 1440)

    def moved_by(*causes: tuple[CausePlan, float]) -> Rule:
        return replace(rule, limits=replace(rule.limits, assay=replace(rule.limits.assay, moved_by=causes)))

    alone, shared = moved_by((of_a_day, 0.7)), moved_by((lasting, 0.7))
    assert alone.chance_in_all(9.5) == rule.chance(9.5)
    assert shared.chance_in_all(9.5) != pytest.approx(rule.chance(9.5), abs=1e-4)
    assert shared.chance_in_all(9.5) == rule.chance(9.5, shared=0.49)


def test_a_closed_form_with_a_wrong_bias_does_not(again: JudgedAgain) -> None:
    wrong = replace(again.rules["apt"], law=Measured(sd=0.45, bias=0.3), laws=())
    assert excess(again, "apt", wrong) < -3.3


def test_read_again_with_the_noise_of_the_rows_an_assay_reports_what_it_reported(again: JudgedAgain) -> None:
    for name in ("identity", "apt", "pure", "sterile"):
        tested = again.tested[name]
        first = read_again(tested, again.rules[name]).first
        assert first == pytest.approx(tested.first, rel=1e-6, abs=1e-7), name


def test_an_assay_of_which_little_is_known_is_read_as_each_pair_drew_it(played: RunFolder) -> None:
    viable = judge_again(played.path).test("viable")
    assert len(set(viable.rule.laws)) == played.replications // 2
    assert read_again(viable.tested, viable.rule).first == pytest.approx(viable.tested.first, rel=1e-6)
    by_the_file = read_again(viable.tested, replace(viable.rule, laws=()))
    assert by_the_file.first != pytest.approx(viable.tested.first, rel=1e-3)


def test_one_test_at_the_limit_it_has_makes_the_errors_of_the_table(again: JudgedAgain) -> None:
    stated = again.tables["errors"].set_index("specification")
    for name in ("identity", "apt", "pure"):
        found = again.test(name).errors().iloc[0]
        assert found["false_release"] == pytest.approx(stated.at[name, "outside_accepted"])
        assert found["false_reject"] == pytest.approx(stated.at[name, "inside_failed"])


def test_a_better_assay_makes_fewer_errors_and_a_narrower_curve(again: JudgedAgain) -> None:
    apt = again.test("apt")
    as_it_is, better = apt.errors().iloc[0], apt.errors(noise=0.25).iloc[0]
    assert better["false_release"] + better["false_reject"] < as_it_is["false_release"] + as_it_is["false_reject"]
    chances = [apt.chances([-1.2, -0.2], noise=noise) for noise in (1.0, 0.25)]
    assert chances[1].iloc[0] < chances[0].iloc[0] < chances[0].iloc[1] < chances[1].iloc[1]


def test_a_test_or_a_figure_that_is_not_there_is_said_to_be_missing(again: JudgedAgain) -> None:
    with pytest.raises(RunError, match='no test "taste"'):
        again.test("taste")
    with pytest.raises(RunError, match='no figure "taste"'):
        again.figure("taste")
    with pytest.raises(RunError, match="shows nothing of taste"):
        again.figure("limits", ["taste"])
    with pytest.raises(RunError, match="no width"):
        again.test("sterile").errors(noise=0.5)
    assert len(again.figure("limits", ["apt"]).data) >= 2
