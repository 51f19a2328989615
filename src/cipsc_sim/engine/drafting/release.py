"""What must be known before a material may leave, and what is done about failures."""

from __future__ import annotations

from cipsc_sim.engine.blueprint import ActionPlan, DosePlan, InvestigationPlan, ReleasePlan, RequestPlan, ReviewPlan
from cipsc_sim.engine.drafting.attended import attended_plan
from cipsc_sim.engine.drafting.desk import Desk
from cipsc_sim.engine.laws import retests_of
from cipsc_sim.scenario.release import Dose, Release, Review


def release_plan(desk: Desk, material: str, release: Release) -> ReleasePlan:
    """The release of a material."""
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
            tuple((name, cap, _is_counted(desk, name, dose)) for name, cap in dose.cap.items()),
            dose.excess,
            dose.reason,
        )
    return ReleasePlan(
        material=material,
        needs=release.awaited,
        follows=release.reported_later,
        retests=retests_of(release),
        investigation=_investigation_plan(desk, f"{where}.investigation", release),
        request=_request_plan(desk, f"{where}.medical_request", release),
        action_plan=_action_plan(desk, f"{where}.action_plan", release),
        review=_review_plan(desk, f"{where}.review", release.review),
        gate_review=_review_plan(desk, f"{where}.gate_review", release.gate_review),
        hold=release.hold,
        after_thaw=desk.fractions(f"{where}.after_thaw", release.after_thaw),
        retains=release.retains,
        dose=dose_plan,
    )


def _is_counted(desk: Desk, name: str, dose: Dose) -> bool:
    """Whether an attribute is what the dose's assay reports on, or a ratio of that."""
    ratio = desk.scenario.attributes[name].ratio
    return desk.scenario.assays[dose.assay].subject == (name if ratio is None else ratio.of)


def _investigation_plan(desk: Desk, where: str, release: Release) -> InvestigationPlan | None:
    investigation = release.investigation
    if investigation is None:
        return None
    found, chances = f"{where}.cause_found", investigation.cause_found
    return InvestigationPlan(
        _work_plan(desk, where, "investigation", investigation),
        desk.streams.maybe_event(f"{found}.if_wrong", chances.if_wrong if chances else None),
        desk.streams.maybe_event(f"{found}.if_right", chances.if_right if chances else None),
    )


def _request_plan(desk: Desk, where: str, release: Release) -> RequestPlan | None:
    request = release.medical_request
    if request is None or release.policy != "on_medical_request":
        return None
    granted = desk.streams.event(f"{where}.granted", request.granted)
    return RequestPlan(_work_plan(desk, where, "request", request), frozenset(request.failed), granted)


def _action_plan(desk: Desk, where: str, release: Release) -> ActionPlan | None:
    plan = release.action_plan
    return None if plan is None else ActionPlan(_work_plan(desk, where, "action_plan", plan), plan.cost)


def _review_plan(desk: Desk, where: str, review: Review | None) -> ReviewPlan | None:
    return None if review is None else _work_plan(desk, where, "review", review)


def _work_plan(desk: Desk, where: str, name: str, work: Review) -> ReviewPlan:
    task = attended_plan(desk, where, name, work.by, work.hands_on_h)
    return ReviewPlan(task, desk.streams.maybe(f"{where}.duration_d", work.duration_d))
