"""Which views a study may name, and what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.study import GRID, LISTED
from cipsc_sim.scenario.problems import suggestion

CAPACITY, STAFFING, PURCHASES = VIEWS = ("capacity", "staffing", "purchases")
_GROUP = "facility.people."
_TAKES = {
    CAPACITY: "Vary one number, the demand: factors: {orders_per_year: {path: orders.arrive.poisson.per_year, "
    "values: [12, 24]}}, design: {grid: all}.",
    STAFFING: "Vary the count and the shifts of one group: facility.people.NAME.count and facility.people.NAME.shifts, "
    "design: {grid: all}.",
    PURCHASES: "List points: design: {listed: [name: {orders.arrive.poisson.per_year: 24, …}]}.",
}


def check_view(tree: Mapping[str, Any], problems: StudyProblems) -> None:
    """Note a view that there is not, or that the study has nothing for."""
    name = tree.get("view")
    if name is None:
        return
    if name not in VIEWS:
        problems.refuse(("view",), f'no view "{name}"', suggestion(str(name), VIEWS), named="view")
    elif not problems and not _HAS[name](tree):
        problems.refuse(("view",), f"nothing for the view {name}", _TAKES[name], named="view")


def _has_demand(tree: Mapping[str, Any]) -> bool:
    factors = list(tree.get("factors", {}).values())
    paths = [str(factor.get("path")).split(".") for factor in factors]
    of_demand = len(paths) == 1 and paths[0][0] == "orders" and "arrive" in paths[0]
    return GRID in tree["design"] and of_demand and all(map(_is_number, factors[0].get("values", [None])))


def _has_group(tree: Mapping[str, Any]) -> bool:
    paths = sorted(str(factor.get("path")) for factor in tree.get("factors", {}).values())
    groups = {path.removeprefix(_GROUP).partition(".")[0] for path in paths if path.startswith(_GROUP)}
    ends = [path.rpartition(".")[2] for path in paths]
    return GRID in tree["design"] and len(groups) == 1 and ends == ["count", "shifts"]


def _has_points(tree: Mapping[str, Any]) -> bool:
    return LISTED in tree["design"] and all(isinstance(each, dict) for each in tree["design"][LISTED])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_HAS = {CAPACITY: _has_demand, STAFFING: _has_group, PURCHASES: _has_points}
