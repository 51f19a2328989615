"""Attended work fits the shifts: enough people at a time, for as long as it is planned, on a day it may be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cipsc_sim.scenario.crews import crews
from cipsc_sim.scenario.facility import People
from cipsc_sim.scenario.noun import WEEKDAYS
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.procedure import Task
from cipsc_sim.scenario.scenario import Scenario

_ROUNDING = 1e-9
_HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True)
class _Work:
    """Attended work: where it is written, and what it asks for."""

    path: TreePath
    group: str
    people: int
    hours: float
    on: tuple[str, ...] = WEEKDAYS


def check_duty(scenario: Scenario, problems: Problems) -> None:
    """All attended work, and the dates of holidays."""
    for work in _all_work(scenario):
        _check_work(work, scenario.facility.people[work.group], problems)
    for name, group in scenario.facility.people.items():
        _check_dates(("facility", "people", name), group, problems)


def _check_work(work: _Work, group: People, problems: Problems) -> None:
    if work.people > group.count:
        found = f"{work.people} {work.group} at once, and there {'is' if group.count == 1 else 'are'} {group.count}"
        right = f"Ask for fewer, or raise facility.people.{work.group}.count."
        problems.refuse(work.path, found, right)
        return
    if not group.shifts:
        return
    manned = [shift for shift in group.shifts if shift.on_duty(group.count) >= work.people]
    if not manned:
        most = max(shift.on_duty(group.count) for shift in group.shifts)
        right = "Put more on one shift, or ask for fewer."
        problems.refuse(work.path, f"{work.people} {work.group} at once, and no shift has more than {most}", right)
        return
    able = [shift for shift in manned if set(shift.days) & set(work.on)]
    if not able:
        found = f"it runs on {', '.join(work.on)}, when no {work.group} is on duty"
        problems.refuse((*work.path, "runs_on"), found, "Let it run on a day of a shift.")
        return
    longest = max(shift.hours_h for shift in able)
    if work.hours > longest + _ROUNDING:
        found = f"planned for {work.hours:.4g} h, and the longest shift that could do it has {longest:g} h"
        problems.refuse(work.path, found, "Divide the work, or lengthen a shift.")


def _all_work(scenario: Scenario) -> Iterator[_Work]:
    yield from _upkeep(scenario)
    for name, procedure in scenario.procedures.items():
        for step_name, step in procedure.steps.items():
            yield from _of_tasks(scenario, ("procedures", name, "steps", step_name, "tasks"), step.tasks)
    for name, assay in scenario.assays.items():
        path: TreePath = ("assays", name)
        if assay.by is not None and assay.hands_on_h is not None:
            yield _Work(path, assay.by, 1, assay.hands_on_h.central, tuple(assay.runs_on or WEEKDAYS))
        yield from _of_tasks(scenario, (*path, "tasks"), assay.tasks)
    for name, release in scenario.release.items():
        for key, work in release.work.items():
            if work.by is not None and work.hands_on_h is not None:
                yield _Work(("release", name, key), work.by, 1, work.hands_on_h.central)


def _upkeep(scenario: Scenario) -> Iterator[_Work]:
    """Clearance, repair and maintenance by people."""
    for name, equipment in scenario.facility.equipment.items():
        path: TreePath = ("facility", "equipment", name)
        for group, number in equipment.cleared_by.items():
            yield _Work((*path, "cleared_by"), group, number, equipment.clearance_h)
        for what, each in equipment.maintenance.items():
            for group, number in each.by.items():
                yield _Work((*path, "maintenance", what, "by"), group, number, each.lasts_h.central)
        if equipment.breaks is not None:
            for group, number in equipment.breaks.repaired_by.items():
                hours = _HOURS_PER_DAY * equipment.breaks.repair_d.central
                yield _Work((*path, "breaks", "repaired_by"), group, number, hours)


def _of_tasks(scenario: Scenario, path: TreePath, tasks: dict[str, Task]) -> Iterator[_Work]:
    for name, task in tasks.items():
        asked = {each: None for crew in crews(task, scenario.facility) for each in crew.items()}
        for group, number in asked:
            yield _Work((*path, name), group, number, task.hands_on_h.central)


def _check_dates(path: TreePath, group: People, problems: Problems) -> None:
    for position, day in enumerate(group.holidays):
        _check_date(day, (*path, "holidays"), (position,), problems)
    for position, leave in enumerate(group.leave):
        days = (("first_day", leave.first_day), ("last_day", leave.last_day))
        known = [_check_date(day, (*path, "leave"), (position, key), problems) for key, day in days]
        if all(known) and leave.last_day < leave.first_day:
            found = f"from {leave.first_day} to {leave.last_day}"
            problems.refuse((*path, "leave"), found, "It ends on its first day or later.", beneath=(position,))
        if leave.count > group.count:
            found = f"{leave.count} away of a group of {group.count}"
            problems.refuse((*path, "leave"), found, "Let fewer be away, or write holidays.", beneath=(position,))


def _check_date(day: str, path: TreePath, beneath: TreePath, problems: Problems) -> bool:
    try:
        if date.fromisoformat(day).isoformat() == day:
            return True
    except ValueError:
        pass
    problems.refuse(path, f'"{day}" is no date', "Write it as 2026-12-25.", beneath=beneath)
    return False
