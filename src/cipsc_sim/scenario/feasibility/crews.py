"""Crews of several groups are on duty together for as long as their work is planned."""

from __future__ import annotations

from cipsc_sim.scenario.crews import Crew, crews, longest_window_h
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.procedure import Task
from cipsc_sim.scenario.scenario import Scenario

_ROUNDING = 1e-9


def check_crews(scenario: Scenario, problems: Problems) -> None:
    """Every task that groups do together."""
    for name, procedure in scenario.procedures.items():
        for step_name, step in procedure.steps.items():
            _check_tasks(scenario, ("procedures", name, "steps", step_name, "tasks"), step.tasks, problems)
    for name, assay in scenario.assays.items():
        _check_tasks(scenario, ("assays", name, "tasks"), assay.tasks, problems)


def _check_tasks(scenario: Scenario, path: TreePath, tasks: dict[str, Task], problems: Problems) -> None:
    for name, task in tasks.items():
        for crew in crews(task, scenario.facility):
            _check_crew(scenario, (*path, name), crew, task.hands_on_h.central, problems)


def _check_crew(scenario: Scenario, path: TreePath, crew: Crew, hours: float, problems: Problems) -> None:
    """A group that alone is too few, or there too short, is told of where each group is looked at."""
    if any(longest_window_h({group: n}, scenario.facility) + _ROUNDING < hours for group, n in crew.items()):
        return
    together = longest_window_h(crew, scenario.facility)
    if together + _ROUNDING < hours:
        who = " and ".join(f"{n} {group}" for group, n in crew.items())
        there = f"on duty together for {together:g} h at most" if together else "never on duty together"
        found = f"planned for {hours:.4g} h, and {who} are {there}"
        problems.refuse(path, found, "Divide the work, or let their shifts overlap.")
