"""A store has room for all that one order surely keeps there at once, beside what lies there for ever."""

from __future__ import annotations

from collections import Counter
from math import ceil

from cipsc_sim.scenario.lineage import Lineage, lineage_of, made_for_orders, product
from cipsc_sim.scenario.needs import storage_needs
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.procedure import LotsFrom, Take
from cipsc_sim.scenario.scenario import Scenario


def check_keeping(scenario: Scenario, problems: Problems) -> None:
    """When an order asks for room for what it makes, it still keeps what it did not use up on the way there."""
    lineage = lineage_of(scenario)
    for material in made_for_orders(scenario, lineage):
        needs = storage_needs(scenario, scenario.procedures[lineage.maker[material]])
        for store, n in needs.items():
            count = scenario.facility.equipment[store].count
            kept = _kept(scenario, lineage, material, store)
            most = n + sum(kept.values())
            if n <= count < most:
                others = ", ".join(f"{lots} {name}" for name, lots in kept.items())
                found = (
                    f"{most} {store} at once, {n} for {material} while {others} are kept there, and there are {count}"
                )
                right = f"Use up more on the way, or raise facility.equipment.{store}.count."
                problems.refuse(("materials", material, "kept_in"), found, right)


def _kept(scenario: Scenario, lineage: Lineage, material: str, store: str) -> Counter[str]:
    """By material, the lots that surely lie in the store when a lot of this one is made for an order."""
    before = lineage.ancestors(material)
    kept: Counter[str] = Counter()
    for name, each in scenario.materials.items():
        supply = each.supply
        if each.kept_in != store or each.shelf_life_d is not None:
            continue
        if supply is not None and supply.at_start is not None:
            kept[name] = supply.at_start if _is_never_used_up(scenario, name) else 0
        elif name in before and (supply is None or supply.with_order is not None):
            kept[name] = _left_over(scenario, lineage, name)
    return +kept


def _is_never_used_up(scenario: Scenario, material: str) -> bool:
    takes = [each.takes[material] for each in scenario.procedures.values() if material in each.takes]
    consumed = any(material in step.consumes for each in scenario.procedures.values() for step in each.steps.values())
    stay = all(isinstance(take, Take) and take.stays for take in takes)
    return bool(takes) and stay and not consumed and material not in scenario.orders.wants


def _left_over(scenario: Scenario, lineage: Lineage, material: str) -> int:
    """The lots that remain when each procedure that takes some has been carried out once, as often in parallel as it may be."""
    lots, packs = _lots_and_packs(scenario, lineage, material)
    used = 0
    for procedure in scenario.procedures.values():
        if material in procedure.takes:
            taken = _packs_taken(procedure.takes[material], packs)
            if taken and (scenario.materials[material].pack or _several_are_taken(scenario, product(procedure))):
                return 0  # how many packs a lot has, or how often some are taken, is not known before
            times = procedure.in_parallel if material == next(iter(procedure.takes)) else 1
            used += times * taken
    return max(0, ceil((lots * packs - used) / packs))


def _several_are_taken(scenario: Scenario, material: str) -> bool:
    """Whether several lots of it are wanted at once, so that it may be made several times."""
    takes = [each.takes[material] for each in scenario.procedures.values() if material in each.takes]
    wants = scenario.orders.wants.get(material)
    several = any(isinstance(take, Take) and (take.lots or 1) > 1 for take in takes)
    return several or (wants is not None and (wants.lots or 1) > 1)


def _lots_and_packs(scenario: Scenario, lineage: Lineage, material: str) -> tuple[int, int]:
    """How many lots there surely are, of which one at least passes its tests, and how many packs each holds."""
    supply = scenario.materials[material].supply
    if supply is not None:
        lots, packs = supply.with_order or 0, scenario.materials[material].packs
    else:
        make = scenario.procedures[lineage.maker[material]].makes[material]
        lots, packs = 1 if isinstance(make.lots, LotsFrom) else make.lots, make.packs
    return (1 if material in scenario.release else lots), packs


def _packs_taken(take: Take | str, packs: int) -> int:
    if not isinstance(take, Take):
        return packs
    if take.stays:
        return 0
    return take.packs if take.packs is not None else (take.lots or 1) * packs
