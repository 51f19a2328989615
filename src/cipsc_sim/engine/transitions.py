"""On which weekdays a route is begun, so that its steps change on days on which somebody is there."""

from __future__ import annotations

from cipsc_sim.engine.blueprint import Weekdays
from cipsc_sim.scenario.procedure import Procedure


def start_days(procedure: Procedure, transitions: Weekdays, allowed: Weekdays) -> Weekdays:
    """Of the allowed weekdays, those from which the fewest changes of step fall on other days than they should.

    Steps are taken to last their central values; how long one lasts that grows cells, or goes on to a weekday, is not known
    beforehand, and what comes after it is left out.
    """
    days = _days_of_changes(procedure)
    wrong = {first: sum((first + day) % 7 not in transitions for day in days) for first in sorted(allowed)}
    fewest = min(wrong.values())
    return frozenset(first for first, changes in wrong.items() if changes == fewest)


def _days_of_changes(procedure: Procedure) -> list[int]:
    days, after = [], 0.0
    for name in procedure.route:
        step = procedure.steps[name]
        grows = any(effect.grow is not None for effects in step.effects.values() for effect in effects)
        if grows or step.ends_on is not None:
            break
        after += step.duration_d.central if step.duration_d is not None else 0.0
        days.append(int(after + 1e-9))
    return days
