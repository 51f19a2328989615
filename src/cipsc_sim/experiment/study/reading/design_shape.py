"""Which designs a study may have, and what each of them states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study.designs.prior_design import GRADE, SECTION
from cipsc_sim.experiment.study.reading.limits_shape import check_limits
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.study import (
    CROSSED,
    GRID,
    LATIN_HYPERCUBE,
    LISTED,
    ONE_AT_A_TIME,
    SELECT,
    SOBOL_INDICES,
    SOBOL_SEQUENCE,
)
from cipsc_sim.scenario.paths import TreePath, show
from cipsc_sim.scenario.problems import suggestion

ALL = "all"
OF_FACTORS = (GRID, ONE_AT_A_TIME)
SAMPLED = (LATIN_HYPERCUBE, SOBOL_SEQUENCE)
WITHOUT_FACTORS = (LISTED, SOBOL_INDICES, CROSSED)
DESIGNS = (LISTED, *OF_FACTORS, *SAMPLED, SELECT, SOBOL_INDICES, CROSSED)

_STATED: Mapping[str, tuple[str, ...]] = {
    LATIN_HYPERCUBE: ("points", "factors"),
    SOBOL_SEQUENCE: ("points", "factors"),
    SOBOL_INDICES: ("rows", "group_by"),
    CROSSED: ("draws",),
    SELECT: ("of", "best", "indifference", "confidence", "subject_to"),
}
_EXAMPLES: Mapping[str, str] = {
    LATIN_HYPERCUBE: "{points: 64}",
    SOBOL_SEQUENCE: "{points: 64}",
    SOBOL_INDICES: "{rows: 64, group_by: [section, grade]}",
    CROSSED: "{draws: 30}",
    SELECT: "{of: all, best: order_success_fraction, indifference: 0.02}",
}
_DESIGNS = "Write {grid: all}, {one_at_a_time: all}, {listed: […]} or {latin_hypercube: {points: 64}}."


def kind_of(tree: Mapping[str, Any]) -> str:
    """Which design a study has whose shape is right."""
    return str(next(iter(tree["design"])))


def check_design(design: Any, problems: StudyProblems) -> None:
    """Note what is wrong with a design."""
    if not isinstance(design, dict) or len(design) != 1:
        several = f" but {len(design)}: {', '.join(design)}" if isinstance(design, dict) and design else ""
        problems.refuse(("design",), f"not one design{several}", _DESIGNS)
        return
    ((kind, inner),) = design.items()
    if kind not in DESIGNS:
        problems.refuse(("design", kind), f'no design "{kind}"', suggestion(kind, DESIGNS), named="design")
    elif kind == LISTED:
        _check_listed(inner, problems)
    elif kind in OF_FACTORS:
        _check_factors_named(inner, ("design", kind), f"Write {{{kind}: all}}.", problems)
    else:
        _check_stated(kind, inner, problems)


def _check_factors_named(value: Any, at: TreePath, right: str, problems: StudyProblems) -> None:
    """``all``, or a list that names each factor once."""
    if value == ALL:
        return
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        problems.refuse(at, "neither all nor a list of factors", right)
        return
    for place, name in enumerate(value):
        if name in value[:place]:
            problems.refuse((*at, place), f"{name} twice", "Each factor once.", named=show(at))


def _check_listed(items: Any, problems: StudyProblems) -> None:
    right = "Write a file, or name: {path: value}; {} leaves the scenario as it is."
    if not isinstance(items, list) or not items:
        problems.refuse(("design", LISTED), "not a list of points", right)
        return
    for place, item in enumerate(items):
        named = isinstance(item, dict) and len(item) == 1 and isinstance(next(iter(item.values())), dict)
        if not isinstance(item, str) and not named:
            problems.refuse(("design", LISTED, place), "not a point", right, named="design.listed")


def _check_stated(kind: str, stated: Any, problems: StudyProblems) -> None:
    right = f"Write {{{kind}: {_EXAMPLES[kind]}}}."
    if not isinstance(stated, dict):
        problems.refuse(("design", kind), "nothing stated", right)
        return
    for key in stated:
        if key not in _STATED[kind]:
            problems.refuse(
                ("design", kind, key), f'no "{key}"', suggestion(key, _STATED[kind]), named=f"design.{kind}"
            )
    for key, least in (("points", 2), ("rows", 4), ("draws", 5)):
        if key in _STATED[kind] and not _is_whole(stated.get(key), least):
            problems.refuse(("design", kind, key), f"{stated.get(key)!r} {key}", f"A whole number from {least} on.")
    for key in ("factors", "of"):
        if key in stated:
            _check_factors_named(stated[key], ("design", kind, key), f"Write {key}: all.", problems)
    if kind == SOBOL_INDICES:
        _check_rows(stated.get("rows"), problems)
        _check_group_by(stated.get("group_by", [GRADE]), problems)
    if kind == SELECT:
        _check_select(stated, problems)


def _check_rows(rows: Any, problems: StudyProblems) -> None:
    if _is_whole(rows, 4) and rows & (rows - 1):
        nearest = 1 << (rows.bit_length() - 1)
        right = f"Take a power of two: {nearest} or {2 * nearest}."
        problems.refuse(("design", SOBOL_INDICES, "rows"), f"{rows} rows", right)


def _check_group_by(group_by: Any, problems: StudyProblems) -> None:
    named = group_by if isinstance(group_by, list) else [group_by]
    if not named or any(name not in (SECTION, GRADE) for name in named):
        problems.refuse(("design", SOBOL_INDICES, "group_by"), f"{group_by!r}", "Write section, grade, or both.")


def _check_select(stated: Mapping[str, Any], problems: StudyProblems) -> None:
    at = ("design", SELECT)
    if not isinstance(stated.get("best"), str):
        problems.refuse((*at, "best"), "no estimate to choose by", "Write best: order_success_fraction.")
    zone = stated.get("indifference")
    if isinstance(zone, bool) or not isinstance(zone, int | float) or not zone > 0:
        right = "State the smallest difference that is worth finding, in the unit of the estimate."
        found = "no indifference zone" if zone is None else f"{zone!r} is no indifference zone"
        problems.refuse((*at, "indifference"), found, right)
    confidence = stated.get("confidence", 0.95)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0.5 < confidence < 1:
        problems.refuse((*at, "confidence"), f"{confidence!r} is no confidence", "Write confidence: 0.95.")
    if isinstance(stated.get("subject_to", {}), dict):
        check_limits(stated.get("subject_to", {}), (*at, "subject_to"), problems)
    else:
        problems.refuse((*at, "subject_to"), "not limits", "Write {start_to_release_d.p90: {at_most: 220}}.")


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
