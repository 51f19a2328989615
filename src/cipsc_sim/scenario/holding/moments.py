"""The points in the work for one order at which it may wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cipsc_sim.scenario.holding.inputs import delivery_needs, input_needs
from cipsc_sim.scenario.holding.lots import step_path, step_place
from cipsc_sim.scenario.lineage import Lineage, product, shared
from cipsc_sim.scenario.needs import Needs, later_tasks, start_needs, task_needs, test_needs
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.procedure import Procedure, Take
from cipsc_sim.scenario.scenario import Scenario

_BEFORE_ALL_STEPS = -1


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the work for one order at which it may wait."""

    procedure: str
    position: int
    needs: Needs
    path: TreePath
    place: str
    for_stock: bool = False


def moments_of(scenario: Scenario, lineage: Lineage, name: str) -> Iterator[Moment]:
    """Waiting for stock, for each step, and for the tests of what is made."""
    procedure = scenario.procedures[name]
    for material in procedure.takes:
        stock = input_needs(scenario, lineage, material) if shared(scenario, material) else None
        if stock:
            path = ("procedures", name, "takes", material)
            yield Moment(name, _BEFORE_ALL_STEPS, stock, path, f"procedure {name}, stock of {material}", True)
    for position, step in enumerate(procedure.route):
        needs = start_needs(scenario, procedure, position)
        needs = needs | delivery_needs(scenario, procedure.steps[step].consumes)
        for _, task in later_tasks(procedure.steps[step]):
            needs = needs | task_needs(scenario, task)
        yield Moment(name, position, needs, step_path(name, step), step_place(name, step))
    made = product(procedure)
    tests = test_needs(scenario, made)
    yield Moment(name, len(procedure.route), tests, ("release", made), f"release of {made}")


def before(scenario: Scenario, lineage: Lineage, one: Moment, other: Moment) -> bool:
    """Whether, for one lot, one surely is over before the other begins."""
    if one.procedure == other.procedure:
        return one.position < other.position
    made, later = (product(scenario.procedures[each.procedure]) for each in (one, other))
    return made in lineage.ancestors(later)


def does_again(scenario: Scenario, procedures: list[Procedure]) -> bool:
    """Whether an order may carry out a procedure more than once."""
    several = any(
        procedure.in_parallel > 1
        or any(make.lots != 1 for make in procedure.makes.values())
        or any(isinstance(take, Take) and (take.lots or 1) > 1 for take in procedure.takes.values())
        for procedure in procedures
    )
    wants = any((want.lots or 1) > 1 for want in scenario.orders.wants.values())
    return several or wants or bool(scenario.recovery.rungs)
