"""Drafting: the one place that turns a frozen scenario into the blueprint that the engine plays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cipsc_sim.engine.blueprint import (
    AbsencePlan,
    ActionPlan,
    ArrivalPlan,
    AssayPlan,
    Blueprint,
    BreakPlan,
    CausePlan,
    DosePlan,
    Drawn,
    EffectPlan,
    InvestigationPlan,
    MaintenancePlan,
    MaterialPlan,
    Needs,
    OrderPlan,
    PoolPlan,
    ProcedurePlan,
    ReleasePlan,
    RepeatPlan,
    RequestPlan,
    ReviewPlan,
    RungPlan,
    SpecificationPlan,
    StepPlan,
    SupplyPlan,
    TakePlan,
    TaskPlan,
    Weekdays,
)
from cipsc_sim.engine.calendar import calendar_of, day_of
from cipsc_sim.engine.drawing import Streams
from cipsc_sim.engine.laws import law_of, retests_of
from cipsc_sim.engine.minutes import DAY, first_weekday, minutes_of_days, minutes_of_hours
from cipsc_sim.engine.transitions import start_days
from cipsc_sim.records.uses import uses_as_text
from cipsc_sim.scenario.assay import Assay
from cipsc_sim.scenario.attendants import Attendants, attendants
from cipsc_sim.scenario.effect import Effect
from cipsc_sim.scenario.facility import AfterDays, Equipment, People
from cipsc_sim.scenario.material import Arrivals, Material
from cipsc_sim.scenario.needs import storage_needs
from cipsc_sim.scenario.noun import WEEKDAYS
from cipsc_sim.scenario.procedure import Best, LotsFrom, Procedure, Step, Take, Task
from cipsc_sim.scenario.quantity import Quantity
from cipsc_sim.scenario.release import Release, Review
from cipsc_sim.scenario.scenario import Scenario

PLENTY = 1_000_000
"""Units of every resource where nothing is to be waited for."""


def draft(scenario: Scenario, *, central: bool = False) -> Blueprint:
    """The blueprint of a scenario.

    With ``central`` there is no chance and no queue: every quantity is its central value, resources are plenty and always on
    duty, and one order comes at minute 0.
    """
    return _Draft(scenario, central).blueprint()


class _Draft:
    def __init__(self, scenario: Scenario, central: bool) -> None:
        self.scenario = scenario
        self.central = central
        self.streams = Streams(central)
        self.first = first_weekday(scenario.clock.start_date)
        facility = scenario.facility
        self.pool_index = {name: index for index, name in enumerate((*facility.equipment, *facility.people))}
        self.steps = 0
        self.tasks = 0

    def blueprint(self) -> Blueprint:
        scenario, clock = self.scenario, self.scenario.clock
        from_min = minutes_of_days(clock.warm_up_d)
        to_min = from_min + minutes_of_days(clock.count_d)
        specifications = self._specifications()
        procedures = {name: self._procedure(name, procedure) for name, procedure in scenario.procedures.items()}
        materials = self._materials()
        blueprint = Blueprint(
            first_weekday=self.first,
            from_min=0 if self.central else from_min,
            to_min=to_min,
            horizon_min=to_min + minutes_of_days(clock.run_out_d),
            attributes={name: attribute.kind for name, attribute in scenario.attributes.items()},
            ratios={n: (a.ratio.of, a.ratio.by) for n, a in scenario.attributes.items() if a.ratio is not None},
            shows={
                name: (
                    self.streams.event(f"attributes.{name}.shows.chance", attribute.shows.chance),
                    self.streams.drawn(f"attributes.{name}.shows.after_d", attribute.shows.after_d),
                    attribute.shows.reason,
                )
                for name, attribute in scenario.attributes.items()
                if attribute.shows is not None
            },
            amounts=tuple(name for name, attribute in scenario.attributes.items() if attribute.kind == "amount"),
            pools=self._pools(),
            strict_after_min=self._strict_after(),
            materials=materials,
            procedures=procedures,
            specifications=specifications,
            release={name: self._release(name, release) for name, release in scenario.release.items()},
            rungs={
                name: RungPlan(name, rung.restart_from, rung.lot, rung.limit, rung.more)
                for name, rung in scenario.recovery.rungs.items()
            },
            after={reason: tuple(rungs) for reason, rungs in scenario.recovery.after.items()},
            otherwise=tuple(scenario.recovery.otherwise),
            orders=self._orders(),
            chain=self._chain(),
            consumed=frozenset(
                name for each in scenario.procedures.values() for step in each.steps.values() for name in step.consumes
            ),
        )
        self.streams.check()
        return blueprint

    def _strict_after(self) -> int | None:
        overtaking = self.scenario.facility.overtaking
        if isinstance(overtaking, AfterDays):
            return minutes_of_days(overtaking.after_d)
        return 0 if overtaking == "strict" else None

    def _pools(self) -> tuple[PoolPlan, ...]:
        facility = self.scenario.facility
        pools = []
        for name, equipment in facility.equipment.items():
            where = f"facility.equipment.{name}.breaks"
            breaks = None
            if equipment.breaks is not None and not self.central:
                b = equipment.breaks
                every, repair = (
                    self.streams.drawn(f"{where}.every_d", b.every_d),
                    self.streams.drawn(f"{where}.repair_d", b.repair_d),
                )
                by = tuple(b.repaired_by.items())
                planned = self._planned(24 * b.repair_d.central, by)
                breaks = BreakPlan(every, repair, b.on_interrupt, b.culture, b.reason, self._needs(dict(by)), planned)
            pools.append(
                PoolPlan(
                    index=self.pool_index[name],
                    name=name,
                    kind="equipment",
                    count=PLENTY if self.central else equipment.count,
                    calendar=None,
                    ownership=equipment.ownership,
                    clearance_min=minutes_of_hours(equipment.clearance_h),
                    price_per_min=equipment.price_per_h / 60,
                    breaks=breaks,
                    role=equipment.role,
                    cleared_by=self._needs(equipment.cleared_by),
                    clearance_planned_min=self._planned(equipment.clearance_h, tuple(equipment.cleared_by.items())),
                    maintenance=() if self.central else self._maintenance(name, equipment),
                )
            )
        for name, people in facility.people.items():
            calendar = None if self.central else calendar_of(people, self.scenario.clock.start_date)
            count = PLENTY if self.central else people.count
            price = people.price_per_h / 60
            away = None if self.central else self._absences(name, people)
            plan = PoolPlan(self.pool_index[name], name, "people", count, calendar, "step", 0, price, None, away)
            if people.overtime_price_per_h is not None:
                plan = replace(plan, overtime_more_per_min=people.overtime_price_per_h / 60 - price)
            pools.append(plan)
        return tuple(pools)

    def _maintenance(self, name: str, equipment: Equipment) -> tuple[MaintenancePlan, ...]:
        where = f"facility.equipment.{name}.maintenance"
        return tuple(
            MaintenancePlan(
                name=what,
                every_min=max(1, minutes_of_days(each.every_d)),
                lasts_h=self.streams.drawn(f"{where}.{what}.lasts_h", each.lasts_h),
                by=self._needs(each.by),
                planned_min=self._planned(each.lasts_h.central, tuple(each.by.items())),
            )
            for what, each in equipment.maintenance.items()
        )

    def _absences(self, name: str, people: People) -> AbsencePlan | None:
        if people.absent is None and not people.leave:
            return None
        where, start = f"facility.people.{name}.absent", self.scenario.clock.start_date
        leave = [(day_of(each.first_day, start), day_of(each.last_day, start), each.count) for each in people.leave]
        chance = self.streams.maybe(f"{where}.level", people.absent)
        return AbsencePlan(chance, self.streams.number(where), tuple(leave))

    def _needs(self, *wanted: dict[str, int]) -> Needs:
        total: dict[int, int] = {}
        for mapping in wanted:
            for name, n in mapping.items():
                index = self.pool_index[name]
                total[index] = total.get(index, 0) + n
        return tuple(sorted(total.items()))

    def _task(self, where: str, name: str, task: Task) -> TaskPlan:
        self.tasks += 1
        groups = attendants(task, self.scenario.facility)
        held = [{group: n, **task.equipment} for group, n in groups] or [task.equipment]
        needs, uses = [self._needs(each) for each in held], [uses_as_text(each) for each in held]
        hands_on_h = self.streams.drawn(f"{where}.{name}.hands_on_h", task.hands_on_h)
        return TaskPlan(
            number=self.tasks,
            name=name,
            at=task.at or ("every" if task.every_d is not None else "on"),
            every_min=max(1, minutes_of_days(task.every_d)) if task.every_d is not None else 0,
            on_min=tuple(sorted({minutes_of_days(day) for day in task.on_d or ()})),
            at_min_of_day=minutes_of_hours(task.at_h) if task.at_h is not None else None,
            planned_min=self._planned(task.hands_on_h.central, groups),
            hands_on_h=hands_on_h,
            hands_on_min=None if hands_on_h.value is None else max(1, minutes_of_hours(hands_on_h.value)),
            needs=needs[0],
            uses=uses[0],
            group=self.pool_index[groups[0][0]] if groups else None,
            late_after_min=minutes_of_hours(task.late_after_h) if task.late_after_h is not None else None,
            late_costs=tuple(task.late_costs.items()),
            openings=self.streams.maybe(f"{where}.{name}.openings", task.openings),
            cost=task.cost,
            missed_costs=tuple(task.missed_costs.items()),
            alternatives=tuple(
                (more, self.pool_index[group], said)
                for more, said, (group, _) in zip(needs[1:], uses[1:], groups[1:], strict=True)
            ),
        )

    def _planned(self, hours: float, groups: tuple[Attendants, ...]) -> int:
        """Minutes that must fit in the rest of a shift, no more than the longest."""
        return min(max(1, minutes_of_hours(hours)), self._longest_shift(groups))

    def _longest_shift(self, groups: tuple[Attendants, ...]) -> int:
        shifts = [shift.hours_h for group, _ in groups for shift in self.scenario.facility.people[group].shifts]
        return minutes_of_hours(max(shifts)) if shifts and not self.central else 1 << 40

    def _attended(
        self, where: str, name: str, by: str | None, hours: Quantity | None, equipment: dict[str, int] | None = None
    ) -> TaskPlan | None:
        if by is None or hours is None:
            return None
        people = Task.model_construct(at="start", hands_on_h=hours, people={by: 1}, equipment=equipment or {})
        return self._task(where, name, people)

    def _procedure(self, name: str, procedure: Procedure) -> ProcedurePlan:
        ((makes, make),) = procedure.makes.items()
        steps: list[StepPlan] = []
        held: dict[str, int] = {}
        for place, step_name in enumerate(procedure.route):
            following = procedure.steps[procedure.route[place + 1]] if place + 1 < len(procedure.route) else None
            last = following is None
            step = procedure.steps[step_name]
            held = {pool: held.get(pool, 0) if n == "same" else n for pool, n in step.occupies.items()}
            steps.append(self._step(name, makes, step_name, step, following, last, held))
        lots_from = make.lots
        return ProcedurePlan(
            name=name,
            takes=tuple(self._take(material, take) for material, take in procedure.takes.items()),
            makes=makes,
            lots=lots_from if isinstance(lots_from, int) else 0,
            lots_from=(lots_from.amount, lots_from.at_most, lots_from.reason)
            if isinstance(lots_from, LotsFrom)
            else None,
            packs=make.packs,
            in_parallel=procedure.in_parallel,
            steps=tuple(steps),
        )

    def _take(self, material: str, take: Any) -> TakePlan:
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

    def _step(
        self,
        procedure: str,
        makes: str,
        name: str,
        step: Step,
        following: Step | None,
        last: bool,
        held: dict[str, int],
    ) -> StepPlan:
        self.steps += 1
        where = f"procedures.{procedure}.steps.{name}"
        plans = {task_name: self._task(f"{where}.tasks", task_name, task) for task_name, task in step.tasks.items()}
        start = next((plan for plan in plans.values() if plan.at == "start"), None)
        occupies = {pool: n for pool, n in step.occupies.items() if n != "same"}
        storage = dict(storage_needs(self.scenario, self.scenario.procedures[procedure])) if last else {}
        keeps = {pool for pool, n in following.occupies.items() if n == "same"} if following is not None else set()
        on = [(n, s) for n, s in self.scenario.specifications.items() if s.on == makes and s.after == name]
        early = [n for n, s in on if s.early_d > 0]
        return StepPlan(
            number=self.steps,
            procedure=procedure,
            name=name,
            needs=self._needs(occupies, storage),
            uses=uses_as_text({**held, **storage}),
            kept=frozenset(self.pool_index[pool] for pool in keeps),
            holds=step.holds,
            starts_on=self._starts_on(procedure, name, step),
            ends_on=self._weekdays(step.ends_on),
            at_most_min=minutes_of_days(step.at_most_d) if step.at_most_d is not None else None,
            duration_d=self.streams.maybe(f"{where}.duration_d", step.duration_d),
            start_task=start,
            end_task=next((plan for plan in plans.values() if plan.at == "end"), None),
            tasks=tuple(plan for plan in plans.values() if plan.at in ("every", "on")),
            effects=self._effects(where, step),
            may_fail=tuple(
                (reason, self.streams.event(f"{where}.may_fail.{reason}", c)) for reason, c in step.may_fail.items()
            ),
            cost=step.cost + step.medium_l * self.scenario.costs.medium_per_l + self._consumed_cost(step),
            early=tuple(early),
            after=tuple(n for n, s in on if n not in early),
            consumes=tuple(step.consumes.items()),
        )

    def _consumed_cost(self, step: Step) -> float:
        """What a plan counts for stocked materials; in play what is used carries its price along."""
        cost = 0.0
        for name, n in step.consumes.items() if self.central else ():
            material = self.scenario.materials[name]
            if material.supply is not None and material.supply.bought is not None:
                cost += n * material.supply.bought.price / material.packs
        return cost

    def _starts_on(self, procedure: str, name: str, step: Step) -> Weekdays | None:
        """The weekdays on which the step may begin: the first of a route, where its transitions fall on the days they may."""
        stated, whole = self._weekdays(step.starts_on), self.scenario.procedures[procedure]
        transitions = self._weekdays(whole.transitions_on)
        if transitions is None or name != whole.route[0]:
            return stated
        return start_days(whole, transitions, stated if stated is not None else transitions)

    def _weekdays(self, days: list[str] | None) -> Weekdays | None:
        return None if days is None else frozenset(WEEKDAYS.index(day) for day in days)

    def _effects(self, where: str, step: Step) -> tuple[EffectPlan, ...]:
        plans = []
        for attribute, effects in step.effects.items():
            counts: dict[str, int] = {}
            for effect in effects:
                k = counts[effect.verb] = counts.get(effect.verb, 0) + 1
                stream = f"{where}.effects.{attribute}.{effect.verb}" + (f".{k}" if k > 1 else "")
                plans.append(EffectPlan(attribute, effect.verb, self._parameters(stream, attribute, effect)))
        return tuple(plans)

    def _parameters(self, where: str, attribute: str, effect: Effect) -> dict[str, Any]:
        drawn, event = self.streams.drawn, self.streams.event
        match effect.verb:
            case "set" | "per_day":
                return {"value": drawn(where, getattr(effect, effect.verb))}
            case "scale":
                assert effect.scale is not None
                if isinstance(effect.scale, Quantity):
                    return {"value": drawn(where, effect.scale), "oversize": None}
                large = effect.scale.oversize
                smallest, largest = large.within
                sizes = {"shape": large.shape, "smallest": smallest, "largest": largest}
                return {"of": large.of, "oversize": {**sizes, "above": large.above, "loses": large.loses}}
            case "clear":
                assert effect.clear is not None
                return {"event": event(where, effect.clear)}
            case "divide":
                assert effect.divide is not None
                by = effect.divide.by
                return {"of": effect.divide.of, "by": by if isinstance(by, str) else drawn(f"{where}.by", by)}
            case "count":
                assert effect.count is not None
                count = effect.count
                return {
                    "of": count.of,
                    "chance": count.chance if isinstance(count.chance, str) else drawn(f"{where}.chance", count.chance),
                    "stream": self.streams.number(where),
                }
            case "grow":
                assert effect.grow is not None
                grow = effect.grow
                return {
                    "to": grow.to,
                    "doubling_d": drawn(f"{where}.doubling_d", grow.doubling_d),
                    "lag_d": self.streams.maybe(f"{where}.lag_d", grow.lag_d),
                    "counts": grow.counts,
                }
            case "mix":
                assert effect.mix is not None
                shares = {
                    name: None if isinstance(quantity, str) else drawn(f"{where}.shares.{name}", quantity)
                    for name, quantity in effect.mix.shares.items()
                }
                return {"shares": shares, "rest": effect.mix.rest}
            case "drift":
                assert effect.drift is not None
                d = effect.drift
                stream = self.streams.number(where)
                return {
                    "chance": drawn(f"{where}.chance", Quantity(d.chance.distribution)),
                    "moves": tuple(d.chance.moved_by.items()),
                    "per": d.per,
                    "starts_at": d.starts_at,
                    "grows": d.grows,
                    "stream": stream,
                }
            case _:
                assert effect.expose is not None
                e = effect.expose
                if e == "openings":
                    hazard = self.scenario.attributes[attribute].per_opening
                    assert hazard is not None
                    return {"event": event(where, hazard), "per_opening": True}
                assert not isinstance(e, str)
                chance = e.chance if e.chance is not None else e.per_opening
                assert chance is not None
                return {"event": event(where, chance), "per_opening": e.per_opening is not None}

    def _materials(self) -> dict[str, MaterialPlan]:
        made_by = {next(iter(p.makes)): name for name, p in self.scenario.procedures.items()}
        plans = {}
        for index, (name, material) in enumerate(self.scenario.materials.items()):
            where = f"materials.{name}"
            parts = []
            for trait, shares in self.scenario.traits.items():
                if name in shares.root:
                    parts.append((trait, shares.root[name], self.streams.number(f"traits.{trait}.{name}")))
            whole = [n for n, s in self.scenario.specifications.items() if s.on == name and s.after is None]
            plans[name] = MaterialPlan(
                index=index,
                name=name,
                supply=self._supply(name, material),
                has=tuple((a, self.streams.drawn(f"{where}.has.{a}", q)) for a, q in material.has.items()),
                packs=material.packs,
                pack=material.pack,
                kept_in=self.pool_index[material.kept_in] if material.kept_in else None,
                shelf_life_d=self.streams.maybe(f"{where}.shelf_life_d", material.shelf_life_d),
                loses=tuple(
                    (a, self.streams.drawn(f"{where}.loses_per_d.{a}", q)) for a, q in material.loses_per_d.items()
                ),
                trait_parts=tuple(parts),
                made_by=made_by.get(name),
                tested_when=tuple(whole),
            )
        return plans

    def _supply(self, name: str, material: Material) -> SupplyPlan | None:
        supply, where = material.supply, f"materials.{name}.supply"
        if supply is None:
            return None
        none: Any = {"lots": 1, "level": 0, "level_in": "lots", "arrivals": None, "lead_time_d": None, "price": 0.0}
        if supply.with_order is not None:
            return SupplyPlan(kind="with_order", **{**none, "lots": supply.with_order})
        if supply.at_start is not None:
            return SupplyPlan(kind="at_start", **{**none, "lots": supply.at_start})
        if supply.made_below is not None:
            stock = supply.made_below
            level_in = "packs" if stock.packs else "lots"
            return SupplyPlan(
                kind="made_below", **{**none, "level": stock.packs or stock.lots or 1, "level_in": level_in}
            )
        if supply.arrive is not None:
            return SupplyPlan(kind="arrive", **{**none, "arrivals": self._arrivals(f"{where}.arrive", supply.arrive)})
        bought = supply.bought
        assert bought is not None
        below = bought.below
        return SupplyPlan(
            kind="bought",
            lots=bought.lots or 1,
            level=below.packs or below.lots or 1,
            level_in="packs" if below.packs else "lots",
            arrivals=None,
            lead_time_d=Drawn(0.0)
            if self.central
            else self.streams.drawn(f"{where}.bought.lead_time_d", bought.lead_time_d),
            price=0.0 if self.central else bought.price,
            up_to=None if bought.up_to is None else bought.up_to.packs or bought.up_to.lots,
        )

    def _arrivals(self, where: str, arrive: Arrivals) -> ArrivalPlan:
        stream = self.streams.number(where)
        common: Any = {"gap_min": 0.0, "every_d": None, "at_min": (), "used": 1.0, "limit": arrive.limit}
        if arrive.poisson is not None:
            gap = 365 * DAY / arrive.poisson.per_year
            return ArrivalPlan(kind="poisson", stream=stream, **{**common, "gap_min": gap})
        if arrive.every_d is not None:
            every = self.streams.drawn(f"{where}.every_d", arrive.every_d)
            return ArrivalPlan(kind="every", stream=stream, **{**common, "every_d": every})
        if arrive.at_d is not None:
            at = tuple(sorted(minutes_of_days(day) for day in arrive.at_d))
            return ArrivalPlan(kind="at", stream=stream, **{**common, "at_min": at})
        assert arrive.booked is not None
        gap = arrive.booked.every_d * DAY
        return ArrivalPlan(kind="booked", stream=stream, **{**common, "gap_min": gap, "used": arrive.booked.used})

    def _specifications(self) -> dict[str, SpecificationPlan]:
        assays = {name: self._assay(name, assay) for name, assay in self.scenario.assays.items()}
        plans = {}
        for number, (name, spec) in enumerate(self.scenario.specifications.items()):
            assay = self.scenario.assays[spec.assay]
            plans[name] = SpecificationPlan(
                number=number,
                name=name,
                on=spec.on,
                after=spec.after,
                early_min=minutes_of_days(spec.early_d),
                assay=assays[spec.assay],
                at_least=spec.at_least,
                at_most=spec.at_most,
                below=spec.below,
                review_at_least=spec.review_at_least,
                review_at_most=spec.review_at_most,
                on_review=spec.on_review,
                true_limit=spec.true_limit,
                tolerance=spec.tolerance,
                concerns=spec.concerns,
                reason=spec.reason,
                noise_stream=self.streams.number(f"assays.{spec.assay}.noise.{name}"),
                invalid=self.streams.maybe_event(f"assays.{spec.assay}.invalid.{name}", assay.invalid),
                invalid_moved_by=self._causes(assay.invalid.moved_by if assay.invalid is not None else {}),
                turnaround_d=self.streams.drawn(f"assays.{spec.assay}.turnaround_d.{name}", assay.turnaround_d),
                repeat_after_d=self.streams.maybe(f"assays.{spec.assay}.repeats.after_d.{name}", assay.repeats.after_d),
            )
        return plans

    def _assay(self, name: str, assay: Assay) -> AssayPlan:
        where, subject = f"assays.{name}", assay.subject
        kind = "measures" if assay.measures else "counts" if assay.counts else "detects"
        repeats = assay.repeats
        return AssayPlan(
            name=name,
            kind=kind,
            subject=subject,
            subject_is_trait=subject in self.scenario.traits,
            law=law_of(assay),
            moved_by=self._causes(assay.moved_by),
            sample=tuple(assay.sample.items()),
            reserve_runs=assay.reserve_runs,
            repeats=RepeatPlan(
                repeats.limit,
                tuple((assay.sample if repeats.sample is None else repeats.sample).items()),
                assay.cost if repeats.cost is None else repeats.cost,
            ),
            runs_on=self._weekdays(assay.runs_on),
            task=self._attended(where, "run", assay.by, assay.hands_on_h, assay.equipment),
            tasks=tuple(self._task(f"{where}.tasks", task_name, task) for task_name, task in assay.tasks.items()),
            cost=assay.cost,
            occupies=self._needs(assay.occupies),
            together=None if assay.together is None else (assay.together.most, minutes_of_days(assay.together.waits_d)),
        )

    def _causes(self, moved_by: dict[str, float]) -> tuple[tuple[CausePlan, float], ...]:
        """The common causes among what moves a number, each with its correlation."""
        return tuple(
            (CausePlan(name, self.streams.number(f"common_causes.{name}"), cause.new_every_d * DAY), moved_by[name])
            for name, cause in self.scenario.common_causes.items()
            if name in moved_by and not self.central
        )

    def _release(self, material: str, release: Release) -> ReleasePlan:
        where = f"release.{material}"
        dose = release.dose
        dose_plan = None
        if dose is not None:
            (target,) = dose.target.items()
            dose_plan = DosePlan(
                dose.rule,
                dose.top_ups,
                dose.assay,
                target,
                tuple(dose.minimum.items()),
                tuple(dose.cap.items()),
                dose.excess,
                dose.reason,
            )
        return ReleasePlan(
            material=material,
            needs=release.awaited,
            follows=release.reported_later,
            retests=retests_of(release),
            investigation=self._investigation(f"{where}.investigation", release),
            request=self._request(f"{where}.medical_request", release),
            action_plan=self._action_plan(f"{where}.action_plan", release),
            review=self._review(f"{where}.review", release.review),
            gate_review=self._review(f"{where}.gate_review", release.gate_review),
            hold=release.hold,
            after_thaw=tuple(
                (a, self.streams.drawn(f"{where}.after_thaw.{a}", q)) for a, q in release.after_thaw.items()
            ),
            retains=release.retains,
            dose=dose_plan,
        )

    def _investigation(self, where: str, release: Release) -> InvestigationPlan | None:
        investigation = release.investigation
        if investigation is None:
            return None
        found, chances = f"{where}.cause_found", investigation.cause_found
        return InvestigationPlan(
            self._work(where, "investigation", investigation),
            self.streams.maybe_event(f"{found}.if_wrong", chances.if_wrong if chances else None),
            self.streams.maybe_event(f"{found}.if_right", chances.if_right if chances else None),
        )

    def _request(self, where: str, release: Release) -> RequestPlan | None:
        request = release.medical_request
        if request is None or release.policy != "on_medical_request":
            return None
        granted = self.streams.event(f"{where}.granted", request.granted)
        return RequestPlan(self._work(where, "request", request), frozenset(request.failed), granted)

    def _action_plan(self, where: str, release: Release) -> ActionPlan | None:
        plan = release.action_plan
        return None if plan is None else ActionPlan(self._work(where, "action_plan", plan), plan.cost)

    def _review(self, where: str, review: Review | None) -> ReviewPlan | None:
        return None if review is None else self._work(where, "review", review)

    def _work(self, where: str, name: str, work: Review) -> ReviewPlan:
        task = self._attended(where, name, work.by, work.hands_on_h)
        return ReviewPlan(task, self.streams.maybe(f"{where}.duration_d", work.duration_d))

    def _orders(self) -> OrderPlan:
        orders = self.scenario.orders
        ((wants, want),) = orders.wants.items()
        leaves, response = orders.leaves, orders.response
        arrivals = self._arrivals("orders.arrive", orders.arrive)
        if self.central:
            arrivals = ArrivalPlan("at", 0, 0.0, None, (0,), 1.0, None)
        withdrawal = leaves.per_month if leaves and not self.central else None
        return OrderPlan(
            arrivals=arrivals,
            wants=wants,
            lots=want.lots or 0,
            packs=want.packs or 0,
            has=tuple((a, self.streams.drawn(f"orders.has.{a}", q)) for a, q in orders.has.items()),
            withdrawal=self.streams.maybe("orders.leaves.per_month.level", withdrawal),
            withdrawal_stream=self.streams.number("orders.leaves.per_month"),
            patience_d=self.streams.maybe(
                "orders.leaves.after_d", leaves.after_d if leaves and not self.central else None
            ),
            unfit=self.streams.maybe_event("orders.leaves.unfit", leaves.unfit if leaves else None),
            transport_h=self.streams.maybe("orders.transport_h", orders.transport_h),
            response={
                "of": response.of,
                "half_at": response.half_at,
                "slope": response.slope,
                "relative_to": dict(response.relative_to),
            }
            if response
            else None,
            plateau=self.streams.drawn("orders.response.plateau", response.plateau) if response else None,
            priorities=tuple((name, n / sum(orders.priorities.values())) for name, n in orders.priorities.items()),
            priority_stream=self.streams.number("orders.priorities"),
        )

    def _chain(self) -> tuple[str, ...]:
        made_by = {next(iter(p.makes)): p for p in self.scenario.procedures.values()}
        chain, material = [], next(iter(self.scenario.orders.wants))
        while material not in chain:
            chain.append(material)
            procedure = made_by.get(material)
            if procedure is None or (self.scenario.materials[material].supply is not None):
                break
            material = next(iter(procedure.takes))
        return tuple(chain)
