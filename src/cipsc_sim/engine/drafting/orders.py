"""Who wants what, and the materials on the way to it."""

from __future__ import annotations

from cipsc_sim.engine.blueprint import ArrivalPlan, OrderPlan
from cipsc_sim.engine.drafting.arrivals import arrival_plan
from cipsc_sim.engine.drafting.desk import Desk


def order_plan(desk: Desk) -> OrderPlan:
    """The stream of orders."""
    orders = desk.scenario.orders
    ((wants, want),) = orders.wants.items()
    leaves, response = orders.leaves, orders.response
    arrivals = arrival_plan(desk, "orders.arrive", orders.arrive)
    if desk.central:
        arrivals = ArrivalPlan("at", 0, 0.0, None, (0,), 1.0, None)
    withdrawal = leaves.per_month if leaves and not desk.central else None
    return OrderPlan(
        arrivals=arrivals,
        wants=wants,
        lots=want.lots or 0,
        packs=want.packs or 0,
        has=tuple((a, desk.streams.drawn(f"orders.has.{a}", q)) for a, q in orders.has.items()),
        withdrawal=desk.streams.maybe("orders.leaves.per_month.level", withdrawal),
        withdrawal_stream=desk.streams.number("orders.leaves.per_month"),
        patience_d=desk.streams.maybe("orders.leaves.after_d", leaves.after_d if leaves and not desk.central else None),
        unfit=desk.streams.maybe_event("orders.leaves.unfit", leaves.unfit if leaves else None),
        transport_h=desk.streams.maybe("orders.transport_h", orders.transport_h),
        apart_d=desk.streams.maybe("orders.apart_d", orders.apart_d),
        response={
            "of": response.of,
            "half_at": response.half_at,
            "slope": response.slope,
            "relative_to": dict(response.relative_to),
        }
        if response
        else None,
        plateau=desk.streams.drawn("orders.response.plateau", response.plateau) if response else None,
        priorities=tuple((name, n / sum(orders.priorities.values())) for name, n in orders.priorities.items()),
        priority_stream=desk.streams.number("orders.priorities"),
    )


def chain_of(desk: Desk) -> tuple[str, ...]:
    """The materials from the one orders want back along the primary parents."""
    made_by = {next(iter(p.makes)): p for p in desk.scenario.procedures.values()}
    chain, material = [], next(iter(desk.scenario.orders.wants))
    while material not in chain:
        chain.append(material)
        procedure = made_by.get(material)
        if procedure is None or (desk.scenario.materials[material].supply is not None):
            break
        material = next(iter(procedure.takes))
    return tuple(chain)
