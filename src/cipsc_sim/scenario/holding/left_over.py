"""What stays in store for an order beside what is used: packs and lots that are left, until the order closes."""

from __future__ import annotations

from collections.abc import Iterator

from cipsc_sim.scenario.holding.campaign import Campaign
from cipsc_sim.scenario.holding.edge import Edge
from cipsc_sim.scenario.holding.moments import before, does_again, moments_of
from cipsc_sim.scenario.lineage import product
from cipsc_sim.scenario.procedure import Take
from cipsc_sim.scenario.scenario import Scenario


def left_over_edges(scenario: Scenario, campaign: Campaign) -> Iterator[Edge]:
    """From each store in which something may be left of a lot to all that its order waits for after that lot was begun.

    Not to stores: whether all orders together find room for what they keep depends on the demand, and a run tells.
    """
    stores = {each.kept_in for each in scenario.materials.values()}
    moments = [moment for name in campaign.for_orders for moment in moments_of(scenario, campaign.lineage, name)]
    again = does_again(scenario, [scenario.procedures[name] for name in campaign.for_orders])
    for material, store in _kept(scenario, campaign):
        maker = campaign.lineage.maker.get(material)
        comes = scenario.materials[material].supply is not None
        last = next((each for each in reversed(moments) if each.procedure == maker and not comes), None)
        for moment in moments:
            if again or last is None or not (moment is last or before(scenario, campaign.lineage, moment, last)):
                has = campaign.before(moment.procedure, max(moment.position, 0))
                for awaited in moment.needs:
                    if awaited not in stores and (moment.for_stock or awaited not in has):
                        place = f"{moment.place}, with {material} left"
                        yield Edge(store, awaited, moment.path, place, f"Or leave nothing of {material} in store.")


def _kept(scenario: Scenario, campaign: Campaign) -> Iterator[tuple[str, str]]:
    """What belongs to an order and may be left in store beside what is used of it, with its store."""
    made = {product(scenario.procedures[name]) for name in campaign.for_orders}
    for name, material in scenario.materials.items():
        comes = material.supply is not None and material.supply.with_order is not None
        if material.kept_in is not None and (name in made or comes) and _may_be_left(scenario, campaign, name):
            yield name, material.kept_in


def _may_be_left(scenario: Scenario, campaign: Campaign, material: str) -> bool:
    """Whether a procedure that takes of it may leave some: packs of several, or what is used and not used up."""
    maker = campaign.lineage.maker.get(material)
    there = scenario.materials[material]
    made_here = maker is not None and there.supply is None
    packs = scenario.procedures[maker].makes[material].packs if made_here and maker is not None else there.packs
    takes = [procedure.takes[material] for procedure in scenario.procedures.values() if material in procedure.takes]
    return any(
        isinstance(take, Take) and (take.stays or (take.packs is not None and take.packs < packs)) for take in takes
    )
