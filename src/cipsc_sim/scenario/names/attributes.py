"""Attributes and traits: what they are made of, and what they move."""

from __future__ import annotations

from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.names.quantities import quantities


def check_attributes(names: Names) -> None:
    """Ratios, traits, and every quantity that a trait moves."""
    _check_ratios(names)
    _check_traits(names)
    for path, quantity in quantities(names.scenario):
        for trait in quantity.moved_by:
            names.trait((*path, "moved_by"), trait)


def _check_ratios(names: Names) -> None:
    attributes = names.scenario.attributes
    for name, attribute in attributes.items():
        if attribute.ratio is None:
            continue
        path = ("attributes", name, "ratio")
        names.attribute((*path, "of"), attribute.ratio.of, ("amount", "property", "share"))
        names.of_order_or_lot((*path, "by"), attribute.ratio.by)
        for part in (attribute.ratio.of, attribute.ratio.by):
            if part in attributes and attributes[part].ratio is not None:
                names.problems.refuse(path, f'a ratio of the ratio "{part}"', "Name what the parts are made of.")


def _check_traits(names: Names) -> None:
    for name, trait in names.scenario.traits.items():
        if name in names.scenario.attributes:
            right = "Give them different names; an assay may measure either."
            names.problems.refuse(("traits", name), f'"{name}" is an attribute too', right)
        for material in trait.root:
            names.material(("traits", name), material)
