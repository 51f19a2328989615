"""Shifts in words."""

from __future__ import annotations

from typing import Any

import pytest

from cipsc_sim.experiment.shift_words import shifts_in_words

DAY = {"days": "mon-fri", "from_h": 8, "hours_h": 8}
NIGHT = {"days": ["sat", "sun"], "from_h": 22.5, "hours_h": 8, "count": 2}


@pytest.mark.parametrize(
    ("shifts", "words"),
    [
        ([DAY], "mon-fri 8-16"),
        ([DAY, NIGHT], "mon-fri 8-16 · sat, sun 22.5-6.5 (2)"),
        ([], "day and night"),
        ([{**DAY, "count": 0}], "mon-fri 8-16 (0)"),
        ([{**DAY, "note": 1}], "[{days: mon-fri, from_h: 8, hours_h: 8, note: 1}]"),
        ([{"days": "mon-fri", "from_h": 8}], "[{days: mon-fri, from_h: 8}]"),
        ([{**DAY, "from_h": "eight"}], "[{days: mon-fri, from_h: eight, hours_h: 8}]"),
        (7, "7"),
    ],
)
def test_shifts_are_told_by_days_and_hours_and_what_is_none_as_it_was_written(shifts: Any, words: str) -> None:
    assert shifts_in_words(shifts) == words
