"""The laboratory: a sample is taken, the assay is run, invalid runs are repeated, the result is judged."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from cipsc_sim.chance import move_by
from cipsc_sim.engine.attendance import Feeding, TaskRun, Work
from cipsc_sim.engine.blueprint import AssayPlan, CausePlan, SpecificationPlan, TaskPlan
from cipsc_sim.engine.lot import Lot
from cipsc_sim.engine.minutes import minutes_of_days, minutes_of_hours, next_allowed
from cipsc_sim.engine.rank import LABORATORY, LIVING
from cipsc_sim.engine.story import Signal, Story, Storyline
from cipsc_sim.quality.judgement import judge
from cipsc_sim.quality.reading import reading

if TYPE_CHECKING:
    from cipsc_sim.engine.making import Making
    from cipsc_sim.engine.plant import Plant

SAMPLE_SHORT = "sample_short"
LAB_STEPS = 1 << 20
"""Numbers of laboratory work in keys, above those of steps."""


def rank_of(lot: Lot) -> int:
    """The class of work on a lot: what lives or ages goes before what is frozen."""
    return LIVING if lot.in_process or lot.expires_at is not None else LABORATORY


class Test:
    """One specification tested on one lot: every run of its assay until a value stands.

    ``counts_for`` are the lots that the result is reported of: the lot itself, or what it was split into meanwhile.
    """

    __slots__ = ("counts_for", "lot", "plant", "spec", "story")

    def __init__(self, plant: Plant, spec: SpecificationPlan, lot: Lot) -> None:
        self.plant = plant
        self.spec = spec
        self.lot = lot
        self.counts_for = [lot]
        self.story = Story(self._run())

    def _run(self) -> Storyline:
        plant, spec, lot = self.plant, self.spec, self.lot
        value = yield from self._valid_result(1)
        if value is None:
            return
        verdict = judge(value, spec)
        if verdict == "fail":
            rule = plant.disposition.retest_rule(lot, spec)
            if rule != "none":
                value = yield from self._retest(rule, value)
                if value is None:
                    return
                verdict = judge(value, spec)
        for one in self.counts_for:
            one.reported[spec.assay.name] = value
        if verdict == "review":
            verdict = yield from plant.disposition.gate_review(lot, spec)
        self._report(verdict)

    def _report(self, verdict: str) -> None:
        for one in list(self.counts_for):
            self.plant.disposition.reported(one, self.spec, verdict)

    def _true_value(self) -> float:
        """What is true of the sample; of one taken before the end of a step, what the step makes of it."""
        plant, subject = self.plant, self.spec.assay.subject
        making = plant.making_of(self.lot) if self.spec.early_min else None
        if making is not None and making.culture is not None and making.culture.plan.name == self.spec.after:
            value = making.culture.foresee(subject)
        else:
            value = self.lot.value(subject, plant.ratios)
        return 0.0 if value is None else float(value)

    def _retest(self, rule: str, first: float) -> Storyline:
        """Investigation, then new samples; the value that stands by the rule."""
        plant, spec, lot = self.plant, self.spec, self.lot
        for one in self.counts_for:
            one.verdicts[spec.name] = "retest"
        release = plant.disposition.release_of(lot, spec)
        if release is not None and release.investigation_h is not None:
            plant.decide(lot, "investigation", spec.name, "begun", spec.reason, rule)
            if release.investigation is not None:
                yield from self._attend(
                    Work(lot, spec.name, "investigation", LAB_STEPS + spec.number, rank_of(lot)), release.investigation
                )
            else:
                minutes = minutes_of_hours(plant.draws.value(release.investigation_h, lot, spec.noise_stream))
                yield plant.until(plant.agenda.now + max(1, minutes), lot, LAB_STEPS + spec.number, 900)
        if lot.whole and lot.expires_at is not None and plant.agenda.now + self._shortest_run() > lot.expires_at:
            plant.decide(lot, "retest", spec.name, "not_started", "expired", rule)
            return first
        plant.decide(lot, "retest", spec.name, "begun", spec.reason, rule)
        if rule == "once":
            return (yield from self._valid_result(2))
        values = [first]
        for run in (2, 3):
            value = yield from self._valid_result(run)
            if value is None:
                return None
            values.append(value)
        return sum(values) / len(values)

    def _shortest_run(self) -> int:
        turnaround = self.spec.turnaround_d
        return minutes_of_days(turnaround.value) if turnaround.value is not None else 0

    def _valid_result(self, run: int) -> Storyline:
        """Run the assay until a run is valid; the reported value, or None if the sample is short."""
        plant, spec, lot = self.plant, self.spec, self.lot
        assay, agenda = spec.assay, plant.agenda
        while True:
            tries = lot.runs[spec.name] = lot.runs.get(spec.name, 0) + 1
            if not plant.laboratory.take_sample(self.counts_for[0], assay):
                self._report(SAMPLE_SHORT)
                return None
            sampled_at = agenda.now
            true = self._true_value()
            work = Work(lot, assay.name, spec.name, LAB_STEPS + spec.number, rank_of(lot))
            if assay.runs_on is not None:
                opens = next_allowed(agenda.now, assay.runs_on, plant.first_weekday)
                if opens > agenda.now:
                    yield plant.until(opens, lot, work.number, 2 * tries)
            days = plant.draws.value(spec.turnaround_d, lot, tries)
            turnaround = max(1, minutes_of_days(days))
            begun = Signal()
            if assay.task is not None:
                attended = TaskRun(plant, work, assay.task, tries, agenda.now, Signal())
                yield from self._begin(attended, begun)
            started_at = work.started_at = agenda.now
            work.planned_end = started_at + turnaround
            lot.cost_tests += assay.cost
            feedings = [Feeding(plant, work, task) for task in assay.tasks]
            try:
                yield plant.until(work.planned_end, lot, work.number, 2 * tries + 1)
            except BaseException:
                if not plant.over:
                    plant.break_off(work)
                raise
            finally:
                work.active = False
                if not plant.over:
                    for feeding in feedings:
                        feeding.stop()
            invalid = spec.invalid is not None and plant.draws.happens(spec.invalid, lot, tries)
            u = plant.draws.uniform(spec.noise_stream, lot.address, lot.packed, run - 1)
            u, shift = plant.laboratory.moved(u, assay, started_at)
            value = None if invalid else reading(assay.law, true, u)
            verdict = "invalid" if value is None else judge(value, spec)
            plant.journal.results.append(
                (
                    plant.replication,
                    work.order,
                    lot.owner.in_cohort,
                    lot.label,
                    assay.name,
                    spec.name,
                    assay.subject,
                    run,
                    not invalid,
                    sampled_at,
                    started_at,
                    agenda.now,
                    true,
                    u,
                    shift,
                    value,
                    verdict,
                )
            )
            if value is not None:
                return value

    def _begin(self, attended: TaskRun, begun: Signal) -> Storyline:
        """Wait until the attended work of a run begins; its result counts from there."""
        plant = self.plant
        attended.on_begin = begun
        attended.ask()
        try:
            yield begun
        finally:
            if not begun.fired and not plant.over:
                attended.break_off()

    def _attend(self, work: Work, task: TaskPlan) -> Storyline:
        done = Signal()
        run = TaskRun(self.plant, work, task, self.lot.runs[self.spec.name], self.plant.agenda.now, done)
        run.ask()
        try:
            yield done
        finally:
            if not done.fired and not self.plant.over:
                run.break_off()


class Laboratory:
    """Takes samples and keeps the tests that are under way."""

    __slots__ = ("_causes", "_plant", "tests")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._causes: dict[tuple[int, int], float] = {}
        self.tests: dict[Lot, dict[str, Test]] = {}

    def sample(self, name: str, lot: Lot) -> None:
        """Begin to test a specification on a lot."""
        plant = self._plant
        test = Test(plant, plant.blueprint.specifications[name], lot)
        self.tests.setdefault(lot, {})[name] = test
        lot.verdicts.setdefault(name, "pending")
        test.story.advance()

    def sample_early(self, name: str, making: Making) -> None:
        """The same, some days before the planned end of a step, if the lot is still in process."""
        if not making.story.ended and making.lot.in_process:
            self.sample(name, making.lot)

    def split(self, lot: Lot, parts: list[Lot]) -> None:
        """A lot became several: what is still being tested of it counts for each of them."""
        tests = self.tests.pop(lot, {})
        for test in tests.values():
            test.counts_for = list(parts)
        for part in parts:
            self.tests[part] = dict(tests)

    def cancel(self, lot: Lot) -> None:
        """Nobody needs the results of a lot any more."""
        for test in self.tests.pop(lot, {}).values():
            test.counts_for = [one for one in test.counts_for if one is not lot]
            if not test.counts_for:
                test.story.cancel()

    def moved(self, u: float, assay: AssayPlan, started_at: int) -> tuple[float, float | None]:
        """The uniform number of the noise of a run, moved by its session and its lots of reagent; and their shift Σρz."""
        if not assay.moved_by:
            return u, None
        parts = [(rho, self._cause(cause, started_at // cause.new_every_min), 1.0) for cause, rho in assay.moved_by]
        return move_by(u, parts), sum(rho * z for rho, z, _ in parts)

    def _cause(self, cause: CausePlan, which: int) -> float:
        """The standard normal of a session or lot of reagent; its address is its number, whoever is tested in it."""
        z = self._causes.get((cause.stream, which))
        if z is None:
            z = self._causes[cause.stream, which] = self._plant.draws.common(cause.stream, which)
        return z

    def take_sample(self, lot: Lot, assay: AssayPlan) -> bool:
        """Take the sample of one run from the lot; False if there is not enough. Of a lot that was used, what was kept back is tested."""
        plant = self._plant
        if not assay.sample or not lot.exists:
            return True
        plant.age(lot)
        if lot.packs_made is not None and lot.packs_made > 1:
            shares = [lot.state.get(name, 0.0) / lot.packs_made / amount for name, amount in assay.sample]
            packs = ceil(1.0 / min(shares) - 1e-9) if min(shares) > 0 else lot.packs_left + 1
            if packs > lot.packs_left - lot.promised:
                return False
            lot.packs_left -= packs
            lot.sampled += packs * plant.pack_amount(lot)
            if lot.material.name in plant.stocks:
                plant.stocks[lot.material.name].used(lot)
            return True
        share = 0.0
        for name, amount in assay.sample:
            available = lot.state.get(name, 0.0)
            if amount > available:
                return False
            share = max(share, amount / available)
        lot.sampled += share * lot.primary(plant.amounts)
        for name in plant.amounts:
            if name in lot.state:
                lot.state[name] *= 1.0 - share
        return True
