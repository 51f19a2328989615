"""Orders: what they want, and what they are told of it."""

from __future__ import annotations

from cipsc_sim.scenario.names.known import Names


def check_orders(names: Names) -> None:
    """The wanted material, and the dose response."""
    orders = names.scenario.orders
    for material in orders.wants:
        names.material(("orders", "wants"), material)
    if orders.response is not None:
        names.of_order_or_lot(("orders", "response", "of"), orders.response.of)
        for attribute in orders.response.relative_to:
            names.of_order_or_lot(("orders", "response", "relative_to"), attribute)
