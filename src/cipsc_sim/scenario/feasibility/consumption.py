"""A step that uses up packs can find so many at once."""

from __future__ import annotations

from math import ceil

from cipsc_sim.scenario.material import Material, Purchase
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario


def check_consumption(scenario: Scenario, problems: Problems) -> None:
    """What each step uses up, against the most packs that there ever are."""
    for name, procedure in scenario.procedures.items():
        for step_name, step in procedure.steps.items():
            path = ("procedures", name, "steps", step_name, "consumes")
            for material, n in step.consumes.items():
                most = _most_packs(scenario.materials[material])
                if most is not None and n > most:
                    found = f"{n} packs of {material} at once, of which there are never more than {most}"
                    right = f"Use up fewer, or raise materials.{material}.supply or its packs."
                    problems.refuse(path, found, right, beneath=(material,))
                else:
                    _check_room(scenario, path, material, n, problems)


def _check_room(scenario: Scenario, path: TreePath, name: str, n: int, problems: Problems) -> None:
    """The store has a position for each lot that so many packs are in."""
    material = scenario.materials[name]
    if material.kept_in is None:
        return
    count = scenario.facility.equipment[material.kept_in].count
    if n > count * material.packs:
        found = f"{n} packs of {name} at once, and {material.kept_in} has room for {count * material.packs}"
        right = f"Use up fewer, or raise facility.equipment.{material.kept_in}.count."
        problems.refuse(path, found, right, beneath=(name,))


def _most_packs(material: Material) -> int | None:
    """None if there is no end."""
    supply = material.supply
    if supply is not None and supply.at_start is not None:
        return supply.at_start * material.packs
    if supply is None or supply.bought is None:
        return None
    return _most_bought(supply.bought, material.packs)


def _most_bought(bought: Purchase, packs: int) -> int:
    """The level just before an order, and what it brings."""
    below = bought.below.packs if bought.below.packs is not None else (bought.below.lots or 1) * packs
    if bought.up_to is None:
        in_lot = packs if bought.below.packs is None else 1
        return below - in_lot + (bought.lots or 1) * packs
    up_to = bought.up_to.packs if bought.up_to.packs is not None else (bought.up_to.lots or 1) * packs
    return max(up_to, below - 1 + ceil((up_to - below + 1) / packs) * packs)
