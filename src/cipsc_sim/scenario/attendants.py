"""Who may do a task: groups that are asked in turn, each for all the people of the task."""

from __future__ import annotations

from cipsc_sim.scenario.facility import Facility
from cipsc_sim.scenario.procedure import Task

Attendants = tuple[str, int]
"""A staff group, and how many of it."""


def attendants(task: Task, facility: Facility) -> tuple[Attendants, ...]:
    """The groups that may do the task, the preferred first; none if nobody is needed.

    A skill is asked for in the order in which the groups that have it are written.
    """
    for skill, n in task.skilled.items():
        return tuple((name, n) for name, group in facility.people.items() if skill in group.skills)
    return (*task.people.items(), *task.alternatively.items())
