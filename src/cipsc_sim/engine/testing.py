"""A test: a sample is taken, the assay is run, invalid runs are repeated, failures investigated and retested, the value judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.engine.bench import AssayRun
from cipsc_sim.engine.blueprint import SpecificationPlan
from cipsc_sim.engine.decision import note_decision
from cipsc_sim.engine.feeding import Feeding
from cipsc_sim.engine.lot import EXPIRED, REPEAT, REQUESTED, RETEST, Lot
from cipsc_sim.engine.minutes import minutes_of_days, next_allowed
from cipsc_sim.engine.quality_assurance import INVESTIGATIONS, LAB_STEPS, attend, rank_of
from cipsc_sim.engine.sampling import enough_for, take_sample
from cipsc_sim.engine.story import Signal, Story, Storyline
from cipsc_sim.engine.work import Work
from cipsc_sim.quality.judgement import judge, truly_inside
from cipsc_sim.quality.law import Detected
from cipsc_sim.quality.reading import reading
from cipsc_sim.quality.retest import Retest, Standing, standing

if TYPE_CHECKING:
    from cipsc_sim.engine.plant import Plant

SAMPLE_SHORT, NO_VALID_RESULT = "sample_short", "no_valid_result"
NO_RESULT = (SAMPLE_SHORT, NO_VALID_RESULT)
"""Verdicts, and reasons, of a test that came to no result."""
_SMALLEST = 2.0**-53


class Test:
    """One specification tested on one lot: every run of its assay until a value stands.

    ``counts_for`` are the lots that the result is reported of: the lot itself, or what it was split into meanwhile.
    """

    __slots__ = ("_of_reserve", "_true_when_sampled", "counts_for", "lot", "plant", "spec", "story")

    def __init__(self, plant: Plant, spec: SpecificationPlan, lot: Lot) -> None:
        self.plant = plant
        self.spec = spec
        self.lot = lot
        self.counts_for = [lot]
        self._of_reserve: tuple[int, float] | None = None
        self._true_when_sampled = 0.0
        self.story = Story(self._run())

    def _run(self) -> Storyline:
        plant, spec, lot = self.plant, self.spec, self.lot
        value = yield from self._valid_result(1)
        if value is None:
            return
        verdict = judge(value, spec)
        if verdict == "fail":
            stands = yield from self._retest(value)
            if stands is None:
                return
            value, verdict = stands.value, stands.verdict
        for one in self.counts_for:
            one.reported[spec.assay.name] = value
            one.true_when_sampled[spec.assay.name] = self._true_when_sampled
        if verdict == "review":
            verdict = yield from plant.disposition.gate_review(lot, spec)
        if verdict == "fail" and plant.disposition.may_be_asked_for(lot, spec):
            self._mark(REQUESTED)
            verdict = yield from plant.disposition.medical_request(lot, spec)
        self._report(verdict)

    def _report(self, verdict: str) -> None:
        for one in list(self.counts_for):
            self.plant.disposition.reported(one, self.spec, verdict)

    def _mark(self, verdict: str) -> None:
        for one in self.counts_for:
            one.verdicts[self.spec.name] = verdict

    def _true_value(self) -> float:
        """What is true of the sample; of one taken before the end of a step, what the step makes of it."""
        plant, subject = self.plant, self.spec.assay.subject
        making = plant.makings.get(self.lot) if self.spec.early_min else None
        if making is not None and making.culture is not None and making.culture.plan.name == self.spec.after:
            value = making.culture.foresee(subject)
        else:
            value = self.lot.value(subject, plant.ratios)
        return 0.0 if value is None else float(value)

    # retests

    def _retest(self, first: float) -> Storyline:
        """Investigation, then new samples; what stands by the rule, or None where there is no result."""
        plant, spec, lot = self.plant, self.spec, self.lot
        rule = plant.disposition.retest_rule(lot, spec)
        if rule.kind == "none":
            return Standing(first, "fail")
        self._mark(RETEST)
        cause_found = yield from self._investigate(rule)
        values = [first]
        stands = standing(values, spec, rule, cause_found)
        if stands is not None:
            return stands
        hindrance = self._hindrance(rule)
        if hindrance is not None:
            note_decision(plant, lot, "retest", spec.name, "not_started", hindrance, str(rule))
            return Standing(first, "fail")
        note_decision(plant, lot, "retest", spec.name, "begun", spec.reason, str(rule))
        while stands is None:
            value = yield from self._valid_result(len(values) + 1)
            if value is None:
                return None
            values.append(value)
            stands = standing(values, spec, rule, cause_found)
        return stands

    def _investigate(self, rule: Retest) -> Storyline:
        """Look for a cause in the laboratory; whether one was found."""
        plant, spec, lot = self.plant, self.spec, self.lot
        release = plant.disposition.release_of(lot, spec)
        plan = release.investigation if release is not None else None
        if plan is None:
            return False
        note_decision(plant, lot, "investigation", spec.name, "begun", spec.reason, str(rule))
        number = INVESTIGATIONS + spec.number
        yield from attend(plant, lot, plan.work, "investigation", number, of=spec.name, ordinal=lot.runs[spec.name])
        event = plan.found_if_wrong if self._is_wrong() else plan.found_if_right
        if event is None:
            return False
        found = plant.draws.happens(event, lot, spec.number)
        verdict = "laboratory_cause" if found else "no_cause"
        note_decision(plant, lot, "investigation", spec.name, verdict, spec.reason, str(rule))
        return found

    def _is_wrong(self) -> bool:
        """Whether the result that failed was wrong: what is true lies inside."""
        true, law = self._true_value(), self.spec.assay.law
        return true <= law.above if isinstance(law, Detected) else truly_inside(true, self.spec)

    def _hindrance(self, rule: Retest) -> str | None:
        """Why a retest is not begun: it cannot end before expiry, or there is too little sample."""
        plant, spec, lot = self.plant, self.spec, self.lot
        runs = rule.least_more_runs
        if lot.whole and lot.expires_at is not None and plant.agenda.now + runs * self._shortest_run() > lot.expires_at:
            return EXPIRED
        return None if enough_for(plant, self.counts_for[0], spec, runs) else SAMPLE_SHORT

    def _shortest_run(self) -> int:
        turnaround = self.spec.turnaround_d
        if turnaround.value is not None:
            return minutes_of_days(turnaround.value)
        assert turnaround.quantile is not None
        return minutes_of_days(turnaround.quantile(_SMALLEST))

    # runs

    def _valid_result(self, run: int) -> Storyline:
        """Run the assay until a run is valid; the reported value, or None if there is no sample or no repeat left."""
        plant, spec, lot = self.plant, self.spec, self.lot
        repeats = 0
        while True:
            tries = lot.runs[spec.name] = lot.runs.get(spec.name, 0) + 1
            if not take_sample(plant, self.counts_for[0], spec, repeat=repeats > 0):
                return self._no_result(SAMPLE_SHORT, repeats)
            value = yield from self._one_run(run, tries, repeats > 0)
            if value is not None:
                return value
            repeats += 1
            limit = spec.assay.repeats.limit
            if limit is not None and repeats > limit:
                return self._no_result(NO_VALID_RESULT, repeats)
            self._mark(REPEAT)
            if spec.repeat_after_d is not None:
                minutes = max(1, minutes_of_days(plant.draws.value(spec.repeat_after_d, lot, tries)))
                yield plant.until(plant.agenda.now + minutes, lot, LAB_STEPS + spec.number, LAB_STEPS + tries)

    def _no_result(self, why: str, repeats: int) -> None:
        """The lot is lost to a test without a result; if that was invalid and cannot be repeated, it says so."""
        if repeats:
            note_decision(self.plant, self.lot, "repeat", self.spec.name, "not_started", why, None)
        self._report(why)

    def _one_run(self, run: int, tries: int, repeat: bool) -> Storyline:
        """One run: its weekday, its people, its days; its row, and what it reports, None if it is invalid."""
        plant, spec, lot = self.plant, self.spec, self.lot
        assay, agenda = spec.assay, plant.agenda
        if self._of_reserve is None:
            sampled_at, true = agenda.now, self._true_value()
            self._of_reserve = (sampled_at, true) if assay.reserve_runs is not None else None
        else:
            sampled_at, true = self._of_reserve
        self._true_when_sampled = true
        work = Work(lot, assay.name, spec.name, LAB_STEPS + spec.number, rank_of(lot))
        if assay.runs_on is not None:
            opens = next_allowed(agenda.now, assay.runs_on, plant.first_weekday)
            if opens > agenda.now:
                yield plant.until(opens, lot, work.number, 2 * tries)
        days = plant.draws.value(spec.turnaround_d, lot, tries)
        under_way = yield from plant.laboratory.begin(assay, work, tries)
        started_at = work.started_at = agenda.now
        work.planned_end = started_at + max(1, minutes_of_days(days))
        lot.cost_tests += (assay.repeats.cost if repeat else assay.cost) / len(under_way.lots)
        if assay.tasks and under_way.lots[0] is lot:
            work.feedings = [Feeding(plant, work, task) for task in assay.tasks]
        ready = under_way.result(lot, work.planned_end, work.number, 2 * tries + 1)
        try:
            yield ready
        finally:
            work.active = False
            if not plant.over:
                self._over(under_way, work, ready)
        invalid = under_way.broken or plant.laboratory.spoils(spec, lot, tries, started_at)
        u, shift = plant.draws.uniform(spec.noise_stream, lot.address, lot.packed, run - 1), None
        if assay.moved_by:
            u, shift = plant.laboratory.moved(u, assay, started_at)
        value = None if invalid else reading(assay.law, true, u)
        self._write(work, run, sampled_at, started_at, true, u, shift, value)
        return value

    def _over(self, under_way: AssayRun, work: Work, ready: Signal) -> None:
        """The run is over: with its result, or because nobody needs that any more."""
        under_way.leave(ready)
        if not ready.fired:
            self.plant.break_off(work)
        for feeding in work.feedings:
            feeding.stop()
        work.feedings = ()

    def _write(
        self,
        work: Work,
        run: int,
        sampled_at: int,
        started_at: int,
        true: float,
        u: float,
        shift: float | None,
        value: float | None,
    ) -> None:
        plant, spec, lot = self.plant, self.spec, self.lot
        plant.journal.results.append(
            (
                plant.replication,
                work.order,
                lot.owner.in_cohort,
                lot.label,
                spec.assay.name,
                spec.name,
                spec.assay.subject,
                run,
                value is not None,
                sampled_at,
                started_at,
                plant.agenda.now,
                true,
                u,
                shift,
                value,
                "invalid" if value is None else judge(value, spec),
            )
        )
