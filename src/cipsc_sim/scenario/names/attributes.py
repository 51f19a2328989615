"""Attributes and traits: what they are made of, and what they move."""

from __future__ import annotations

from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.names.quantities import quantities
from cipsc_sim.scenario.paths import TreePath


def check_attributes(names: Names) -> None:
    """Ratios, traits, and every quantity that a trait moves."""
    _check_ratios(names)
    _check_traits(names)
    for path, quantity in quantities(names.scenario):
        known = names.trait_or_common_cause if _of_a_run(path) else names.trait
        for mover in quantity.moved_by:
            known((*path, "moved_by"), mover)


def _of_a_run(path: TreePath) -> bool:
    """Whether it is the chance that a run is invalid, which a session or a lot of reagent may move too."""
    return path[0] == "assays" and path[2:] == ("invalid",)


def _check_ratios(names: Names) -> None:
    attributes = names.scenario.attributes
    for name, attribute in attributes.items():
        if attribute.ratio is None:
            continue
        path = ("attributes", name, "ratio")
        names.attribute((*path, "of"), attribute.ratio.of, ("amount", "property", "share"))
        if isinstance(attribute.ratio.by, str):
            names.of_order_or_lot((*path, "by"), attribute.ratio.by)
        for part in (attribute.ratio.of, attribute.ratio.by):
            if part in attributes and attributes[part].ratio is not None:
                names.problems.refuse(path, f'a ratio of the ratio "{part}"', "Name what the parts are made of.")


def _check_traits(names: Names) -> None:
    for name, trait in names.scenario.traits.items():
        if name in names.scenario.attributes:
            right = "Give them different names; an assay may measure either."
            names.problems.refuse(("traits", name), f'"{name}" is an attribute too', right)
        if name in names.scenario.common_causes:
            right = "Give them different names; the chance of an invalid run may be moved by either."
            names.problems.refuse(("traits", name), f'"{name}" is a common cause too', right)
        for material in trait.root:
            names.material(("traits", name), material)
