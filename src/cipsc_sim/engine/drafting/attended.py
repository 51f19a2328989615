"""Attended work: who does it, with what, and how long it is planned to take."""

from __future__ import annotations

from math import inf

from cipsc_sim.engine.blueprint import TaskPlan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.engine.minutes import minutes_of_days, minutes_of_hours
from cipsc_sim.records.uses import uses_as_text
from cipsc_sim.scenario.crews import Crew, crews, longest_window_h
from cipsc_sim.scenario.procedure import Task
from cipsc_sim.scenario.quantity import Quantity


def task_plan(desk: Desk, where: str, name: str, task: Task) -> TaskPlan:
    """A task, with every crew that may do it."""
    number = desk.next_task()
    able = crews(task, desk.scenario.facility)
    held = [{**crew, **task.equipment} for crew in able]
    needs, uses = [desk.needs(each) for each in held], [uses_as_text(each) for each in held]
    hands_on_h = desk.streams.drawn(f"{where}.{name}.hands_on_h", task.hands_on_h)
    return TaskPlan(
        number=number,
        name=name,
        at=task.at or ("every" if task.every_d is not None else "on"),
        every_min=max(1, minutes_of_days(task.every_d)) if task.every_d is not None else 0,
        on_min=tuple(sorted({minutes_of_days(day) for day in task.on_d or ()})),
        at_min_of_day=minutes_of_hours(task.at_h) if task.at_h is not None else None,
        planned_min=planned_min(desk, task.hands_on_h.central, able),
        hands_on_h=hands_on_h,
        hands_on_min=None if hands_on_h.value is None else max(1, minutes_of_hours(hands_on_h.value)),
        needs=needs[0],
        uses=uses[0],
        late_after_min=minutes_of_hours(task.late_after_h) if task.late_after_h is not None else None,
        late_costs=tuple(task.late_costs.items()),
        openings=desk.streams.maybe(f"{where}.{name}.openings", task.openings),
        cost=task.cost,
        missed_costs=tuple(task.missed_costs.items()),
        alternatives=tuple(zip(needs[1:], uses[1:], strict=True)),
    )


def attended_plan(
    desk: Desk, where: str, name: str, by: str | None, hours: Quantity | None, equipment: dict[str, int] | None = None
) -> TaskPlan | None:
    """What one person of a group does, with equipment; None if nobody is named."""
    if by is None or hours is None:
        return None
    people = Task.model_construct(at="start", hands_on_h=hours, people={by: 1}, equipment=equipment or {})
    return task_plan(desk, where, name, people)


def planned_min(desk: Desk, hours: float, able: tuple[Crew, ...]) -> int:
    """Minutes that must fit in the rest of a shift, no more than the longest in which a whole crew is on duty."""
    planned = max(1, minutes_of_hours(hours))
    longest = inf if desk.central else max(longest_window_h(crew, desk.scenario.facility) for crew in able)
    return planned if longest == inf else min(planned, minutes_of_hours(longest))
