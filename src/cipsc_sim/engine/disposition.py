"""Disposition: a lot that is whole is tested, reviewed, and released or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.blueprint import ActionPlan, DosePlan, ReleasePlan, SpecificationPlan
from cipsc_sim.engine.decision import note_decision
from cipsc_sim.engine.lot import (
    ASKED_FOR,
    BELOW_TARGET,
    EXPIRED,
    OUT_OF_SPECIFICATION,
    PENDING,
    REJECTED,
    RELEASED,
    REQUESTED,
    RETEST,
    RUN_AGAIN,
    STOPPED,
    Lot,
)
from cipsc_sim.engine.owner import Order, Owner, SupplyEvent
from cipsc_sim.engine.quality_assurance import ACTION_PLANS, GATE_REVIEWS, REQUESTS, REVIEWS, attend
from cipsc_sim.engine.story import Signal, Story, Storyline
from cipsc_sim.engine.testing import NO_RESULT
from cipsc_sim.engine.truth import Truth
from cipsc_sim.errors import InvariantError
from cipsc_sim.quality.dose import dose_verdict
from cipsc_sim.quality.retest import NO_RETEST, Retest

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

PASSED, FAILED = ("pass", "information", ASKED_FOR), ("fail", *NO_RESULT)
"""Verdicts with which a lot may be released, and with which it may not; the others wait for something."""


class Disposition:
    """Decides about lots."""

    __slots__ = ("_action_plans", "_awaiting", "_heirs", "_plant", "_release_of", "_truth")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._awaiting: dict[Lot, Signal] = {}
        self._action_plans: list[Story] = []
        self._heirs: dict[Lot, dict[Lot, None]] = {}
        """By a lot of which results are awaited, the lots that await them: itself, and what was made of it."""
        self._release_of: dict[str, ReleasePlan] = {}
        for release in plant.blueprint.release.values():
            for name in (*release.needs, *release.follows):
                self._release_of.setdefault(name, release)
        self._truth = Truth(plant)

    def release_of(self, lot: Lot, spec: SpecificationPlan) -> ReleasePlan | None:
        """The release that rules a specification on a lot: that of its material, else the first that needs it."""
        return self._plant.blueprint.release.get(lot.material.name) or self._release_of.get(spec.name)

    def retest_rule(self, lot: Lot, spec: SpecificationPlan) -> Retest:
        """The retest rule of the assay."""
        release = self.release_of(lot, spec)
        return NO_RETEST if release is None else release.retests.get(spec.assay.name, NO_RETEST)

    def made(self, lot: Lot) -> None:
        """A lot is whole: it is tested and awaits its release, or may be used at once."""
        stock = self._plant.stocks.get(lot.material.name)
        if stock is not None:
            stock.filled(lot)
        if lot.material.name in self._plant.blueprint.release:
            lot.release_story = Story(self._release(lot))
            lot.release_story.advance()
        else:
            self._plant.inventory.available(lot)

    def keeps_waiting(self, lot: Lot, early: tuple[str, ...]) -> bool:
        """Whether a step goes on for results that are not there: all of them in culture, else those that are run again."""
        release = self._plant.blueprint.release.get(lot.material.name)
        if release is None:
            return False
        awaited = (*RUN_AGAIN, PENDING, REQUESTED) if release.hold == "in_culture" else RUN_AGAIN
        return any(lot.verdicts.get(name) in awaited for name in early)

    def gate_review(self, lot: Lot, spec: SpecificationPlan) -> Storyline:
        """A result between limit and review limit is reviewed: pass or fail."""
        release = self.release_of(lot, spec)
        if release is not None and release.gate_review is not None:
            number = GATE_REVIEWS + spec.number
            yield from attend(self._plant, lot, release.gate_review, "review", number, ordinal=spec.number)
        verdict = "pass" if spec.on_review == "continue" else "fail"
        note_decision(self._plant, lot, "review", spec.name, verdict, spec.reason, spec.on_review)
        return verdict

    def may_be_asked_for(self, lot: Lot, spec: SpecificationPlan) -> bool:
        """Whether a physician may ask for a lot that fails this specification."""
        release = self._plant.blueprint.release.get(lot.material.name)
        return release is not None and release.request is not None and spec.name in release.request.failed

    def medical_request(self, lot: Lot, spec: SpecificationPlan) -> Storyline:
        """A physician is asked: the verdict is out of specification if the lot may be given all the same, else fail."""
        plant = self._plant
        request = plant.blueprint.release[lot.material.name].request
        assert request is not None
        note_decision(plant, lot, "medical_request", spec.name, "begun", spec.reason, None)
        yield from attend(plant, lot, request.work, "medical_request", REQUESTS + spec.number, ordinal=spec.number)
        granted = plant.draws.happens(request.granted, lot)
        note_decision(plant, lot, "medical_request", spec.name, "granted" if granted else "refused", spec.reason, None)
        return ASKED_FOR if granted else "fail"

    def reported(self, lot: Lot, spec: SpecificationPlan, verdict: str) -> None:
        """A result stands: what fails because of it fails now; what waited for it may go on."""
        plant = self._plant
        lot.verdicts[spec.name] = verdict
        failed = verdict in FAILED
        reason = verdict if verdict in NO_RESULT else spec.reason
        if spec.after is not None:
            note_decision(
                plant, lot, "gate", spec.name, verdict, reason if failed or verdict == ASKED_FOR else None, None
            )
        release = plant.blueprint.release.get(lot.material.name)
        if lot.released_at is not None and release is not None and spec.name in release.follows:
            if verdict == "fail":
                self._begin_action_plan(lot, spec, release.action_plan)
            else:
                plant.follow_ups.done(lot, spec.name)
            return
        if failed:
            self._fail(lot, spec, reason)
        heirs = self._heirs.get(lot)
        if heirs:
            for heir in list(heirs):
                if heir in self._awaiting:
                    self._awaiting[heir].fire()

    def _begin_action_plan(self, lot: Lot, spec: SpecificationPlan, plan: ActionPlan | None) -> None:
        """A lot cannot be called back from a patient: what is done instead, and what it costs."""
        plant = self._plant
        note_decision(
            plant, lot, "action_plan", spec.name, "begun", spec.reason, None, cost=plan.cost if plan else None
        )
        if plan is None:
            plant.follow_ups.done(lot, spec.name)
            return
        lot.cost_action_plans += plan.cost
        work = attend(plant, lot, plan.work, "action_plan", ACTION_PLANS + spec.number, ordinal=spec.number)
        story = Story(work, lambda _: plant.follow_ups.done(lot, spec.name))
        self._action_plans.append(story)
        story.advance()

    def _fail(self, lot: Lot, spec: SpecificationPlan, reason: str) -> None:
        """Reject what can no longer be released: the lot, and what was made of it, as far as a release on their way needs the result."""
        plant = self._plant
        place = spec.after or "release"
        if self._doomed(lot, spec):
            lot.failed_need = reason
        owners: list[Owner] = [lot.owner]
        if isinstance(lot.owner, SupplyEvent):
            owners += [owner for owner in (*plant.orders, *plant.events) if owner is not lot.owner]
        for owner in owners:
            for one in list(owner.lots):
                if one.released_at is None and one.ancestor(spec.on) is lot and self._doomed(one, spec):
                    if one.exists:
                        self.reject(one, reason, place)
                    elif one in self._awaiting:
                        self._close_release(one)
                        note_decision(plant, one, "disposition", one.material.name, REJECTED, reason, None)

    def _doomed(self, lot: Lot, spec: SpecificationPlan) -> bool:
        """Whether a failure keeps a lot, or what orders want of it, from being released."""
        blueprint, name = self._plant.blueprint, lot.material.name
        own = blueprint.release.get(name)
        if own is not None and (spec.name in own.needs or spec.name in own.follows):
            return True
        if name not in blueprint.chain:
            return False
        later = blueprint.chain[: blueprint.chain.index(name)]
        return any(spec.name in blueprint.release[one].needs for one in later if one in blueprint.release)

    def reject(self, lot: Lot, reason: str, place: str) -> None:
        """Reject a lot: stopped if it is in process, rejected if it is whole."""
        plant = self._plant
        if lot.in_process:
            making = plant.makings.get(lot)
            if making is not None:
                self._truth.look_at_in_process(lot)
                note_decision(plant, lot, "disposition", lot.material.name, STOPPED, reason, None)
                making.abort(STOPPED, reason, place)
            return
        self._close_release(lot)
        note_decision(plant, lot, "disposition", lot.material.name, REJECTED, reason, None)
        plant.inventory.end(lot, REJECTED, reason, place)
        self.note_failure(lot, reason, place)

    def note_failure(self, lot: Lot, reason: str, place: str) -> None:
        """Its owner hears that a lot failed."""
        owner = lot.owner
        owner.failure = (reason, place, lot)
        if lot.attempt == owner.attempt.number:
            owner.attempt.failed.add(lot.material.name)
        owner.notify()

    def expire(self, lot: Lot) -> None:
        """Its shelf life is over."""
        plant = self._plant
        if not lot.whole:
            return
        self._close_release(lot)
        pending = [n for n in self._needs(lot) if lot.verdicts.get(n) == RETEST]
        place = "transport" if lot.released_at is not None else "release"
        note_decision(
            plant, lot, "disposition", lot.material.name, EXPIRED, "expired", "retest impossible" if pending else None
        )
        plant.inventory.end(lot, EXPIRED, "expired", place)
        self.note_failure(lot, "expired", place)

    def _close_release(self, lot: Lot) -> None:
        if lot.release_story is not None:
            lot.release_story.cancel()
        self._await_no_more(lot)
        if lot.released_at is None:
            self._plant.laboratory.cancel(lot)

    def close(self, lot: Lot) -> None:
        """Nobody wants the lot any more."""
        self._close_release(lot)

    def _needs(self, lot: Lot) -> tuple[str, ...]:
        release = self._plant.blueprint.release.get(lot.material.name)
        return release.needs if release is not None else ()

    def _release(self, lot: Lot) -> Storyline:
        """From whole to released: every need passed, the review done, the dose decided."""
        plant = self._plant
        release = plant.blueprint.release[lot.material.name]
        lot.tested_at = plant.agenda.now
        self._truth.look_at(lot, release)
        plant.laboratory.begin_tests(lot)
        if not lot.exists:
            return
        while not self._all_passed(lot, release):
            yield self._await_results(lot)
        self._await_no_more(lot)
        if release.review is not None:
            yield from attend(plant, lot, release.review, "review", REVIEWS)
        yield from self._decide(lot, release)

    def _await_results(self, lot: Lot) -> Signal:
        """A signal that fires with the next result of the lot or of one that it came of."""
        if lot not in self._awaiting:
            for source in (lot, *lot.forebears.values()):
                self._heirs.setdefault(source, {})[lot] = None
        signal = self._awaiting[lot] = Signal()
        return signal

    def _await_no_more(self, lot: Lot) -> None:
        if self._awaiting.pop(lot, None) is not None:
            for source in (lot, *lot.forebears.values()):
                del self._heirs[source][lot]

    def _all_passed(self, lot: Lot, release: ReleasePlan) -> bool:
        specifications = self._plant.blueprint.specifications
        for name in release.needs:
            holder = lot.ancestor(specifications[name].on)
            verdict = holder.verdicts.get(name) if holder is not None else None
            if verdict is None:
                raise InvariantError(f"{lot.label} needs {name}, which nobody tests")
            if verdict not in PASSED:
                if verdict in FAILED:
                    raise InvariantError(f"{lot.label} was made although {name} had failed")
                return False
        return True

    def _decide(self, lot: Lot, release: ReleasePlan) -> Storyline:
        plant = self._plant
        verdict = RELEASED
        lot.out_of_specification = ASKED_FOR in (lot.verdicts.get(name) for name in release.needs)
        if release.dose is not None:
            verdict = yield from self._dose(lot, release, release.dose)
        if verdict == REJECTED:
            assert release.dose is not None
            self.reject(lot, release.dose.reason, "release")
            return
        lot.released_at = plant.agenda.now
        rule = release.dose.rule if release.dose is not None and verdict == BELOW_TARGET else None
        lot.below_target = verdict == BELOW_TARGET
        verdict = OUT_OF_SPECIFICATION if lot.out_of_specification else verdict
        note_decision(plant, lot, "disposition", lot.material.name, verdict, None, rule)
        awaited = (PENDING, *RUN_AGAIN)
        follows = {name for name in release.follows if lot.verdicts.get(name) in awaited}
        plant.follow_ups.begin(lot, follows)
        plant.inventory.available(lot)
        lot.owner.notify()

    def _dose(self, lot: Lot, release: ReleasePlan, dose: DosePlan) -> Storyline:
        """What the reported dose means, and what was given before: released, below target, or rejected."""
        reported = lot.reported[dose.assay] + (lot.owner.reported_given if isinstance(lot.owner, Order) else 0.0)
        minima = tuple((self.reported_as(lot, name, reported), minimum) for name, minimum in dose.minimum)
        verdict = dose_verdict(self.reported_as(lot, dose.target[0], reported), dose.target[1], minima, dose.rule)
        if verdict == REJECTED:
            counted = (self._plant.blueprint.specifications[name] for name in release.needs)
            for spec in counted:
                if spec.assay.name == dose.assay and self.may_be_asked_for(lot, spec):
                    answer = yield from self.medical_request(lot, spec)
                    if answer == ASKED_FOR:
                        lot.out_of_specification = True
                        return RELEASED
        return verdict

    def reported_as(self, lot: Lot, name: str, reported: float) -> float:
        """What the reported dose says of an attribute: itself, or a ratio of it."""
        ratio = self._plant.ratios.get(name)
        if ratio is None:
            return reported
        under = lot.divisor(ratio[1], self._plant.ratios)
        return reported / under if under else 0.0
