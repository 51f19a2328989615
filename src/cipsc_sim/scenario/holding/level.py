"""How many lots of a stocked material there can ever be at once."""

from __future__ import annotations

from math import ceil, inf

from cipsc_sim.scenario.material import Material, Purchase
from cipsc_sim.scenario.scenario import Scenario


def claimed(scenario: Scenario, material: str) -> bool:
    """Whether somebody claims lots or packs of it, which lie in store until they are used."""
    return material in scenario.orders.wants or any(material in each.takes for each in scenario.procedures.values())


def most_lots(scenario: Scenario, material: str) -> float:
    """The most lots that can lie in store at once; inf where orders bring, make or claim as many as there are orders."""
    each = scenario.materials[material]
    supply = each.supply
    if supply is None or supply.with_order is not None or supply.made_below is not None:
        return inf
    if supply.at_start is not None:
        return supply.at_start
    if supply.arrive is not None:
        at_d, limit = supply.arrive.at_d, supply.arrive.limit
        return min(inf if at_d is None else len(at_d), inf if limit is None else limit)
    assert supply.bought is not None
    return inf if claimed(scenario, material) else _most_bought(each, supply.bought)


def _most_bought(material: Material, bought: Purchase) -> int:
    """The level, what one order brings on top of it, and a lot that is not used up."""
    below = bought.below.lots or ceil((bought.below.packs or 1) / material.packs)
    return below + delivered(material, bought) + 1


def delivered(material: Material, bought: Purchase) -> int:
    """The most lots that one delivery brings."""
    up_to = bought.up_to
    if up_to is None:
        return bought.lots or 1
    return up_to.lots or ceil((up_to.packs or 1) / material.packs)
