"""Binding: what steps and tasks need, in the pools of one replication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cipsc_sim.engine.blueprint import AssayPlan, Blueprint, Needs, StepPlan, TaskPlan
from cipsc_sim.engine.pool import Bound, Option, Pool


class Binding:
    """By the number of a step or task, what it needs; and where several groups may do it, the options it has."""

    def __init__(self, blueprint: Blueprint, pools: Sequence[Pool]) -> None:
        self._pools = pools
        self.tasks: dict[int, Option] = {}
        self.steps: dict[int, Bound] = {}
        self.task_options: dict[int, tuple[Option, ...]] = {}
        self.step_options: dict[int, tuple[Option, ...]] = {}
        for procedure in blueprint.procedures.values():
            for step in procedure.steps:
                self._bind_step(step)
        self.assays: dict[str, Bound] = {}
        self.instruments: dict[str, Bound] = {}
        for spec in blueprint.specifications.values():
            self._bind_assay(spec.assay)
        for task in _all_tasks(blueprint):
            self._bind_task(task)
        self._find_least_needs()

    def _bind_step(self, step: StepPlan) -> None:
        start = step.start_task
        self.steps[step.number] = self.bound(step.needs + (start.needs if start is not None else ()))
        if start is not None and start.alternatives:
            self.step_options[step.number] = self._options(start, step.needs)

    def _bind_task(self, task: TaskPlan) -> None:
        self.tasks[task.number] = self.bound(task.needs), task.uses
        if task.alternatives:
            self.task_options[task.number] = self._options(task, ())

    def _bind_assay(self, assay: AssayPlan) -> None:
        self.instruments[assay.name] = self.bound(assay.occupies)
        self.assays[assay.name] = self.bound(assay.occupies + (assay.task.needs if assay.task is not None else ()))

    def _options(self, task: TaskPlan, beside: Needs) -> tuple[Option, ...]:
        every = ((task.needs, task.uses), *task.alternatives)
        return tuple((self.bound(beside + needs), uses) for needs, uses in every)

    def bound(self, needs: Needs) -> Bound:
        """Pools and units, each pool once."""
        total: dict[int, int] = {}
        for index, n in needs:
            total[index] = total.get(index, 0) + n
        return tuple((self._pools[index], n) for index, n in sorted(total.items()))

    def _find_least_needs(self) -> None:
        options = (*self.step_options.values(), *self.task_options.values())
        every = [*self.steps.values(), *self.assays.values()]
        every += [needs for each in (*options, self.tasks.values()) for needs, _ in each]
        least: dict[Pool, int] = {}
        for needs in every:
            for pool, n in needs:
                least[pool] = min(n, least.get(pool, n))
        for pool, n in least.items():
            pool.least_need = n


def _all_tasks(blueprint: Blueprint) -> Iterator[TaskPlan]:
    found: list[TaskPlan | None] = []
    for procedure in blueprint.procedures.values():
        for step in procedure.steps:
            found += [step.start_task, step.end_task, *step.tasks]
    for spec in blueprint.specifications.values():
        found += [spec.assay.task, *spec.assay.tasks]
    for release in blueprint.release.values():
        found += [work.task for work in release.work]
    return (task for task in found if task is not None)
