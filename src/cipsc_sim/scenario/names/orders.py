"""Orders: what they want, and what they are told of it."""

from __future__ import annotations

from cipsc_sim.scenario.names.known import Names, a


def check_orders(names: Names) -> None:
    """The wanted material, and the dose response."""
    orders = names.scenario.orders
    for material in orders.wants:
        names.material(("orders", "wants"), material)
    if orders.apart_d is not None and not _may_be_given_several(names):
        right = "Leave it out, want more lots, or let the dose top up (rule: release_and_top_up)."
        names.problems.refuse(("orders", "apart_d"), "an order is given one lot at most, and no next one", right)
    if orders.response is not None:
        if names.attribute(("orders", "response", "of"), orders.response.of):
            _check_adds_up(names, orders.response.of)
        for attribute in orders.response.relative_to:
            names.of_order_or_lot(("orders", "response", "relative_to"), attribute)


def _may_be_given_several(names: Names) -> bool:
    ((material, want),) = names.scenario.orders.wants.items()
    release = names.scenario.release.get(material)
    topped_up = release is not None and release.dose is not None and release.dose.rule == "release_and_top_up"
    return (want.lots or 0) > 1 or topped_up


def _check_adds_up(names: Names, dose: str) -> None:
    """Doses given one after the other are added up, which only amounts are, and amounts divided by what is none."""
    attributes = names.scenario.attributes
    kind, ratio = attributes[dose].kind, attributes[dose].ratio
    if kind == "amount":
        return
    if (
        ratio is not None
        and (ratio.of not in attributes or _is_amount(names, ratio.of))
        and not _is_amount(names, ratio.by)
    ):
        return
    found = f'"{dose}" is {a(kind)} that does not add up over several lots'
    if ratio is not None:
        found += f" ({ratio})"
    right = "Name an amount, or a ratio of an amount by something that is none, such as a body weight."
    names.problems.refuse(("orders", "response", "of"), found, right, beneath=(dose,))


def _is_amount(names: Names, name: str | float) -> bool:
    attribute = names.scenario.attributes.get(name) if isinstance(name, str) else None
    return attribute is not None and attribute.kind == "amount"
