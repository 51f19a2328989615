"""Shifts in words: what of them a label or a sentence has room for."""

from __future__ import annotations

from typing import Any

from cipsc_sim.experiment.comparison.difference import in_line

_NEEDED = {"days", "from_h", "hours_h"}


def shifts_in_words(shifts: Any) -> str:
    """``mon-fri 8-16 · sat-sun 8-16 (4)``; always on duty without shifts. What holds more than that, as YAML writes it."""
    if not isinstance(shifts, list) or not all(_is_shift(each) for each in shifts):
        return in_line(shifts)
    return " · ".join(_shift(each) for each in shifts) or "day and night"


def _is_shift(value: Any) -> bool:
    """Whether it is one, and no more: a study is labelled before it is known to be right."""
    if not isinstance(value, dict) or not _NEEDED <= set(value) <= {*_NEEDED, "count"}:
        return False
    hours = (value["from_h"], value["hours_h"])
    return isinstance(value["days"], str | list) and all(isinstance(each, int | float) for each in hours)


def _shift(shift: dict[str, Any]) -> str:
    days = shift["days"] if isinstance(shift["days"], str) else ", ".join(map(str, shift["days"]))
    ends = (shift["from_h"] + shift["hours_h"]) % 24
    count = f" ({shift['count']})" if "count" in shift else ""
    return f"{days} {shift['from_h']:g}-{ends:g}{count}"
