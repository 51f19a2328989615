"""Time goes on: nothing comes without end in one minute, and nothing ends before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from cipsc_sim.scenario.feasibility.bounds import longest, shortest
from cipsc_sim.scenario.material import Arrivals
from cipsc_sim.scenario.noun import MINUTES_PER_DAY
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.procedure import Procedure
from cipsc_sim.scenario.scenario import Scenario

_LEAST_D = 0.5 / MINUTES_PER_DAY
_MOST_PER_YEAR = 365 * MINUTES_PER_DAY


def check_timing(scenario: Scenario, problems: Problems) -> None:
    """Arrivals, breakdowns, repeated tasks, and the days of steps and of their samples."""
    for path, arrivals in _all_arrivals(scenario):
        _check_arrivals(path, arrivals, problems)
    for name, equipment in scenario.facility.equipment.items():
        if equipment.breaks is not None:
            path = ("facility", "equipment", name, "breaks", "every_d")
            _check_interval(path, longest(equipment.breaks.every_d), "breakdowns", problems)
    for name, procedure in scenario.procedures.items():
        _check_steps(("procedures", name, "steps"), procedure, problems)
    _check_early_samples(scenario, problems)


def _all_arrivals(scenario: Scenario) -> Iterator[tuple[TreePath, Arrivals]]:
    yield ("orders", "arrive"), scenario.orders.arrive
    for name, material in scenario.materials.items():
        if material.supply is not None and material.supply.arrive is not None:
            yield ("materials", name, "supply", "arrive"), material.supply.arrive


def _check_arrivals(path: TreePath, arrivals: Arrivals, problems: Problems) -> None:
    if arrivals.every_d is not None:
        _check_interval((*path, "every_d"), longest(arrivals.every_d), "arrivals", problems)
    if arrivals.booked is not None:
        _check_interval((*path, "booked", "every_d"), arrivals.booked.every_d, "arrivals", problems)
    if arrivals.poisson is not None and arrivals.poisson.per_year > _MOST_PER_YEAR:
        found = f"{arrivals.poisson.per_year:g} a year is more than one in a minute"
        problems.refuse((*path, "poisson", "per_year"), found, "Time is whole minutes; ask for fewer.")
    if arrivals.limit == 0 or arrivals.at_d == []:
        problems.refuse(path, "nothing ever arrives", "Let at least one arrive.")


def _check_interval(path: TreePath, every_d: float, what: str, problems: Problems) -> None:
    if every_d < _LEAST_D:
        found = f"{what} every {every_d:g} d have no end"
        problems.refuse(path, found, "Time is whole minutes: at least 0.0007 d.")


def _check_steps(path: TreePath, procedure: Procedure, problems: Problems) -> None:
    for name, step in procedure.steps.items():
        for task_name, task in step.tasks.items():
            if task.every_d is not None:
                _check_interval((*path, name, "tasks", task_name, "every_d"), task.every_d, "tasks", problems)
        least = shortest(step.duration_d)
        if step.at_most_d is not None and step.at_most_d < least:
            found = f"at most {step.at_most_d:g} d, yet the step lasts at least {least:.4g} d"
            problems.refuse((*path, name, "at_most_d"), found, "It is how long the step may be prolonged to.")


def _check_early_samples(scenario: Scenario, problems: Problems) -> None:
    """A sample taken before the end of a step is taken after its start."""
    for name, specification in scenario.specifications.items():
        if specification.after is None:
            continue
        for procedure in scenario.procedures.values():
            step = procedure.steps.get(specification.after)
            if specification.on not in procedure.makes or step is None or step.duration_d is None:
                continue
            grows = any(effect.grow for effects in step.effects.values() for effect in effects)
            if not grows and step.ends_on is None and specification.early_d > longest(step.duration_d):
                found = f"{specification.early_d:g} d before the end of {specification.after}, which is shorter"
                problems.refuse(("specifications", name, "early_d"), found, "A sample is taken while the step goes on.")
