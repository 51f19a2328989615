"""What kind of value stands under each key of a factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study.reading.limits_shape import is_number
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.scenario.problems import suggestion

KEYS = ("path", "each", "values", "add", "times", "from", "to", "scale", "only_where")
COLUMNS = ("point", "label", "base", "file", "scenario_hash")
"""Columns of the table of points, which a factor cannot be called."""

_RELATIVE = ("add", "times")
_FACTOR = "Write {path: orders.arrive.poisson.per_year, values: [12, 24]}, or from: 12, to: 24 in place of values."


def check_factors(factors: Mapping[str, Any], problems: StudyProblems) -> None:
    """Note factors that are none."""
    for name, factor in factors.items():
        at = ("factors", name)
        if name in COLUMNS:
            problems.refuse(at, f'"{name}" is a column of the points already', "Choose another name.", named="factors")
        if not name.strip() or not name.isprintable():
            problems.refuse(at, f"{name!r} is no name", "Give it one of letters and digits.", named="factors")
        if not isinstance(factor, dict):
            problems.refuse(at, "not a factor", _FACTOR)
            continue
        if ("path" in factor) == ("each" in factor):
            both = "path and each" if "path" in factor else "neither path nor each"
            problems.refuse(at, f"{both}; a factor has one of them", _FACTOR)
            continue
        for key in factor:
            if key not in KEYS:
                right = suggestion(key, KEYS)
                problems.refuse((*at, key), f'no "{key}" in a factor', right, named=f"factors.{name}")
        _check_levels(name, factor, problems)
        only_where = factor.get("only_where", {"": [""]})
        if not isinstance(only_where, dict) or not only_where or not all(map(_is_filled, only_where.values())):
            right = "Write only_where: {other_factor: [values at which this one is varied]}."
            problems.refuse((*at, "only_where"), "not a condition", right)


def _is_filled(values: Any) -> bool:
    return isinstance(values, list) and bool(values)


def _check_levels(name: str, factor: Mapping[str, Any], problems: StudyProblems) -> None:
    """Values, steps from what is there, or a span: one of them."""
    at = ("factors", name)
    given = [key for key in ("values", *_RELATIVE) if key in factor] + (
        ["from"] if {"from", "to"} & set(factor) else []
    )
    if len(given) != 1:
        problems.refuse(at, f"{' and '.join(given) or 'no values'}", f"One of values, add, times, from … to. {_FACTOR}")
    elif given == ["from"]:
        _check_span(name, factor, problems)
    elif "scale" in factor:
        problems.refuse((*at, "scale"), f"a scale of {given[0]}", "It belongs to from … to. Leave it out.")
    else:
        _check_values(name, given[0], factor[given[0]], problems)


def _check_span(name: str, factor: Mapping[str, Any], problems: StudyProblems) -> None:
    at, low, high = ("factors", name), factor.get("from"), factor.get("to")
    if low is None or high is None or not (is_number(low) and is_number(high)):
        problems.refuse(at, "a span without both ends", "Write from: 12, to: 24.")
    elif not low < high:
        problems.refuse((*at, "to"), f"an empty range, from {low:g} to {high:g}", "Write the lower end first.")
    if factor.get("scale", "linear") not in ("linear", "log"):
        problems.refuse((*at, "scale"), f"{factor['scale']!r} is no scale", "Write linear or log.")
    elif factor.get("scale") == "log" and low is not None and is_number(low) and low <= 0:
        problems.refuse((*at, "from"), f"{low:g} on a scale of factors", "Begin above 0, or write scale: linear.")


def _check_values(name: str, key: str, values: Any, problems: StudyProblems) -> None:
    if not isinstance(values, list) or not values:
        problems.refuse(
            ("factors", name, key), f"no {key if key == 'values' else 'numbers'}", "List at least one: [12, 24, 36]."
        )
        return
    for place, value in enumerate(values):
        at = ("factors", name, key, place)
        if key in _RELATIVE and not is_number(value):
            problems.refuse(at, f"{value!r} is no number", f"{key} numbers: [1], [0.5, 2].")
        if value in values[:place]:
            problems.refuse(at, f"{value!r} twice", "Each value once.", named=f"factors.{name}.{key}")
