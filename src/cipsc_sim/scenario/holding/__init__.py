"""Who holds what while waiting for what: the graph over pools must have no circle.

A request is granted all or nothing, so a plant can stall only where a lot, or its order, *holds* something while it
*waits* for something else. An edge X → Y says that this can happen. Without a circle some holder can always go on, and
in time every request is granted.

- A step holds its equipment while its later tasks wait for people and equipment.
- ``holds: true`` and ``same`` keep equipment while the next step is waited for.
- A lot that is ``kept_in`` a store holds its position until it is used up: while the procedures that take it wait for
  their first step, and while its tests and its review wait.
- The position in the store is asked for together with the *last* step of the procedure that makes the lot, and held
  from its start. So a finished lot never waits for a store, and only what is kept into the last step is held meanwhile.
- What comes from outside takes its positions in store when it comes, those of all that comes together at once. It holds
  nothing while it waits for them; but who waits for a delivery, holding something, waits for its positions too, where
  other lots may be in the way. What a step uses up lies in store until that step begins.
- What an order shares (``ownership: order``) is given back when the last step that uses it ends. Each of these steps
  ends, or waits for reasons of its own, so sharing adds no edge; and a step that keeps a unit waits for no other of it.
- What belongs to an order until it closes (``ownership: campaign``) is held while everything else of that order waits:
  later steps, tests, stock; where the order may do things again (recovery, several lots), earlier steps too. In stock
  made for no order it is held to the end of the procedure.
- What may be left of an order's lot in store (packs of several, what is used and not used up) is held to its close too,
  while all later steps wait; but for other places in store.

Not in the graph are waits that end by themselves (weekdays, ``at_most_d``), and a store full of what orders keep while
they wait for more of it: those are stores too small for the demand, which the run reports.
"""

from __future__ import annotations

from cipsc_sim.scenario.holding.campaign import campaign_of
from cipsc_sim.scenario.holding.circle import circles
from cipsc_sim.scenario.holding.edge import Edge
from cipsc_sim.scenario.holding.left_over import left_over_edges
from cipsc_sim.scenario.holding.lots import lot_edges
from cipsc_sim.scenario.holding.orders import order_edges
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario

__all__ = ["Edge", "check_holding", "circles", "holding_edges"]


def holding_edges(scenario: Scenario) -> tuple[Edge, ...]:
    """Every edge of the graph, each pair of pools once, with the first place where it comes about."""
    campaign = campaign_of(scenario)
    edges: dict[tuple[str, str], Edge] = {}
    kept = left_over_edges(scenario, campaign)
    for edge in (*lot_edges(scenario, campaign), *order_edges(scenario, campaign), *kept):
        edges.setdefault((edge.held, edge.awaited), edge)
    return tuple(edges.values())


def check_holding(scenario: Scenario, problems: Problems) -> None:
    """Each circle is a problem, with the way round it."""
    for circle in circles(holding_edges(scenario)):
        way = "; ".join(str(edge) for edge in circle)
        if len(circle) == 1:
            right = "Ask for all of it at once, or give it back before."
        else:
            right = "Ask for these at once, take them in one order everywhere, or give one back before."
        right = " ".join([right, *(edge.or_else for edge in circle if edge.or_else)])
        problems.refuse(circle[0].path, f"the plant can stall: {way}", right)
