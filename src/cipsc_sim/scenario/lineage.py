"""Which material is made of which, and by which procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cipsc_sim.scenario.procedure import Procedure
from cipsc_sim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Lineage:
    """The procedures as a graph of materials. Of two procedures that make one material, the first counts."""

    maker: Mapping[str, str]
    inputs: Mapping[str, tuple[str, ...]]

    def ancestors(self, material: str) -> tuple[str, ...]:
        """Every material that it is made of, nearest first."""
        found = dict.fromkeys(self.inputs.get(material, ()))
        waiting = list(found)
        for each in waiting:
            for parent in self.inputs.get(each, ()):
                if parent not in found:
                    found[parent] = None
                    waiting.append(parent)
        return tuple(found)


def lineage_of(scenario: Scenario) -> Lineage:
    """The lineage that the procedures state."""
    maker: dict[str, str] = {}
    inputs: dict[str, tuple[str, ...]] = {}
    for name, procedure in scenario.procedures.items():
        made = product(procedure)
        if made not in maker:
            maker[made] = name
            inputs[made] = tuple(procedure.takes)
    return Lineage(maker, inputs)


def product(procedure: Procedure) -> str:
    """The one material that it makes."""
    return next(iter(procedure.makes))


def wanted(scenario: Scenario) -> str:
    """The one material that orders want."""
    return next(iter(scenario.orders.wants))


def shared(scenario: Scenario, material: str) -> bool:
    """Whether its lots belong to no order: it has a supply, and not one that comes with the order."""
    supply = scenario.materials[material].supply
    return supply is not None and supply.with_order is None


def made_for_orders(scenario: Scenario, lineage: Lineage) -> tuple[str, ...]:
    """The materials that an order makes for itself, the wanted one first."""
    met = [wanted(scenario)]
    for material in met:
        if scenario.materials[material].supply is None:
            met += [parent for parent in lineage.inputs.get(material, ()) if parent not in met]
    return tuple(material for material in met if scenario.materials[material].supply is None)


def has_to_be_made(scenario: Scenario, lineage: Lineage, material: str) -> bool:
    """Whether a lot of it comes from a procedure: nothing else supplies it."""
    supply = scenario.materials[material].supply
    return material in lineage.maker and (supply is None or supply.made_below is not None)


def made_of(scenario: Scenario, lineage: Lineage, material: str) -> tuple[str, ...]:
    """Every material met on the way from this one down to a supply, nearest first."""
    met = [material]
    for each in met:
        if has_to_be_made(scenario, lineage, each):
            met += [parent for parent in lineage.inputs[each] if parent not in met]
    return tuple(met[1:])
