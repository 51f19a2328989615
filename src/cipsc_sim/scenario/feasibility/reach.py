"""What orders want can be made, down to a supply; and made again from where a rung restarts."""

from __future__ import annotations

from cipsc_sim.scenario.lineage import Lineage, has_to_be_made, lineage_of, made_of, wanted
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario


def check_reach(scenario: Scenario, problems: Problems) -> None:
    """Circles of procedures, stock that only an order could begin, and rungs beside the way."""
    lineage = lineage_of(scenario)
    circles = _circles(scenario, lineage)
    for circle in circles:
        _refuse_circle(lineage, circle, problems)
    if not circles:
        _check_stock_is_begun(scenario, lineage, problems)
        _check_rungs(scenario, lineage, problems)


def _circles(scenario: Scenario, lineage: Lineage) -> list[list[str]]:
    """Each circle of materials that are made of each other, once."""
    circles: dict[frozenset[str], list[str]] = {}
    done: set[str] = set()

    def follow(material: str, way: list[str]) -> None:
        if material in way:
            circle = way[way.index(material) :]
            circles.setdefault(frozenset(circle), circle)
        elif material not in done and has_to_be_made(scenario, lineage, material):
            for parent in lineage.inputs[material]:
                follow(parent, [*way, material])
            done.add(material)

    for material in scenario.materials:
        follow(material, [])
    return list(circles.values())


def _refuse_circle(lineage: Lineage, circle: list[str], problems: Problems) -> None:
    found = " ← ".join(f"{material} ({lineage.maker[material]})" for material in circle)
    path = ("procedures", lineage.maker[circle[0]], "takes")
    problems.refuse(path, f"a circle: {found} ← {circle[0]}", "Give one of these materials a supply.")


def _check_stock_is_begun(scenario: Scenario, lineage: Lineage, problems: Problems) -> None:
    """Shared stock is made for no order, so nothing that comes with an order can be in it."""
    for name, material in scenario.materials.items():
        if material.supply is None or material.supply.made_below is None:
            continue
        for ancestor in made_of(scenario, lineage, name):
            supply = scenario.materials[ancestor].supply
            if supply is not None and supply.with_order is not None:
                found = f"{name} is made for stock, for no order, yet of {ancestor}, which comes with an order"
                right = f"Take out made_below, or supply {ancestor} at_start, by arrive or bought."
                problems.refuse(("materials", name, "supply", "made_below"), found, right)


def _check_rungs(scenario: Scenario, lineage: Lineage, problems: Problems) -> None:
    goal = wanted(scenario)
    way = made_of(scenario, lineage, goal)
    for name, rung in scenario.recovery.rungs.items():
        if rung.restart_from not in way:
            found = f"{goal} is not made from {rung.restart_from}"
            right = f"Restart from one of: {', '.join(way)}." if way else f"Nothing is made: {goal} is supplied."
            problems.refuse(("recovery", "rungs", name, "restart_from"), found, right)
