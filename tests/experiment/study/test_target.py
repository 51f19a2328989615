"""A joint target is met where one replication keeps every limit at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cipsc_sim.analysis.summary import summarise
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.experiment.study.sweep import sweep
from cipsc_sim.experiment.study.target import MET, Target, with_targets
from cipsc_sim.records.folder import RunFolder

from ..small import write_queue

TARGETS = (
    Target("order_treated_fraction", at_least=0.8),
    Target("start_to_release_d.p90", at_most=20),
    Target("false_release_per_1000", at_most=10),
)


def tally(treated: float, days: list[float], wrong: float = 0.0) -> Tally:
    return Tally(
        counts={"order_treated_fraction": treated, "false_release_per_1000": wrong},
        bases={"cohort_orders": 10.0, "batches_judged": 100.0},
        samples={"start_to_release_d": np.array(days)},
    )


def test_all_limits_are_to_be_kept_in_one_replication() -> None:
    each = [
        tally(8, [10, 19]),  # all
        tally(7, [10, 19]),  # too few treated
        tally(9, [10, 40]),  # too slow
        tally(9, [10, 19], wrong=2),  # 20 in 1,000
        tally(9, []),  # nobody released: no lead time
    ]
    found = with_targets(each, TARGETS)
    assert [one.counts[MET] for one in found] == [1, 0, 0, 0, 0]
    assert [one.counts[f"{MET}.order_treated_fraction"] for one in found] == [1, 0, 1, 1, 1]
    assert MET not in each[0].counts  # what was read stays as it is


def test_the_chance_of_all_is_at_most_the_least_of_each_and_not_their_product(played: RunFolder) -> None:
    """Where one replication is bad in everything, the targets fail together."""
    good, bad = tally(9, [10, 12]), tally(2, [50, 60])
    summary = summarise(with_targets([good, bad] * 10, TARGETS), played.manifest)
    assert summary.estimates[MET].mean == pytest.approx(0.5)
    assert summary.estimates[f"{MET}.order_treated_fraction"].mean == pytest.approx(0.5)
    assert summary.estimates[MET].low is not None and summary.estimates[MET].low < 0.5


def test_a_target_says_itself_in_words() -> None:
    assert str(TARGETS[0]) == "Orders treated at least 80 %"
    assert str(Target("start_to_release_d.p90", 10, 20)) == "Start to release, P90 at least 10 and at most 20"


def test_a_study_with_targets_tells_at_each_point_how_often_they_are_met(tmp_path: Path) -> None:
    study = write_queue(
        tmp_path,
        "title: t\nquestion: q\nscenario: queue.yaml\npairs: 10\n"
        "factors:\n  servers: {path: facility.equipment.server.count, values: [1, 2, 3]}\n"
        "  demand: {path: orders.arrive.poisson.per_year, values: [200, 500]}\n"
        "design: {grid: all}\nmargins: {order_treated_fraction: 0.02}\n"
        "targets: {order_treated_fraction: {at_least: 0.85}, order_to_treatment_d.p90: {at_most: 8}}\n"
        "trade_off: [cost_per_treated_order, order_treated_fraction]\n",
    )
    swept = sweep(study, tmp_path / "out", workers=1)
    met = swept.values(MET)["mean"].astype(float)
    assert met.between(0, 1).all()
    assert met[4] > met[0]  # three servers rather than one, for little demand
    assert met[0] > met[1] - 1e-9 and met[4] > met[5] - 1e-9  # more demand makes it no easier
    single = swept.values(f"{MET}.order_treated_fraction")["mean"].astype(float)
    assert (met <= single + 1e-9).all()
    page = (swept.folder / "report.html").read_text(encoding="utf-8")
    for words in ("The design space", "Orders treated at least 85 %", "Trade-off", "hold together at 95 %", "heatmap"):
        assert words in page, words
