"""Attended work: who does it, with what, and how long it is planned to take."""

from __future__ import annotations

from cipsc_sim.engine.blueprint import TaskPlan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.engine.minutes import minutes_of_days, minutes_of_hours
from cipsc_sim.records.uses import uses_as_text
from cipsc_sim.scenario.attendants import Attendants, attendants
from cipsc_sim.scenario.procedure import Task
from cipsc_sim.scenario.quantity import Quantity


def task_plan(desk: Desk, where: str, name: str, task: Task) -> TaskPlan:
    """A task, with every group that may do it."""
    number = desk.next_task()
    groups = attendants(task, desk.scenario.facility)
    held = [{group: n, **task.equipment} for group, n in groups] or [task.equipment]
    needs, uses = [desk.needs(each) for each in held], [uses_as_text(each) for each in held]
    hands_on_h = desk.streams.drawn(f"{where}.{name}.hands_on_h", task.hands_on_h)
    return TaskPlan(
        number=number,
        name=name,
        at=task.at or ("every" if task.every_d is not None else "on"),
        every_min=max(1, minutes_of_days(task.every_d)) if task.every_d is not None else 0,
        on_min=tuple(sorted({minutes_of_days(day) for day in task.on_d or ()})),
        at_min_of_day=minutes_of_hours(task.at_h) if task.at_h is not None else None,
        planned_min=planned_min(desk, task.hands_on_h.central, groups),
        hands_on_h=hands_on_h,
        hands_on_min=None if hands_on_h.value is None else max(1, minutes_of_hours(hands_on_h.value)),
        needs=needs[0],
        uses=uses[0],
        group=desk.pool_index[groups[0][0]] if groups else None,
        late_after_min=minutes_of_hours(task.late_after_h) if task.late_after_h is not None else None,
        late_costs=tuple(task.late_costs.items()),
        openings=desk.streams.maybe(f"{where}.{name}.openings", task.openings),
        cost=task.cost,
        missed_costs=tuple(task.missed_costs.items()),
        alternatives=tuple(
            (more, desk.pool_index[group], said)
            for more, said, (group, _) in zip(needs[1:], uses[1:], groups[1:], strict=True)
        ),
    )


def attended_plan(
    desk: Desk, where: str, name: str, by: str | None, hours: Quantity | None, equipment: dict[str, int] | None = None
) -> TaskPlan | None:
    """What one person of a group does, with equipment; None if nobody is named."""
    if by is None or hours is None:
        return None
    people = Task.model_construct(at="start", hands_on_h=hours, people={by: 1}, equipment=equipment or {})
    return task_plan(desk, where, name, people)


def planned_min(desk: Desk, hours: float, groups: tuple[Attendants, ...]) -> int:
    """Minutes that must fit in the rest of a shift, no more than the longest."""
    return min(max(1, minutes_of_hours(hours)), _longest_shift(desk, groups))


def _longest_shift(desk: Desk, groups: tuple[Attendants, ...]) -> int:
    shifts = [shift.hours_h for group, _ in groups for shift in desk.scenario.facility.people[group].shifts]
    return minutes_of_hours(max(shifts)) if shifts and not desk.central else 1 << 40
