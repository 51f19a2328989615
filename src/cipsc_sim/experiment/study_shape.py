"""Which keys a study has, and what kind of value stands under each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study_problems import StudyProblems
from cipsc_sim.scenario.problems import suggestion

KEYS = ("title", "question", "notes", "scenario", "seed", "pairs", "fixed", "factors", "design", "margins")
LISTED, ONE_AT_A_TIME, GRID = "listed", "one_at_a_time", "grid"
DESIGNS = (LISTED, ONE_AT_A_TIME, GRID)
ALL = "all"
LARGEST = 2**64 - 1
"""What a seed may be."""

_KINDS: tuple[tuple[str, type, str, str], ...] = (
    ("title", str, "text", "Quote it if it holds a colon and a space."),
    ("question", str, "text", "Quote it if it holds a colon and a space."),
    ("notes", str, "text", "Quote it if it holds a colon and a space."),
    ("scenario", str, "a file name", "Write scenario: ../baseline.yaml."),
    ("fixed", bool, "true or false", "Write true to play the point values of all facts."),
    ("factors", dict, "a mapping", "Write name: {path: …, values: […]}."),
    ("margins", dict, "a mapping", "Write estimate: smallest difference that matters."),
)
_DESIGNS = "Write {grid: all}, {one_at_a_time: all} or {listed: […]}."
_FACTOR = "Write {path: orders.arrive.poisson.per_year, values: [12, 24]}."


def check_shape(tree: Mapping[str, Any], problems: StudyProblems) -> None:
    """Note what is missing, unknown, or of the wrong kind."""
    for key in tree:
        if key not in KEYS:
            problems.refuse((key,), f'no "{key}" in a study', suggestion(key, KEYS), named="")
    for key in ("title", "question", "design"):
        if key not in tree:
            problems.refuse((), f"no {key}", f"A study states its {key}.")
    for key, kind, words, right in _KINDS:
        if key in tree and not isinstance(tree[key], kind):
            problems.refuse((key,), f"not {words}", right)
    for key, least in (("seed", 0), ("pairs", 1)):
        value = tree.get(key, least)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
            problems.refuse((key,), f"{value!r} is no whole number from {least} on", f"Write {key}: {least + 1}.")
    if "design" in tree:
        _check_design(tree["design"], problems)
    if isinstance(tree.get("factors"), dict):
        _check_factors(tree["factors"], problems)
    if isinstance(tree.get("margins"), dict):
        _check_margins(tree["margins"], problems)


def kind_of(tree: Mapping[str, Any]) -> str:
    """Which design a study has whose shape is right."""
    return str(next(iter(tree["design"])))


def _check_design(design: Any, problems: StudyProblems) -> None:
    if not isinstance(design, dict) or len(design) != 1:
        problems.refuse(("design",), "not one design", _DESIGNS)
        return
    ((kind, inner),) = design.items()
    if kind not in DESIGNS:
        problems.refuse(("design", kind), f'no design "{kind}"', suggestion(kind, DESIGNS), named="design")
    elif kind == LISTED:
        _check_listed(inner, problems)
    elif inner != ALL and not (isinstance(inner, list) and inner and all(isinstance(name, str) for name in inner)):
        problems.refuse(("design", kind), "neither all nor a list of factors", f"Write {{{kind}: all}}.")


def _check_listed(items: Any, problems: StudyProblems) -> None:
    right = "Write a file, or name: {path: value}; {} leaves the scenario as it is."
    if not isinstance(items, list) or not items:
        problems.refuse(("design", LISTED), "not a list of points", right)
        return
    for place, item in enumerate(items):
        named = isinstance(item, dict) and len(item) == 1 and isinstance(next(iter(item.values())), dict)
        if not isinstance(item, str) and not named:
            problems.refuse(("design", LISTED, place), "not a point", right, named="design.listed")


def _check_factors(factors: Mapping[str, Any], problems: StudyProblems) -> None:
    for name, factor in factors.items():
        if not isinstance(factor, dict) or not {"path", "values"} <= factor.keys():
            problems.refuse(("factors", name), "not a factor", _FACTOR)
            continue
        for key in factor.keys() - {"path", "values"}:
            right = suggestion(key, ("path", "values"))
            problems.refuse(("factors", name, key), f'no "{key}" in a factor', right, named=f"factors.{name}")
        _check_values(name, factor["values"], problems)


def _check_values(name: str, values: Any, problems: StudyProblems) -> None:
    if not isinstance(values, list) or not values:
        problems.refuse(("factors", name, "values"), "no values", "List at least one: [12, 24, 36].")
        return
    for place, value in enumerate(values):
        if value in values[:place]:
            at = f"factors.{name}.values"
            problems.refuse(("factors", name, "values", place), f"{value!r} twice", "Each value once.", named=at)


def _check_margins(margins: Mapping[str, Any], problems: StudyProblems) -> None:
    for name, margin in margins.items():
        if isinstance(margin, bool) or not isinstance(margin, int | float) or margin < 0:
            right = "Write a number from 0 on, in the unit of the estimate (.05 for five percent)."
            problems.refuse(("margins", name), f"{margin!r} is no margin", right)
