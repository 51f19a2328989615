"""The blueprint: a frozen scenario turned into whole minutes, integers and drawn quantities. The engine reads nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cipsc_sim.engine.calendar import Calendar
from cipsc_sim.quality.judgement import Tolerance
from cipsc_sim.quality.law import Law
from cipsc_sim.quality.retest import Retest

Weekdays = frozenset[int]

Needs = tuple[tuple[int, int], ...]
"""Pairs (index of a pool, units)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quantity: its constant value, or the stream of its uniform numbers, its quantile function and its traits."""

    value: float | None
    stream: int = 0
    quantile: Callable[[float], float] | None = None
    moves: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens with a chance: a uniform number at or above 1 − chance, after the traits moved it."""

    chance: Drawn
    stream: int
    moves: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A resource: count, calendar, ownership and clearance."""

    index: int
    name: str
    kind: str
    count: int
    calendar: Calendar | None
    ownership: str
    clearance_min: int
    price_per_min: float
    breaks: BreakPlan | None
    absences: AbsencePlan | None = None
    role: str | None = None
    cleared_by: Needs = ()
    clearance_planned_min: int = 0
    maintenance: tuple[MaintenancePlan, ...] = ()
    overtime_more_per_min: float = 0.0
    """What a minute of overtime costs more than another."""


@dataclass(frozen=True, slots=True)
class MaintenancePlan:
    """What is done to each unit of a resource again and again."""

    name: str
    every_min: int
    lasts_h: Drawn
    by: Needs
    planned_min: int
    """What must fit in the rest of a shift of those who do it."""


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """Who of a staff group is away: with a chance for each shift, and as planned (first day, last day, how many)."""

    chance: Drawn | None
    stream: int
    leave: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class BreakPlan:
    """How single units of a resource fail and are repaired."""

    every_d: Drawn
    repair_d: Drawn
    on_interrupt: str
    culture: str
    reason: str
    repaired_by: Needs = ()
    planned_min: int = 0


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """An attended task."""

    number: int
    name: str
    at: str
    every_min: int
    on_min: tuple[int, ...]
    at_min_of_day: int | None
    planned_min: int
    """What must fit in the rest of a shift; no more than a crew is ever on duty, so that what ignorance adds is overtime."""
    hands_on_h: Drawn
    hands_on_min: int | None
    """The same where every occurrence takes as long; None where it is drawn."""
    needs: Needs
    uses: str
    """The same in words, for its row: ``cell_operator:2 biosafety_cabinet:1``."""
    late_after_min: int | None
    late_costs: tuple[tuple[str, float], ...]
    openings: Drawn | None
    cost: float
    missed_costs: tuple[tuple[str, float], ...] = ()
    alternatives: tuple[tuple[Needs, str], ...] = ()
    """Needs and uses where another crew may do it; the preferred first."""


@dataclass(frozen=True, slots=True)
class EffectPlan:
    """One verb on one attribute, its quantities ready to be drawn."""

    attribute: str
    verb: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step of a procedure."""

    number: int
    procedure: str
    name: str
    needs: Needs
    uses: str
    """What it holds, with what the step before kept for it."""
    kept: frozenset[int]
    holds: bool
    starts_on: Weekdays | None
    ends_on: Weekdays | None
    at_most_min: int | None
    duration_d: Drawn | None
    start_task: TaskPlan | None
    end_task: TaskPlan | None
    tasks: tuple[TaskPlan, ...]
    effects: tuple[EffectPlan, ...]
    may_fail: tuple[tuple[str, Event], ...]
    cost: float
    early: tuple[str, ...]
    after: tuple[str, ...]
    consumes: tuple[tuple[str, int], ...] = ()
    """Packs of stocked materials."""

    @property
    def does_something(self) -> bool:
        """Whether anything is held, attended or changed in it; a mere wait is no start."""
        return bool(self.needs or self.tasks or self.start_task or self.end_task or self.effects)


@dataclass(frozen=True, slots=True)
class TakePlan:
    """How much of a material a procedure takes."""

    material: str
    amount: str
    n: int
    before_release: bool
    best_assay: str | None
    highest: bool
    waits_for_all: bool


@dataclass(frozen=True, slots=True)
class ProcedurePlan:
    """Takes lots of some materials, makes lots of another."""

    name: str
    takes: tuple[TakePlan, ...]
    makes: str
    lots: int
    lots_from: tuple[str, int, str] | None
    packs: int
    in_parallel: int
    steps: tuple[StepPlan, ...]


@dataclass(frozen=True, slots=True)
class ArrivalPlan:
    """When things come from outside."""

    kind: str
    stream: int
    gap_min: float
    every_d: Drawn | None
    at_min: tuple[int, ...]
    used: float
    limit: int | None


@dataclass(frozen=True, slots=True)
class SupplyPlan:
    """Where lots come from that no order makes for itself."""

    kind: str
    lots: int
    level: int
    level_in: str
    arrivals: ArrivalPlan | None
    lead_time_d: Drawn | None
    price: float
    up_to: int | None = None
    """The level that an order fills stock up to."""


@dataclass(frozen=True, slots=True)
class MaterialPlan:
    """A kind of thing that lots are made of."""

    index: int
    name: str
    supply: SupplyPlan | None
    has: tuple[tuple[str, Drawn], ...]
    packs: int
    pack: Mapping[str, float]
    kept_in: int | None
    shelf_life_d: Drawn | None
    loses: tuple[tuple[str, Drawn], ...]
    trait_parts: tuple[tuple[str, float, int], ...]
    made_by: str | None
    tested_when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CausePlan:
    """What results share besides the truth: anew for every session, or every lot of reagent."""

    name: str
    stream: int
    new_every_min: int


@dataclass(frozen=True, slots=True)
class RepeatPlan:
    """How an invalid run is repeated: how often at most, what it takes and costs."""

    limit: int | None
    sample: tuple[tuple[str, float], ...]
    cost: float


@dataclass(frozen=True, slots=True)
class AssayPlan:
    """How an assay runs and what it reports."""

    name: str
    kind: str
    subject: str
    subject_is_trait: bool
    law: Law
    moved_by: tuple[tuple[CausePlan, float], ...]
    sample: tuple[tuple[str, float], ...]
    reserve_runs: int | None
    repeats: RepeatPlan
    runs_on: Weekdays | None
    task: TaskPlan | None
    tasks: tuple[TaskPlan, ...]
    cost: float
    occupies: Needs = ()
    together: tuple[int, int] | None = None
    """Samples of one run at most, and the minutes that the first waits for others."""


@dataclass(frozen=True, slots=True)
class SpecificationPlan:
    """A limit on what an assay saw, with the streams of its noise, its invalid runs and its turnaround."""

    number: int
    name: str
    on: str
    after: str | None
    early_min: int
    assay: AssayPlan
    at_least: float | None
    at_most: float | None
    below: float | None
    review_at_least: float | None
    review_at_most: float | None
    on_review: str
    true_limit: float | None
    tolerance: Tolerance
    concerns: str
    reason: str
    noise_stream: int
    invalid: Event | None
    invalid_moved_by: tuple[tuple[CausePlan, float], ...]
    turnaround_d: Drawn
    repeat_after_d: Drawn | None


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """A review by quality assurance."""

    task: TaskPlan | None
    duration_d: Drawn | None


@dataclass(frozen=True, slots=True)
class InvestigationPlan:
    """How a failed result is investigated, and whether a cause in the laboratory is found: of a wrong result, of a right one."""

    work: ReviewPlan
    found_if_wrong: Event | None
    found_if_right: Event | None


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """Which failures a physician may ask about, and whether that is granted."""

    work: ReviewPlan
    failed: frozenset[str]
    granted: Event


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """What is done when a result fails after release, and what it costs beyond that."""

    work: ReviewPlan
    cost: float


@dataclass(frozen=True, slots=True)
class DosePlan:
    """What a lot must hold to be given. ``cap``: attribute, most of it, and whether the assay counts it."""

    rule: str
    top_ups: int
    assay: str
    target: tuple[str, float]
    minimum: tuple[tuple[str, float], ...]
    cap: tuple[tuple[str, float, bool], ...]
    excess: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """What must be known before a material may be used or leave."""

    material: str
    needs: tuple[str, ...]
    follows: tuple[str, ...]
    retests: Mapping[str, Retest]
    investigation: InvestigationPlan | None
    request: RequestPlan | None
    action_plan: ActionPlan | None
    review: ReviewPlan | None
    gate_review: ReviewPlan | None
    hold: str
    after_thaw: tuple[tuple[str, Drawn], ...]
    retains: float
    dose: DosePlan | None

    @property
    def work(self) -> tuple[ReviewPlan, ...]:
        """What people do about a lot besides its tests."""
        other = tuple(each.work for each in (self.investigation, self.request, self.action_plan) if each is not None)
        return other + tuple(each for each in (self.review, self.gate_review) if each is not None)


@dataclass(frozen=True, slots=True)
class RungPlan:
    """Where the next attempt begins."""

    name: str
    restart_from: str
    lot: str
    limit: int
    more: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """The stream of orders."""

    arrivals: ArrivalPlan
    wants: str
    lots: int
    packs: int
    has: tuple[tuple[str, Drawn], ...]
    withdrawal: Drawn | None
    withdrawal_stream: int
    patience_d: Drawn | None
    unfit: Event | None
    transport_h: Drawn | None
    apart_d: Drawn | None
    response: Mapping[str, Any] | None
    plateau: Drawn | None
    priorities: tuple[tuple[str, float], ...] = ()
    """Classes of orders, the most urgent first, with the fraction of orders in each."""
    priority_stream: int = 0


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything the engine needs to play a scenario."""

    first_weekday: int
    from_min: int
    to_min: int
    horizon_min: int
    attributes: Mapping[str, str]
    ratios: Mapping[str, tuple[str, str | float]]
    shows: Mapping[str, tuple[Event, Drawn, str]]
    amounts: tuple[str, ...]
    pools: tuple[PoolPlan, ...]
    strict_after_min: int | None
    materials: Mapping[str, MaterialPlan]
    procedures: Mapping[str, ProcedurePlan]
    specifications: Mapping[str, SpecificationPlan]
    release: Mapping[str, ReleasePlan]
    rungs: Mapping[str, RungPlan]
    after: Mapping[str, tuple[str, ...]]
    otherwise: tuple[str, ...]
    orders: OrderPlan
    chain: tuple[str, ...]
    """The materials from the one orders want back along the primary parents."""
    consumed: frozenset[str] = frozenset()
    """Materials of which steps use up packs."""
