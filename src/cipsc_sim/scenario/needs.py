"""What is asked for, all or nothing, when a step or a task begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cipsc_sim.scenario.crews import crews
from cipsc_sim.scenario.lineage import product
from cipsc_sim.scenario.procedure import LotsFrom, Procedure, Step, Task
from cipsc_sim.scenario.scenario import Scenario

Needs = Counter[str]
"""How many of each pool: equipment and staff groups by name, which no two of them share."""


def start_needs(scenario: Scenario, procedure: Procedure, position: int) -> Needs:
    """What the step at a position of the route asks for at once: equipment, its start task, and at the end a store."""
    step = procedure.steps[procedure.route[position]]
    needs = occupied(step)
    for task in step.tasks.values():
        if task.at == "start":
            needs += task_needs(scenario, task)
    if position == len(procedure.route) - 1:
        needs += storage_needs(scenario, procedure)
    return needs


def occupied(step: Step) -> Needs:
    """The equipment that it newly occupies; what it keeps of the step before is not among it."""
    return Counter({name: number for name, number in step.occupies.items() if number != "same"})


def storage_needs(scenario: Scenario, procedure: Procedure) -> Needs:
    """A position in store for each lot it makes, or may make."""
    made = product(procedure)
    store, lots = scenario.materials[made].kept_in, procedure.makes[made].lots
    most = lots.at_most if isinstance(lots, LotsFrom) else lots
    return Counter({store: most} if store is not None else {})


def task_needs(scenario: Scenario, task: Task) -> Needs:
    """The people and equipment of one task; of several crews that may do it, each, for it may wait for any of them."""
    people: Needs = Counter()
    for crew in crews(task, scenario.facility):
        people |= Counter(crew)
    return people + Counter(task.equipment)


def later_tasks(step: Step) -> Iterator[tuple[str, Task]]:
    """The tasks that are asked for while the step goes on."""
    for name, task in step.tasks.items():
        if task.at != "start":
            yield name, task


def holdings(procedure: Procedure) -> list[Needs]:
    """What each step of the route holds while it goes on, with what it keeps of the step before."""
    held: list[Needs] = []
    for name in procedure.route:
        step = procedure.steps[name]
        before = held[-1] if held else Counter[str]()
        held.append(Counter({pool: before[pool] if n == "same" else n for pool, n in step.occupies.items()}))
    return held


def kept(procedure: Procedure, position: int) -> tuple[str, ...]:
    """The equipment that is still held while the step at this position of the route is waited for."""
    if position == 0:
        return ()
    before = procedure.steps[procedure.route[position - 1]]
    here = procedure.steps[procedure.route[position]]
    same = [name for name, number in here.occupies.items() if number == "same"]
    return tuple(dict.fromkeys([*(before.occupies if before.holds else ()), *same]))


def test_needs(scenario: Scenario, material: str) -> Needs:
    """The people and equipment that the tests of a lot and its review ask for, one after the other."""
    release = scenario.release.get(material)
    needs: Needs = Counter()
    if release is None:
        return needs
    for name in (*release.needs, *release.follows):
        specification = scenario.specifications[name]
        assay = scenario.assays[specification.assay]
        if specification.on == material:
            needs |= Counter({assay.by: 1} if assay.by is not None else {}) | Counter(assay.equipment)
            needs |= Counter(assay.occupies)
            for task in assay.tasks.values():
                needs |= task_needs(scenario, task)
    return needs | Counter(work.by for work in release.work.values() if work.by is not None)
