"""The plan: one lot of what orders want, by central values, with no chance and no queue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import pandas as pd

from cipsc_sim.engine.blueprint import Blueprint, ProcedurePlan, StepPlan
from cipsc_sim.engine.books import DISCARDED, EXPIRED, PACKS, PARTS, Books
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.lot import Lot
from cipsc_sim.engine.minutes import DAY
from cipsc_sim.engine.plant import Plant
from cipsc_sim.engine.replication import plan_replication
from cipsc_sim.errors import RunError
from cipsc_sim.scenario.load import LoadedScenario

COLUMNS = {
    "procedure": "procedure",
    "step": "step",
    "day_in": "day on which it begins",
    "day_out": "day on which it ends",
    "days": "how long it lasts",
    "doublings": "doublings in it",
    "medium_l": "litres of medium",
    "equipment": "equipment held",
    "openings": "open manipulations",
    "equipment_h": "hours of equipment in attended work",
    "person_h": "person hours",
    "cost": "cost of consumables, medium and people",
}
"""The columns of the table, besides one for each amount after the step. On day 0 the first step in which something is
done begins."""

_COSTS = ("consumables", "labour", "tests", "equipment")


@dataclass(frozen=True, slots=True)
class Milestone:
    """When a lot of a material was made and released, in days from day 0, and its packs."""

    material: str
    made_d: float
    released_d: float | None
    packs: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Where an amount of a lot went, or its packs (``attribute`` is ``packs``); the parts sum to what was produced.

    ``dosed`` is what was taken for the next lot or given; ``discarded`` what was left over,
    ``in_stock`` what is still there for others.
    """

    material: str
    attribute: str
    unit: str
    produced: float
    dosed: float
    sampled: float
    lost: float
    retained: float
    discarded: float
    in_stock: float

    @property
    def difference(self) -> float:
        """What is not accounted for."""
        gone = self.dosed + self.sampled + self.lost + self.retained + self.discarded
        return self.produced - gone - self.in_stock


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one lot: its steps, milestones, the balance of every lot, and totals by name with their unit."""

    title: str
    currency: str
    table: pd.DataFrame
    milestones: tuple[Milestone, ...]
    balances: tuple[Balance, ...]
    totals: Mapping[str, tuple[float, str]]

    def as_csv(self) -> str:
        """The table of steps as CSV."""
        return _csv(self.table)

    def balances_as_csv(self) -> str:
        """The balances as CSV."""
        return _csv(pd.DataFrame([asdict(each) for each in self.balances]))


def _csv(table: pd.DataFrame) -> str:
    text: str = table.to_csv(index=False, float_format="%.6g")
    return text


def make_plan(loaded: LoadedScenario) -> Plan:
    """Plan one lot of what orders want. RunError if by central values the order never gets it."""
    scenario = loaded.scenario
    replication = plan_replication(_without_trouble(draft(scenario, central=True)))
    replication.play()
    plant = replication.plant
    order = plant.orders[0]
    given = order.lot
    if given is None:
        why = order.reason or "the horizon comes first"
        raise RunError(f"By central values the order gets nothing: {why} ({order.place or 'in process'}).")
    lineage = _lineage(given)
    steps = _steps_of(plant, lineage)
    begins = min((step.begun for step in steps if step.plan.does_something), default=0)
    made = [lot for lot in lineage if lot.procedure is not None and lot.made_at is not None]
    return Plan(
        title=scenario.title,
        currency=scenario.currency,
        table=_table(plant, steps, begins, loaded),
        milestones=tuple(_milestone(lot, begins) for lot in made),
        balances=tuple(balance for lot in made for balance in _balances(plant, lot, loaded)),
        totals=_totals(plant, given, steps, loaded),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    lot: Lot
    plan: StepPlan
    begun: int
    ended: int
    openings: float
    state: Mapping[str, float]


def _without_trouble(blueprint: Blueprint) -> Blueprint:
    """Nothing is lost in a step and no contamination is seen."""
    procedures = {name: _smooth(procedure) for name, procedure in blueprint.procedures.items()}
    return replace(blueprint, procedures=procedures, shows={})


def _smooth(procedure: ProcedurePlan) -> ProcedurePlan:
    return replace(procedure, steps=tuple(replace(step, may_fail=()) for step in procedure.steps))


def _lineage(lot: Lot) -> list[Lot]:
    lots = []
    one: Lot | None = lot
    while one is not None:
        lots.append(one)
        one = one.parent
    return lots[::-1]


def _steps_of(plant: Plant, lineage: list[Lot]) -> list[_Step]:
    """The steps of the lots in the lineage; those of a lot in process that was split belong to each part."""
    by_material = {lot.material.name: lot for lot in lineage}
    steps = []
    for lot, plan, _asked, begun, ended, openings, state in plant.snapshots or []:
        known = by_material.get(lot.material.name)
        if known is not None and known.path[: len(lot.path)] == lot.path:
            steps.append(_Step(lot, plan, begun, ended, openings, state))
    return sorted(steps, key=lambda step: (step.begun, step.plan.number))


def _milestone(lot: Lot, begins: int) -> Milestone:
    made_d = ((lot.made_at or 0) - begins) / DAY
    released_d = (lot.released_at - begins) / DAY if lot.released_at is not None else None
    return Milestone(lot.material.name, made_d, released_d, lot.packs_made or 1)


def _table(plant: Plant, steps: list[_Step], begins: int, loaded: LoadedScenario) -> pd.DataFrame:
    rows = []
    doublings = 0.0
    for step in steps:
        written = loaded.scenario.procedures[step.plan.procedure].steps[step.plan.name]
        equipment_h, person_h, cost = _attended(plant, step)
        total = sum(step.state.get(name, 0.0) for name in _counters(plant))
        rows.append(
            {
                "procedure": step.plan.procedure,
                "step": step.plan.name,
                "day_in": (step.begun - begins) / DAY,
                "day_out": (step.ended - begins) / DAY,
                "days": (step.ended - step.begun) / DAY,
                **{name: step.state.get(name) for name in plant.amounts},
                "doublings": total - doublings if total > doublings else 0.0,
                "medium_l": written.medium_l,
                "equipment": ", ".join(f"{n} {plant.pools[index].name}" for index, n in step.plan.needs),
                "openings": step.openings,
                "equipment_h": equipment_h,
                "person_h": person_h,
                "cost": step.plan.cost + cost,
            }
        )
        doublings = total
    return pd.DataFrame(rows)


def _counters(plant: Plant) -> set[str]:
    steps = (step for procedure in plant.blueprint.procedures.values() for step in procedure.steps)
    growths = (effect.parameters for step in steps for effect in step.effects if effect.verb == "grow")
    return {parameters["counts"] for parameters in growths if parameters["counts"]}


def _attended(plant: Plant, step: _Step) -> tuple[float, float, float]:
    """Hours of equipment and of people in the tasks of a step, and what people and tasks cost."""
    plans = {t.name: t for t in (step.plan.start_task, step.plan.end_task, *step.plan.tasks) if t is not None}
    equipment_h = person_h = cost = 0.0
    for row in plant.journal.steps:
        if row[2] != step.lot.label or row[4] != step.plan.name or not row[5] or row[12] != "done":
            continue
        hours = (row[9] - row[8]) / 60
        cost += plans[row[5]].cost
        for index, n in plans[row[5]].needs:
            pool = plant.pools[index]
            cost += n * hours * 60 * pool.price_per_min
            if pool.kind == "people":
                person_h += n * hours
            else:
                equipment_h += n * hours
    return equipment_h, person_h, cost


def _balances(plant: Plant, lot: Lot, loaded: LoadedScenario) -> Iterator[Balance]:
    """Of every amount of the lot in the order of the scenario, and of its packs where there are several."""
    assert isinstance(plant.books, Books)
    gone = plant.books.gone.get(lot, {})
    for name, produced in plant.books.produced[lot].items():
        if name == PACKS and produced < 2:
            continue
        unit = PACKS if name == PACKS else loaded.scenario.attributes[name].unit
        parts = {part: gone.get((name, part), 0.0) for part in PARTS}
        parts[DISCARDED] += parts.pop(EXPIRED)
        there = lot.packs_left if lot.exists and lot.packs_made else 0
        in_stock = float(there) if name == PACKS else there / (lot.packs_made or 1) * lot.state[name]
        yield Balance(lot.material.name, name, unit, produced, **parts, in_stock=in_stock)


def _totals(plant: Plant, given: Lot, steps: list[_Step], loaded: LoadedScenario) -> dict[str, tuple[float, str]]:
    """What a planner asks first; only what the scenario has."""
    scenario = loaded.scenario
    totals: dict[str, tuple[float, str]] = {}
    grown = [s for s in steps if s.lot is given and any(e.verb == "grow" for e in s.plan.effects)]
    if grown:
        at = next(e.attribute for e in grown[-1].plan.effects if e.verb == "grow")
        parent = given.parent.state if given.parent is not None else {}
        counted = sum(grown[-1].state.get(name, 0.0) - parent.get(name, 0.0) for name in _counters(plant))
        totals["doublings in the last procedure"] = (counted, "doublings")
        totals[f"{at} at the end of growth"] = (grown[-1].state[at], scenario.attributes[at].unit)
        totals["net yield, produced per unit at the end of growth"] = (given.produced / grown[-1].state[at], "1")
    truth = given.truth or {}
    primary = next((name for name in plant.amounts if name in truth), None)
    touched = {effect.attribute for step in steps if step.lot is given for effect in step.plan.effects}
    for name, attribute in scenario.attributes.items():
        if (
            name not in truth
            or name not in touched
            or (attribute.kind != "amount" and attribute.unit not in ("L", "mL"))
        ):
            continue
        if attribute.kind == "amount" and primary is not None and truth[primary]:
            before = given.produced * truth[name] / truth[primary]
            totals[f"{attribute.title or name}, before samples and retain"] = (before, attribute.unit)
        totals[f"{attribute.title or name}, at release testing"] = (truth[name], attribute.unit)
    if openings := sum(s.openings for s in steps if s.lot is given):
        totals["open manipulations in the last procedure"] = (openings, "openings")
    every = [lot for owner in (*plant.orders, *plant.events) for lot in owner.lots]
    costs = {name: sum(getattr(lot, f"cost_{name}") for lot in every) for name in _COSTS}
    for category, amount in costs.items():
        if amount:
            totals[f"cost of {category}, every lot of the order"] = (amount, scenario.currency)
    if sum(map(bool, costs.values())) > 1:
        totals["cost of all of these, without the site"] = (sum(costs.values()), scenario.currency)
    return totals
