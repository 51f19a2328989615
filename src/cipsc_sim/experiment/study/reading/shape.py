"""Which keys a study has, and what kind of value stands under each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study.reading.design_shape import WITHOUT_FACTORS, check_design
from cipsc_sim.experiment.study.reading.factor_shape import check_factors
from cipsc_sim.experiment.study.reading.limits_shape import check_limits, is_number
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.reading.view_shape import check_view
from cipsc_sim.scenario.problems import suggestion

KEYS = (
    *("title", "question", "notes", "scenario", "seed", "pairs", "fixed"),
    *("factors", "design", "margins", "targets", "trade_off", "view"),
)
OF_SCENARIOS = {"extends", "materials", "procedures", "orders", "facility"}
"""What only a scenario states."""
LARGEST = 2**64 - 1
"""What a seed may be."""
MOST_PAIRS = 1_000_000
"""Of a point; estimates of so many have three digits and more."""

_KINDS: tuple[tuple[str, type, str, str], ...] = (
    ("title", str, "text", "Quote it if it holds a colon and a space."),
    ("question", str, "text", "Quote it if it holds a colon and a space."),
    ("notes", str, "text", "Quote it if it holds a colon and a space."),
    ("scenario", str, "a file name", "Write scenario: ../baseline.yaml."),
    ("fixed", bool, "true or false", "Write true to play the point values of all facts."),
    ("factors", dict, "a mapping", "Write name: {path: …, values: […]}."),
    ("margins", dict, "a mapping", "Write estimate: smallest difference that matters."),
    ("targets", dict, "a mapping", "Write estimate: {at_least: …} or {at_most: …}."),
    ("trade_off", list, "a list of estimates", "Write [cost_per_treated_order, order_success_fraction]."),
)


def check_shape(tree: Mapping[str, Any], problems: StudyProblems) -> None:
    """Note what is missing, unknown, or of the wrong kind; of a scenario only that it is one."""
    if not tree.keys() & {"design", "factors", "scenario"} and (of_scenario := tree.keys() & OF_SCENARIOS):
        at = next(key for key in tree if key in of_scenario)
        right = "cipsc-sim run plays it; a study names it (scenario: FILE) and states factors and a design."
        problems.refuse((at,), "a scenario, not a study", right, named="")
        return
    for key in tree:
        if key not in KEYS:
            problems.refuse((key,), f'no "{key}" in a study', suggestion(key, KEYS), named="")
    for key in ("title", "question", "design"):
        if key not in tree:
            problems.refuse((), f"no {key}", f"A study states its {key}.")
    for key, kind, words, right in _KINDS:
        if key in tree and not isinstance(tree[key], kind):
            problems.refuse((key,), f"not {words}", right)
    for key, least, most in (("seed", 0, LARGEST), ("pairs", 1, MOST_PAIRS)):
        value = tree.get(key, least)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            problems.refuse((key,), f"{value!r} is no whole number from {least} on", f"Write {key}: {least + 1}.")
        elif value > most:
            problems.refuse((key,), f"{value:,} is too large", f"A whole number up to {most:,}.")
    if "design" in tree:
        check_design(tree["design"], problems)
    if isinstance(tree.get("factors"), dict):
        check_factors(tree["factors"], problems)
        _check_is_varied(tree, problems)
    if isinstance(tree.get("margins"), dict):
        _check_margins(tree["margins"], problems)
    if isinstance(tree.get("targets"), dict):
        check_limits(tree["targets"], ("targets",), problems)
    if isinstance(tree.get("trade_off"), list):
        _check_trade_off(tree["trade_off"], problems)
    check_view(tree, problems)


def _check_is_varied(tree: Mapping[str, Any], problems: StudyProblems) -> None:
    """Note factors beside a design that varies none."""
    design = tree.get("design")
    kinds = [kind for kind in design if kind in WITHOUT_FACTORS] if isinstance(design, dict) else []
    if tree["factors"] and kinds:
        right = "Leave them out, or choose a design that varies them, such as {grid: all}."
        problems.refuse(("factors",), f"not varied by {kinds[0]}", right)


def _check_trade_off(names: list[Any], problems: StudyProblems) -> None:
    right = "Write [cost_per_treated_order, order_success_fraction]."
    if len(names) < 2 or not all(isinstance(name, str) for name in names):
        problems.refuse(("trade_off",), "not two estimates or more", right)
    for place, name in enumerate(names):
        if name in names[:place]:
            problems.refuse(("trade_off", place), f"{name} twice", "Each estimate once.", named="trade_off")


def _check_margins(margins: Mapping[str, Any], problems: StudyProblems) -> None:
    for name, margin in margins.items():
        if not is_number(margin) or margin < 0:
            right = "Write a number from 0 on, in the unit of the estimate (.05 for five percent)."
            problems.refuse(("margins", name), f"{margin!r} is no margin", right)
