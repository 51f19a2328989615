"""Specifications, and the assays that report on them."""

from __future__ import annotations

from cipsc_sim.engine.blueprint import AssayPlan, CausePlan, RepeatPlan, SpecificationPlan
from cipsc_sim.engine.drafting.attended import attended_plan, task_plan
from cipsc_sim.engine.drafting.desk import Desk, weekdays
from cipsc_sim.engine.laws import law_of
from cipsc_sim.engine.minutes import DAY, minutes_of_days
from cipsc_sim.scenario.assay import Assay


def specification_plans(desk: Desk) -> dict[str, SpecificationPlan]:
    """Every specification by name, each with its assay."""
    assays = {name: _assay_plan(desk, name, assay) for name, assay in desk.scenario.assays.items()}
    plans = {}
    for number, (name, spec) in enumerate(desk.scenario.specifications.items()):
        assay = desk.scenario.assays[spec.assay]
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
            noise_stream=desk.streams.number(f"assays.{spec.assay}.noise.{name}"),
            invalid=desk.streams.maybe_event(f"assays.{spec.assay}.invalid.{name}", assay.invalid),
            invalid_moved_by=_cause_plans(desk, assay.invalid.moved_by if assay.invalid is not None else {}),
            turnaround_d=desk.streams.drawn(f"assays.{spec.assay}.turnaround_d.{name}", assay.turnaround_d),
            repeat_after_d=desk.streams.maybe(f"assays.{spec.assay}.repeats.after_d.{name}", assay.repeats.after_d),
        )
    return plans


def _assay_plan(desk: Desk, name: str, assay: Assay) -> AssayPlan:
    where, subject = f"assays.{name}", assay.subject
    kind = "measures" if assay.measures else "counts" if assay.counts else "detects"
    repeats = assay.repeats
    return AssayPlan(
        name=name,
        kind=kind,
        subject=subject,
        subject_is_trait=subject in desk.scenario.traits,
        law=law_of(assay),
        moved_by=_cause_plans(desk, assay.moved_by),
        sample=tuple(assay.sample.items()),
        reserve_runs=assay.reserve_runs,
        repeats=RepeatPlan(
            repeats.limit,
            tuple((assay.sample if repeats.sample is None else repeats.sample).items()),
            assay.cost if repeats.cost is None else repeats.cost,
        ),
        runs_on=weekdays(assay.runs_on),
        task=attended_plan(desk, where, "run", assay.by, assay.hands_on_h, assay.equipment),
        tasks=tuple(task_plan(desk, f"{where}.tasks", task_name, task) for task_name, task in assay.tasks.items()),
        cost=assay.cost,
        occupies=desk.needs(assay.occupies),
        together=None if assay.together is None else (assay.together.most, minutes_of_days(assay.together.waits_d)),
    )


def _cause_plans(desk: Desk, moved_by: dict[str, float]) -> tuple[tuple[CausePlan, float], ...]:
    """The common causes among what moves a number, each with its correlation."""
    return tuple(
        (CausePlan(name, desk.streams.number(f"common_causes.{name}"), cause.new_every_d * DAY), moved_by[name])
        for name, cause in desk.scenario.common_causes.items()
        if name in moved_by and not desk.central
    )
