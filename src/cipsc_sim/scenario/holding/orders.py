"""What belongs to an order until it closes, and what the order may wait for meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from cipsc_sim.scenario.holding.campaign import Campaign
from cipsc_sim.scenario.holding.edge import Edge
from cipsc_sim.scenario.holding.moments import Moment, before, does_again, moments_of
from cipsc_sim.scenario.needs import holdings
from cipsc_sim.scenario.scenario import Scenario


def order_edges(scenario: Scenario, campaign: Campaign) -> Iterator[Edge]:
    """From each campaign's equipment to all that its order may wait for while it is held."""
    moments = [moment for name in campaign.for_orders for moment in moments_of(scenario, campaign.lineage, name)]
    again = does_again(scenario, [scenario.procedures[name] for name in campaign.for_orders])
    for begun in moments:
        occupied = _occupied(scenario, begun)
        has = campaign.before(begun.procedure, begun.position) | (occupied & campaign.pools)
        for pool in sorted(occupied & campaign.pools):
            for moment in moments:
                if again or not (moment is begun or before(scenario, campaign.lineage, moment, begun)):
                    awaited = [each for each in moment.needs if moment.for_stock or each not in has]
                    yield from (Edge(pool, each, moment.path, moment.place) for each in awaited)


def _occupied(scenario: Scenario, moment: Moment) -> frozenset[str]:
    procedure = scenario.procedures[moment.procedure]
    in_route = 0 <= moment.position < len(procedure.route)
    return frozenset(holdings(procedure)[moment.position]) if in_route else frozenset()
