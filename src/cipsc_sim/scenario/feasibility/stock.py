"""A lot holds what is taken of it: packs, whole lots, and samples."""

from __future__ import annotations

from cipsc_sim.scenario.lineage import Lineage, lineage_of
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.procedure import Take
from cipsc_sim.scenario.scenario import Scenario


def check_stock(scenario: Scenario, problems: Problems) -> None:
    """What procedures, orders and samples take of one lot, against what a lot is."""
    lineage = lineage_of(scenario)
    for name, procedure in scenario.procedures.items():
        for material, take in procedure.takes.items():
            if isinstance(take, Take):
                taken = ("procedures", name, "takes", material)
                _check_taken(scenario, lineage, taken, material, take.packs, take.lots, problems)
    for material, want in scenario.orders.wants.items():
        wanted = ("orders", "wants", material)
        _check_taken(scenario, lineage, wanted, material, want.packs, want.lots, problems)
    _check_samples(scenario, lineage, problems)


def _check_taken(
    scenario: Scenario, lineage: Lineage, path: TreePath, material: str, packs: int | None, lots: int | None,
    problems: Problems,
) -> None:  # fmt: skip
    there = packs_of(scenario, lineage, material)
    if packs is not None and packs > there:
        found = f"{packs} packs of a lot of {material}, which has {there}"
        problems.refuse((*path, "packs"), found, _where_packs_are(lineage, material))
    ever = _lots_ever(scenario, lineage, material)
    if lots is not None and ever is not None and lots > ever[0]:
        found = f"{lots} lots of {material}, of which there are never more than {ever[0]}"
        problems.refuse((*path, "lots"), found, f"Raise materials.{material}.supply.{ever[1]}.")


def packs_of(scenario: Scenario, lineage: Lineage, material: str) -> int:
    """How many packs a lot of the material has."""
    maker = lineage.maker.get(material)
    if maker is not None:
        return scenario.procedures[maker].makes[material].packs
    return scenario.materials[material].packs


def _where_packs_are(lineage: Lineage, material: str) -> str:
    maker = lineage.maker.get(material)
    place = f"procedures.{maker}.makes.{material}.packs" if maker else f"materials.{material}.packs"
    return f"Take fewer, or raise {place}."


def _lots_ever(scenario: Scenario, lineage: Lineage, material: str) -> tuple[int, str] | None:
    """How many lots one order can meet at most, and which key says so; None if there is no end."""
    supply = scenario.materials[material].supply
    if supply is None or material in lineage.maker:
        return None
    if supply.with_order is not None:
        return supply.with_order, "with_order"
    if supply.at_start is not None:
        return supply.at_start, "at_start"
    if supply.arrive is not None and supply.arrive.at_d is not None:
        return len(supply.arrive.at_d), "arrive.at_d"
    if supply.arrive is not None and supply.arrive.limit is not None:
        return supply.arrive.limit, "arrive.limit"
    return None


def _check_samples(scenario: Scenario, lineage: Lineage, problems: Problems) -> None:
    """A sample of a whole lot of packs is not larger than all its packs."""
    for name, specification in scenario.specifications.items():
        material = scenario.materials[specification.on]
        if specification.after is not None:
            continue
        packs = packs_of(scenario, lineage, specification.on)
        for attribute, sample in scenario.assays[specification.assay].sample.items():
            whole = material.pack.get(attribute, float("inf")) * packs
            if sample > whole:
                lot = f"a lot of {specification.on} is {packs} × {material.pack[attribute]:g}"
                path = ("assays", specification.assay, "sample")
                right = f"Take a smaller sample for {name}, or make larger lots."
                problems.refuse(path, f"{sample:g} {attribute}, and {lot}", right, beneath=(attribute,))
