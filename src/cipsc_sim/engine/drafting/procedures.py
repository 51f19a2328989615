"""Procedures and their steps."""

from __future__ import annotations

from typing import Any

from cipsc_sim.engine.blueprint import ProcedurePlan, StepPlan, TakePlan, Weekdays
from cipsc_sim.engine.drafting.attended import task_plan
from cipsc_sim.engine.drafting.desk import Desk, weekdays
from cipsc_sim.engine.drafting.effects import effect_plans
from cipsc_sim.engine.minutes import minutes_of_days
from cipsc_sim.engine.transitions import start_days
from cipsc_sim.records.uses import uses_as_text
from cipsc_sim.scenario.needs import storage_needs
from cipsc_sim.scenario.procedure import Best, LotsFrom, Procedure, Step, Take


def procedure_plan(desk: Desk, name: str, procedure: Procedure) -> ProcedurePlan:
    """A procedure with the steps of its route."""
    ((makes, make),) = procedure.makes.items()
    steps: list[StepPlan] = []
    held: dict[str, int] = {}
    for place, step_name in enumerate(procedure.route):
        following = procedure.steps[procedure.route[place + 1]] if place + 1 < len(procedure.route) else None
        last = following is None
        step = procedure.steps[step_name]
        held = {pool: held.get(pool, 0) if n == "same" else n for pool, n in step.occupies.items()}
        steps.append(_step_plan(desk, name, makes, step_name, step, following, last, held))
    lots_from = make.lots
    return ProcedurePlan(
        name=name,
        takes=tuple(_take_plan(desk, material, take) for material, take in procedure.takes.items()),
        makes=makes,
        lots=lots_from if isinstance(lots_from, int) else 0,
        lots_from=(lots_from.amount, lots_from.at_most, lots_from.reason) if isinstance(lots_from, LotsFrom) else None,
        packs=make.packs,
        in_parallel=procedure.in_parallel,
        steps=tuple(steps),
    )


def _take_plan(desk: Desk, material: str, take: Any) -> TakePlan:
    if take == "all":
        return TakePlan(material, "all", 1, False, None, True, False)
    assert isinstance(take, Take)
    best = take.choose if isinstance(take.choose, Best) else None
    amount = "stays" if take.stays else "packs" if take.packs else "lots" if take.lots else "all"
    return TakePlan(
        material=material,
        amount=amount,
        n=take.packs or take.lots or 1,
        before_release=take.before_release,
        best_assay=(best.highest or best.lowest) if best else None,
        highest=best is None or best.highest is not None,
        waits_for_all=take.waits_for == "all",
    )


def _step_plan(
    desk: Desk,
    procedure: str,
    makes: str,
    name: str,
    step: Step,
    following: Step | None,
    last: bool,
    held: dict[str, int],
) -> StepPlan:
    number = desk.next_step()
    where = f"procedures.{procedure}.steps.{name}"
    plans = {task_name: task_plan(desk, f"{where}.tasks", task_name, task) for task_name, task in step.tasks.items()}
    start = next((plan for plan in plans.values() if plan.at == "start"), None)
    occupies = {pool: n for pool, n in step.occupies.items() if n != "same"}
    storage = dict(storage_needs(desk.scenario, desk.scenario.procedures[procedure])) if last else {}
    keeps = {pool for pool, n in following.occupies.items() if n == "same"} if following is not None else set()
    on = [(n, s) for n, s in desk.scenario.specifications.items() if s.on == makes and s.after == name]
    early = [n for n, s in on if s.early_d > 0]
    return StepPlan(
        number=number,
        procedure=procedure,
        name=name,
        needs=desk.needs(occupies, storage),
        uses=uses_as_text({**held, **storage}),
        kept=frozenset(desk.pool_index[pool] for pool in keeps),
        holds=step.holds,
        starts_on=_starts_on(desk, procedure, name, step),
        ends_on=weekdays(step.ends_on),
        at_most_min=minutes_of_days(step.at_most_d) if step.at_most_d is not None else None,
        duration_d=desk.streams.maybe(f"{where}.duration_d", step.duration_d),
        start_task=start,
        end_task=next((plan for plan in plans.values() if plan.at == "end"), None),
        tasks=tuple(plan for plan in plans.values() if plan.at in ("every", "on")),
        effects=effect_plans(desk, where, step),
        may_fail=tuple(
            (reason, desk.streams.event(f"{where}.may_fail.{reason}", c)) for reason, c in step.may_fail.items()
        ),
        cost=step.cost + step.medium_l * desk.scenario.costs.medium_per_l + _consumed_cost(desk, step),
        early=tuple(early),
        after=tuple(n for n, s in on if n not in early),
        consumes=tuple(step.consumes.items()),
    )


def _consumed_cost(desk: Desk, step: Step) -> float:
    """What a plan counts for stocked materials; in play what is used carries its price along."""
    cost = 0.0
    for name, n in step.consumes.items() if desk.central else ():
        material = desk.scenario.materials[name]
        if material.supply is not None and material.supply.bought is not None:
            cost += n * material.supply.bought.price / material.packs
    return cost


def _starts_on(desk: Desk, procedure: str, name: str, step: Step) -> Weekdays | None:
    """The weekdays on which the step may begin: the first of a route, where its transitions fall on the days they may."""
    stated, whole = weekdays(step.starts_on), desk.scenario.procedures[procedure]
    transitions = weekdays(whole.transitions_on)
    if transitions is None or name != whole.route[0]:
        return stated
    return start_days(whole, transitions, stated if stated is not None else transitions)
