"""Procedures: what they take and make, their routes, and what their steps ask for."""

from __future__ import annotations

from cipsc_sim.scenario.lineage import product
from cipsc_sim.scenario.names.effects import check_effects
from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import suggestion
from cipsc_sim.scenario.procedure import Best, LotsFrom, Procedure, Step, Take, Task


def check_procedures(names: Names) -> None:
    """Every procedure; and that no material is made in two ways."""
    maker: dict[str, str] = {}
    for name, procedure in names.scenario.procedures.items():
        path = ("procedures", name)
        made = product(procedure)
        if made in maker:
            right = f'Procedure "{maker[made]}" makes it too; one material is made in one way.'
            names.problems.refuse((*path, "makes"), f'"{made}" is made by two procedures', right, beneath=(made,))
        maker.setdefault(made, name)
        _check_inputs(names, path, procedure)
        _check_product(names, path, procedure)
        _check_route(names, path, procedure)
        for step_name, step in procedure.steps.items():
            _check_step(names, (*path, "steps", step_name), step)


def _check_inputs(names: Names, path: TreePath, procedure: Procedure) -> None:
    for material, take in procedure.takes.items():
        names.material((*path, "takes"), material)
        if isinstance(take, Take) and isinstance(take.choose, Best):
            by = take.choose
            key = "highest" if by.highest is not None else "lowest"
            names.assay((*path, "takes", material, "choose", key), str(by.highest or by.lowest))


def _check_product(names: Names, path: TreePath, procedure: Procedure) -> None:
    made = product(procedure)
    names.material((*path, "makes"), made)
    lots = procedure.makes[made].lots
    if isinstance(lots, LotsFrom):
        names.attribute((*path, "makes", made, "lots", "amount"), lots.amount, ("amount", "property"))


def _check_route(names: Names, path: TreePath, procedure: Procedure) -> None:
    refuse = names.problems.refuse
    seen: dict[str, int] = {}
    for position, step in enumerate(procedure.route):
        if step not in procedure.steps:
            right = suggestion(step, procedure.steps)
            refuse((*path, "route"), f'no step "{step}"', right, beneath=(position,))
        elif step in seen:
            right = "A step is carried out once; give the second one a name of its own."
            refuse((*path, "route"), f'"{step}" twice', right, beneath=(position,))
        seen[step] = position
    for step in procedure.steps:
        if step not in seen:
            right = "Add it to the route, or take it out."
            refuse((*path, "steps", step), f'"{step}" is not in the route', right)
    _check_same(names, path, procedure)


def _check_same(names: Names, path: TreePath, procedure: Procedure) -> None:
    """What is kept must have been held before."""
    held: tuple[str, ...] = ()
    for name in procedure.route:
        step = procedure.steps.get(name)
        if step is None:
            continue
        for equipment, how_many in step.occupies.items():
            if how_many == "same" and equipment not in held:
                found = f'no "{equipment}" to keep: the step before holds {", ".join(held) or "nothing"}'
                at = (*path, "steps", name, "occupies")
                names.problems.refuse(at, found, "Say how many it occupies.", beneath=(equipment,))
        held = tuple(step.occupies)


def _check_step(names: Names, path: TreePath, step: Step) -> None:
    for equipment in step.occupies:
        names.equipment((*path, "occupies"), equipment)
    for material in step.consumes:
        _check_consumed(names, (*path, "consumes"), material)
    for when in ("start", "end"):
        several = [name for name, task in step.tasks.items() if task.at == when]
        if len(several) > 1:
            right = "Write one task, or give one of them a step of its own."
            found = f"{len(several)} tasks at: {when} ({', '.join(several)})"
            names.problems.refuse((*path, "tasks"), found, right, beneath=(several[1],))
    for name, task in step.tasks.items():
        check_task(names, (*path, "tasks", name), task)
    check_effects(names, (*path, "effects"), step.effects)


def _check_consumed(names: Names, path: TreePath, material: str) -> None:
    """What steps use up comes from outside, is tested before it may be used, and is not taken in another way."""
    if not names.material(path, material):
        return
    scenario, supply = names.scenario, names.scenario.materials[material].supply
    if supply is None or supply.with_order is not None or supply.made_below is not None:
        right = f"Give {material} a supply: bought, arrive or at_start."
        names.problems.refuse(path, f"{material} does not come from outside", right, beneath=(material,))
    takers = [f"procedure {name}" for name, procedure in scenario.procedures.items() if material in procedure.takes]
    takers += ["orders"] if material in scenario.orders.wants else []
    if takers:
        right = "Let steps use it up, or procedures take it."
        names.problems.refuse(path, f"{material} is taken by {takers[0]} too", right, beneath=(material,))
    if material not in scenario.release and any(each.on == material for each in scenario.specifications.values()):
        right = f"Write release.{material}, so that it is tested before a step uses it up."
        names.problems.refuse(path, f"{material} is tested and has no release", right, beneath=(material,))


def check_task(names: Names, path: TreePath, task: Task) -> None:
    """Who does it, with what, and what it costs to be late."""
    for key in ("people", "alternatively", "beside"):
        for people in getattr(task, key):
            names.people((*path, key), people)
    for skill in task.skilled:
        names.skill((*path, "skilled"), skill)
    for equipment in task.equipment:
        names.equipment((*path, "with"), equipment)
    for key in ("late_costs", "missed_costs"):
        for attribute in getattr(task, key):
            names.attribute((*path, key), attribute, ("amount",))
