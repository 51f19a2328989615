"""Values that an attribute of a kind cannot have."""

from __future__ import annotations

from collections.abc import Mapping

from cipsc_sim.chance.discrete import Binomial
from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.quantity import Quantity

_ROUNDING = 1e-6


def check_fraction(names: Names, path: TreePath, quantity: Quantity) -> None:
    """A fraction lies between 0 and 1, and so does the whole of its distribution."""
    _check_within(names, path, quantity, 1.0, "A fraction lies between 0 and 1")


def check_value(names: Names, path: TreePath, kind: str, quantity: Quantity) -> None:
    """A value that an attribute of this kind is given."""
    if kind == "amount":
        _check_within(names, path, quantity, float("inf"), "An amount is not negative")
    elif kind == "share":
        check_fraction(names, path, quantity)
    elif kind == "flag":
        _check_flag(names, path, quantity)


def check_supplied(names: Names, path: TreePath, has: Mapping[str, Quantity]) -> None:
    """The values of a supplied lot, each by its kind; constant shares together are one."""
    attributes = names.scenario.attributes
    known = {name: quantity for name, quantity in has.items() if name in attributes}
    for name, quantity in known.items():
        check_value(names, (*path, name), attributes[name].kind, quantity)
        if attributes[name].ratio is not None:
            refuse_ratio(names, path, name)
    shares = [quantity for name, quantity in known.items() if attributes[name].kind == "share"]
    if shares and all(share.constant for share in shares):
        total = sum(share.central for share in shares)
        if abs(total - 1) > _ROUNDING:
            names.problems.refuse(path, f"shares that sum to {total:g}", "The shares of a lot sum to 1.")


def check_fractions(names: Names, path: TreePath, fractions: Mapping[str, str | Quantity]) -> None:
    """Fractions of amounts and properties, each stated, or the name of the one that it goes with."""
    for name, fraction in fractions.items():
        if not names.attribute(path, name, ("amount", "property")):
            continue
        if names.scenario.attributes[name].ratio is not None:
            refuse_ratio(names, path, name)
        if not isinstance(fraction, str):
            check_fraction(names, (*path, name), fraction)
        elif not isinstance(fractions.get(fraction), Quantity):
            found = f"the same as of {fraction}, of which no number is stated here"
            names.problems.refuse((*path, name), found, f"Write a number, or state one for {fraction}.")


def refuse_ratio(names: Names, path: TreePath, name: str) -> None:
    """A ratio is always the quotient of its parts and is never given a value."""
    ratio = names.scenario.attributes[name].ratio
    assert ratio is not None
    parts = f"{ratio.of} and {ratio.by}" if isinstance(ratio.by, str) else ratio.of
    right = f"Give {parts} instead."
    names.problems.refuse(path, f'"{name}" is always {ratio}', right, beneath=(name,))


def _check_flag(names: Names, path: TreePath, quantity: Quantity) -> None:
    """A flag is false or true; a chance written as its value would be a level that counts as true."""
    distribution = quantity.distribution
    if quantity.constant and quantity.central in (0, 1):
        return
    if isinstance(distribution, Binomial) and distribution.n == 1:
        return
    chance = f"{quantity.central:g}" if 0 <= quantity.central <= 1 else "0.05"
    found = f"{quantity.central:g}" if quantity.constant else "values other than 0 and 1"
    right = f"A flag is 0 or 1. One that is set with a chance is written {{binomial: {{n: 1, p: {chance}}}}}."
    names.problems.refuse(path, found, right)


def _check_within(names: Names, path: TreePath, quantity: Quantity, high: float, rule: str) -> None:
    distribution = quantity.distribution
    if distribution.low >= 0 and distribution.high <= high:
        return
    low_to_high = f"values from {distribution.low:g} to {distribution.high:g}"
    found = f"{distribution.low:g}" if quantity.constant else low_to_high
    cut = "" if quantity.constant else f"; cut it: within: [{'0, 1' if high == 1 else 'low, high'}]"
    names.problems.refuse(path, found, f"{rule}{cut}.")
