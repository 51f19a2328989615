"""Equipment that belongs to an order from its first use until it closes."""

from __future__ import annotations

from dataclasses import dataclass

from cipsc_sim.scenario.lineage import Lineage, lineage_of, made_for_orders, product
from cipsc_sim.scenario.needs import holdings
from cipsc_sim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Campaign:
    """What each order surely has for itself by the time it asks for a step."""

    scenario: Scenario
    lineage: Lineage
    pools: frozenset[str]
    for_orders: tuple[str, ...]
    """The procedures that an order carries out for itself."""

    def before(self, procedure: str, position: int) -> frozenset[str]:
        """What was used earlier in the route, or in a procedure that the order must have carried out before."""
        held = self._used(procedure, position)
        if procedure in self.for_orders:
            earlier = self.lineage.ancestors(product(self.scenario.procedures[procedure]))
            for other in self.for_orders:
                if product(self.scenario.procedures[other]) in earlier:
                    held |= self._used(other, len(self.scenario.procedures[other].route))
        return held

    def _used(self, procedure: str, position: int) -> frozenset[str]:
        """What the steps before this position of the route occupy."""
        used = (pool for held in holdings(self.scenario.procedures[procedure])[:position] for pool in held)
        return frozenset(pool for pool in used if pool in self.pools)


def campaign_of(scenario: Scenario) -> Campaign:
    """The campaigns of the orders of a scenario."""
    lineage = lineage_of(scenario)
    pools = frozenset(name for name, each in scenario.facility.equipment.items() if each.ownership == "campaign")
    procedures = tuple(lineage.maker[material] for material in made_for_orders(scenario, lineage))
    return Campaign(scenario, lineage, pools, procedures)
