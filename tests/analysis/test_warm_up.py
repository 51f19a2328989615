"""A warm-up is suggested where work in process has become level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cipsc_sim.analysis.warm_up import WarmUp, truncation_d, warm_up
from cipsc_sim.records.manifest import Manifest, Window
from cipsc_sim.records.rows import HeldRows
from cipsc_sim.report.sections.warm_up import in_words

DAY = 1440
RowsOf = Callable[..., HeldRows]


def test_the_cut_is_where_a_rise_ends() -> None:
    days, rng = np.arange(1000.0), np.random.default_rng(1)
    level = np.minimum(days, 200) / 200 * 30 + rng.normal(0, 1, 1000)
    found = truncation_d(level)
    assert found is not None and 170 <= found <= 230
    flat = truncation_d(30 + rng.normal(0, 1, 1000))
    assert flat is not None and flat < 170


def test_what_rises_to_the_end_has_none() -> None:
    assert truncation_d(np.arange(1000.0)) is None


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
    level = np.ones(10)
    assert "long enough" in in_words(WarmUp(level, 540, 400))
    assert "set clock.warm_up_d to 400 or more" in in_words(WarmUp(level, 180, 400))
    assert "does not settle" in in_words(WarmUp(level, 180, None))
