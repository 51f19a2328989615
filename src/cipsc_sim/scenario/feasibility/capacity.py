"""Nothing asks for more than there is."""

from __future__ import annotations

from collections import Counter

from cipsc_sim.scenario.holding.level import delivered
from cipsc_sim.scenario.lineage import product
from cipsc_sim.scenario.material import Material
from cipsc_sim.scenario.needs import Needs, holdings, later_tasks, start_needs, storage_needs
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.procedure import Procedure, Step, Take, Task
from cipsc_sim.scenario.scenario import Scenario


def check_capacity(scenario: Scenario, problems: Problems) -> None:
    """Equipment of steps, tasks, assays and stores against its count. People are a matter of ``duty``."""
    for name, procedure in scenario.procedures.items():
        _check_procedure(scenario, ("procedures", name), procedure, problems)
    for name, assay in scenario.assays.items():
        _check(scenario, ("assays", name, "with"), Counter(assay.equipment), problems)
        if assay.occupies:
            both = Counter(assay.occupies) + Counter({name: assay.equipment.get(name, 0) for name in assay.occupies})
            _check(scenario, ("assays", name, "occupies"), both, problems)
        for task_name, task in assay.tasks.items():
            _check(scenario, ("assays", name, "tasks", task_name, "with"), Counter(task.equipment), problems)
    _check_supplied(scenario, problems)


def _check_supplied(scenario: Scenario, problems: Problems) -> None:
    """Lots that come from outside together: they are taken in once there is a position for each."""
    with_order: Needs = Counter()
    at_start: Needs = Counter()
    for name, material in scenario.materials.items():
        if material.kept_in is None or material.supply is None:
            continue
        store, supply = material.kept_in, material.supply
        with_order[store] += supply.with_order or 0
        at_start[store] += supply.at_start or 0
        together = (
            with_order if supply.with_order else at_start if supply.at_start else Counter({store: _comes(material)})
        )
        _check(scenario, ("materials", name, "kept_in"), Counter({store: together[store]}), problems)


def _comes(material: Material) -> int:
    """The most lots of one delivery, or what arrives at once."""
    bought = material.supply.bought if material.supply is not None else None
    return delivered(material, bought) if bought is not None else 1


def _check_procedure(scenario: Scenario, path: TreePath, procedure: Procedure, problems: Problems) -> None:
    _check_inputs(scenario, path, procedure, problems)
    kept_in = ("materials", product(procedure), "kept_in")
    room = _check(scenario, kept_in, storage_needs(scenario, procedure), problems)
    for position, held in enumerate(holdings(procedure)):
        name = procedure.route[position]
        step = procedure.steps[name]
        at = (*path, "steps", name)
        whole = start_needs(scenario, procedure, position)
        if _check(scenario, (*at, "occupies"), held, problems):
            if room:
                _check(scenario, at, _equipment(scenario, whole), problems)
            _check_tasks(scenario, at, step, held, problems)


def _check_inputs(scenario: Scenario, path: TreePath, procedure: Procedure, problems: Problems) -> None:
    """All that a run takes lies in store at once."""
    together: Needs = Counter()
    for material, take in procedure.takes.items():
        store = scenario.materials[material].kept_in
        if store is not None:
            lots = take.lots if isinstance(take, Take) and take.lots else 1
            together[store] += lots
            at = (*path, "takes", material, *(("lots",) if lots > 1 else ()))
            _check(scenario, at, Counter({store: together[store]}), problems)


def _check_tasks(scenario: Scenario, path: TreePath, step: Step, held: Needs, problems: Problems) -> None:
    for name, task in later_tasks(step):
        at = (*path, "tasks", name, "with")
        if _check(scenario, at, Counter(task.equipment), problems):
            _check(scenario, at, _beside(scenario, held, task), problems)


def _beside(scenario: Scenario, held: Needs, task: Task) -> Needs:
    """What a task needs of a pool together with what its step holds of it; an order shares what it holds."""
    equipment = scenario.facility.equipment
    return Counter({
        name: number + (held[name] if equipment[name].ownership == "step" else 0)
        for name, number in task.equipment.items()
    })  # fmt: skip


def _equipment(scenario: Scenario, needs: Needs) -> Needs:
    return Counter({name: number for name, number in needs.items() if name in scenario.facility.equipment})


def _check(scenario: Scenario, path: TreePath, needs: Needs, problems: Problems) -> bool:
    """Whether there is enough of each; problems with what is too much."""
    enough = True
    for name, number in needs.items():
        count = scenario.facility.equipment[name].count
        if number > count:
            right = f"Ask for less, or raise facility.equipment.{name}.count."
            problems.refuse(path, f"{number} {name} at once, and there {_is(count)}", right, beneath=(name,))
            enough = False
    return enough


def _is(count: int) -> str:
    return {0: "is none", 1: "is 1"}.get(count, f"are {count}")
