"""The ends of a quantity that may be reckoned with."""

from __future__ import annotations

from cipsc_sim.scenario.quantity import Quantity

_RARE = 1e-6


def shortest(quantity: Quantity | None) -> float:
    """The value that one in a million does not reach; 0 if it is not stated."""
    return 0.0 if quantity is None else quantity.distribution.quantile(_RARE)


def longest(quantity: Quantity) -> float:
    """The value that one in a million exceeds."""
    return quantity.distribution.quantile(1 - _RARE)
