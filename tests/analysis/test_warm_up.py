"""A warm-up is suggested where work in process has become level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cipsc_sim.analysis.warm_up import WarmUp, truncation_d, warm_up
from cipsc_sim.records.manifest import Manifest, Window
from cipsc_sim.records.rows import HeldRows

DAY = 1440
RowsOf = Callable[..., HeldRows]


def test_the_cut_is_where_a_rise_ends() -> None:
    days, rng = np.arange(1000.0), np.random.default_rng(1)
    level = np.minimum(days, 200) / 200 * 30 + rng.normal(0, 1, 1000)
    found = truncation_d(level)
    assert found is not None and 170 <= found <= 230
    flat = truncation_d(30 + rng.normal(0, 1, 1000))
    assert flat is not None and flat < 170


def plants(rows_of: RowsOf, seed: int, replications: int, per_year: float, lasts_d: float, days: int) -> HeldRows:
    """Orders that come at random and are in process for a gamma time: Poisson about ``per_year`` × ``lasts_d`` / 365."""
    rng, replayed = np.random.default_rng(seed), []
    for _ in range(replications):
        begun = np.sort(rng.uniform(0, days, rng.poisson(per_year * days / 365)))
        closed = begun + rng.gamma(4, lasts_d / 4, len(begun))
        rows = zip(begun, closed, strict=True)
        replayed.append(
            {
                "orders": [
                    {"order": i, "started_at": int(a * DAY), "closed_at": int(b * DAY)} for i, (a, b) in enumerate(rows)
                ]
            }
        )
    return rows_of(*replayed)


def test_a_level_plant_settles_where_its_curve_is_level(rows_of: RowsOf, manifest: Manifest) -> None:
    """In process for 120 d on average: 94 % of the level after 180 d, 99 % after 242 d."""
    window = replace(manifest, window=Window(300 * DAY, 1270 * DAY, 1500 * DAY))
    for seed in range(10):
        found = warm_up(plants(rows_of, seed, 20, 50, 120, 1271), window)
        assert found is not None and found.suggested_d is not None
        assert 100 <= found.suggested_d <= 635
        assert found.is_long_enough
        assert not replace(found, stated_d=5.0).is_long_enough


def test_the_mean_of_what_begins_too_early_is_lower(rows_of: RowsOf, manifest: Manifest) -> None:
    """Counted from day 60, the mean lacks what was not there yet: some 50 of 1,210 days' level, 4 %."""
    window = replace(manifest, window=Window(60 * DAY, 1270 * DAY, 1500 * DAY))
    found = warm_up(plants(rows_of, 3, 60, 100, 120, 1271), window)
    assert found is not None
    assert -0.07 < found.changes_mean < -0.015
    assert not found.is_long_enough


def test_what_rises_to_the_end_has_no_suggestion_and_chance_is_not_taken_for_a_rise(
    rows_of: RowsOf, manifest: Manifest
) -> None:
    window = replace(manifest, window=Window(300 * DAY, 1270 * DAY, 1500 * DAY))
    for seed in range(10):
        rising = warm_up(plants(rows_of, seed, 10, 30, 4000, 1271), window)
        level = warm_up(plants(rows_of, seed, 10, 30, 200, 1271), window)
        assert rising is not None and rising.suggested_d is None and not rising.is_long_enough
        assert level is not None and level.suggested_d is not None


def test_no_more_than_the_first_half_is_left_out() -> None:
    assert truncation_d(np.arange(1000.0)) == 500


def test_work_in_process_is_of_orders_begun_and_not_closed(rows_of: RowsOf, manifest: Manifest) -> None:
    """An order each day, begun two days after it arrives, closed ten days later: ten in process from day twelve on."""
    days = range(300)
    orders = [
        {
            "order": d,
            "arrived_at": d * DAY,
            "started_at": (d + 2) * DAY,
            "closed_at": (d + 12) * DAY if d < 280 else None,
        }
        for d in days
    ]
    window = replace(manifest, window=Window(100 * DAY, 200 * DAY, 300 * DAY))
    found = warm_up(rows_of({"orders": orders}), window)
    assert found is not None
    assert found.in_process[:14].tolist() == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]
    assert (found.in_process[11:] == 10).all()
    assert found.suggested_d in (10, 15)
    assert found.is_long_enough


def test_a_plant_that_is_counted_from_its_first_day_needs_none(rows_of: RowsOf, manifest: Manifest) -> None:
    rows = rows_of({"orders": [{"order": 0, "arrived_at": 0, "started_at": 0}]})
    assert warm_up(rows, replace(manifest, window=Window(0, 200 * DAY, 300 * DAY))) is None


def test_in_words_it_says_what_to_write() -> None:
    level = np.minimum(np.arange(1000.0) / 400, 1.0)
    assert (
        WarmUp(level, 540, 400).in_words().endswith("settles after about 400 d; the warm-up of 540 d is long enough.")
    )
    assert WarmUp(level, 390, 400).in_words().endswith("counted from day 390 its mean is 0.0 % lower: long enough.")
    assert (
        WarmUp(level, 180, 400)
        .in_words()
        .endswith(
            "but counting begins on day 180, from where its mean is 7.4 % lower: set clock.warm_up_d to 400 or more (to try it: "
            "--set clock.warm_up_d=400)."
        )
    )
    assert "does not settle" in WarmUp(level, 180, None).in_words()
