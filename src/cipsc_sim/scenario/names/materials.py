"""Materials: what they hold, where they are kept, and where they come from."""

from __future__ import annotations

from cipsc_sim.scenario.material import Material
from cipsc_sim.scenario.names.known import ANY_KIND, Names
from cipsc_sim.scenario.names.values import check_fractions, check_supplied
from cipsc_sim.scenario.paths import TreePath


def check_materials(names: Names) -> None:
    """Every material."""
    for name, material in names.scenario.materials.items():
        path = ("materials", name)
        for attribute in material.pack:
            names.attribute((*path, "pack"), attribute, ("amount",))
        check_fractions(names, (*path, "loses_per_d"), material.loses_per_d)
        for attribute in material.has:
            names.attribute((*path, "has"), attribute, ANY_KIND)
        check_supplied(names, (*path, "has"), material.has)
        if material.kept_in is not None:
            names.equipment((*path, "kept_in"), material.kept_in)
            store = names.scenario.facility.equipment.get(material.kept_in)
            if store is not None and store.breaks is not None:
                right = "What lots are kept in does not break; take out its breaks."
                names.problems.refuse((*path, "kept_in"), f"{material.kept_in} can break", right)
        _check_origin(names, name, material, path)


def _check_origin(names: Names, name: str, material: Material, path: TreePath) -> None:
    """A material is made or supplied; what holds for supplied lots is written of them only."""
    maker, supply = names.lineage.maker.get(name), material.supply
    refuse = names.problems.refuse
    if supply is None or supply.made_below is not None:
        if maker is None:
            found = f'nothing makes "{name}"' if supply else f'nothing makes and nothing supplies "{name}"'
            refuse(path, found, f"Give it a supply, or add a procedure that makes {name}.")
        if material.packs > 1 and maker is not None:
            right = f"Write it in procedures.{maker}: makes."
            refuse(path, f"packs is said of supplied lots, and {name} is made", right, beneath=("packs",))
    elif maker is not None and (supply.bought is not None or supply.with_order is not None):
        how = "bought" if supply.bought is not None else "with_order"
        right = f"Take out its supply, or the procedure {maker}."
        refuse((*path, "supply"), f"{how}, yet procedure {maker} makes it", right)
