"""What a lot holds while it waits: in its procedure, and in store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cipsc_sim.scenario.holding.campaign import Campaign
from cipsc_sim.scenario.holding.edge import Edge
from cipsc_sim.scenario.holding.inputs import delivery_needs, input_needs, kept_with_others
from cipsc_sim.scenario.needs import holdings, kept, later_tasks, start_needs, storage_needs, task_needs, test_needs
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.procedure import Procedure
from cipsc_sim.scenario.scenario import Scenario


def lot_edges(scenario: Scenario, campaign: Campaign) -> Iterator[Edge]:
    """The edges of every procedure, then those of every store."""
    for name, procedure in scenario.procedures.items():
        yield from _route_edges(scenario, campaign, name, procedure)
    for name, assay in scenario.assays.items():
        for task_name, task in assay.tasks.items():
            path: TreePath = ("assays", name, "tasks", task_name)
            needs = task_needs(scenario, task)
            yield from _edges(assay.occupies, needs, frozenset(), path, f"assay {name}, task {task_name}")
    for name, material in scenario.materials.items():
        if material.kept_in is not None:
            yield from _store_edges(scenario, campaign, name, material.kept_in)


def _route_edges(scenario: Scenario, campaign: Campaign, name: str, procedure: Procedure) -> Iterator[Edge]:
    holding = holdings(procedure)
    for position, step_name in enumerate(procedure.route):
        step, path, place = procedure.steps[step_name], step_path(name, step_name), step_place(name, step_name)
        owned = campaign.before(name, position)
        held = dict.fromkeys((*kept(procedure, position), *sorted(owned)))
        has = owned | _shared(scenario, held)
        yield from _edges(held, start_needs(scenario, procedure, position), has, path, place)
        for material in step.consumes:
            yield from _delivery_edges(scenario, held, has, name, step_name, material)
        held = dict.fromkeys((*holding[position], *sorted(owned)))
        if position == len(procedure.route) - 1:
            held |= dict.fromkeys(storage_needs(scenario, procedure))
        has = owned | _shared(scenario, held)
        for task_name, task in later_tasks(step):
            yield from _edges(
                held, task_needs(scenario, task), has, (*path, "tasks", task_name), f"{place}, task {task_name}"
            )


def _store_edges(scenario: Scenario, campaign: Campaign, material: str, store: str) -> Iterator[Edge]:
    for name, procedure in scenario.procedures.items():
        if material in procedure.takes:
            first, needs, has = procedure.route[0], start_needs(scenario, procedure, 0), campaign.before(name, 0)
            yield from _edges([store], needs, has, step_path(name, first), step_place(name, first))
            yield from _partner_edges(scenario, campaign, material, store, name)
        if kept_with_others(scenario, material):
            yield from _consumption_edges(scenario, campaign, material, store, name)
    tests = test_needs(scenario, material)
    yield from _edges([store], tests, frozenset(), ("release", material), f"release of {material}")


def _partner_edges(scenario: Scenario, campaign: Campaign, material: str, store: str, name: str) -> Iterator[Edge]:
    """A lot lies in store until all that is taken with it is there, and all that the first step uses up."""
    procedure = scenario.procedures[name]
    supply = scenario.materials[material].supply
    there_from_the_first = supply is not None and supply.with_order is not None
    takes = list(procedure.takes)
    later = takes if there_from_the_first else takes[takes.index(material) + 1 :]
    for partner in (each for each in later if each != material):
        needs = input_needs(scenario, campaign.lineage, partner)
        path: TreePath = ("procedures", name, "takes", partner)
        or_else = f"Or keep {partner} in a store of its own." if store in delivery_needs(scenario, [partner]) else ""
        yield from _edges([store], needs, frozenset(), path, f"procedure {name}, until there is {partner}", or_else)
    first = procedure.route[0]
    for used_up in procedure.steps[first].consumes:
        yield from _delivery_edges(scenario, [store], frozenset(), name, first, used_up)


def _delivery_edges(
    scenario: Scenario, held: Iterable[str], has: frozenset[str], name: str, step: str, material: str
) -> Iterator[Edge]:
    """While a step waits for packs that it uses up, it waits for their position in store."""
    path, place = (*step_path(name, step), "consumes", material), f"{step_place(name, step)}, delivery of {material}"
    or_else = f"Or keep {material} in a store of its own."
    yield from _edges(held, delivery_needs(scenario, [material]), has, path, place, or_else)


def _consumption_edges(scenario: Scenario, campaign: Campaign, material: str, store: str, name: str) -> Iterator[Edge]:
    """What a step uses up lies in store until the step begins, in the way of what else is kept there."""
    procedure = scenario.procedures[name]
    for position, step in enumerate(procedure.route):
        if material in procedure.steps[step].consumes:
            needs, has = start_needs(scenario, procedure, position), campaign.before(name, position)
            yield from _edges([store], needs, has, step_path(name, step), step_place(name, step))


def _edges(
    held: Iterable[str], needs: Iterable[str], has: frozenset[str], path: TreePath, place: str, or_else: str = ""
) -> Iterator[Edge]:
    """From everything held to everything waited for; what the order ``has`` already, it does not wait for."""
    for awaited in needs:
        if awaited not in has:
            yield from (Edge(pool, awaited, path, place, or_else) for pool in held)


def _shared(scenario: Scenario, held: Iterable[str]) -> frozenset[str]:
    """What of it all steps of an order share."""
    equipment = scenario.facility.equipment
    return frozenset(pool for pool in held if pool in equipment and equipment[pool].ownership != "step")


def step_path(procedure: str, step: str) -> TreePath:
    """Where the step is written."""
    return ("procedures", procedure, "steps", step)


def step_place(procedure: str, step: str) -> str:
    """The same in words."""
    return f"procedure {procedure}, step {step}"
