"""The plant of ``scenarios/baseline.yaml`` written by hand in SimPy: no scenario file, no rows, no addressed chance.

One process for each patient, one for each line in qualification, one for each feeding schedule, one for each test;
priority resources with shifts, instruments among them; gates, retests and recovery; what people and tests cost. The
numbers are those of the baseline, in hours. What it does not do: rows, reasons, sources, what steps cost and samples take,
the truth beside every report, traits for every quantity, the use of resources, stock, breakdowns, choices of rules.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import nullcontext
from dataclasses import dataclass, field
from math import exp, log, log2, sqrt
from typing import Any

import simpy

DAY, WEEK = 24.0, 168.0
MONTH, YEAR = 30.4375 * DAY, 365 * DAY
WARM_UP, COUNT, RUN_OUT = 540 * DAY, 730 * DAY, 1095 * DAY
OPENS, CLOSES = 8.0, 16.0
CLEARANCE = 0.75
PER_HOUR = 90
LIVING, LABORATORY, NEW = 0, 1, 3
PER_OPENING = 7e-5
TARGET_IEQ, MINIMUM_IEQ_PER_KG = 1.49e6, 5000

Steps = Generator[simpy.Event, Any, Any]


class Failed(Exception):
    """A procedure came to nothing, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Count:
    """What came out."""

    orders: int = 0
    cohort: int = 0
    treated: int = 0
    enough: int = 0
    tasks: int = 0
    tests: int = 0
    batches: int = 0
    late: int = 0
    waited: float = 0.0
    cost: float = 0.0
    lead_times: list[float] = field(default_factory=list)


class Staff:
    """A staff group on one shift a day, fewer at weekends; ``crew`` people work together."""

    def __init__(self, env: simpy.Environment, weekdays: int, weekends: int) -> None:
        self.env = env
        self.resource = simpy.PriorityResource(env, weekdays)
        self.weekends = weekends
        if weekends < weekdays:
            for _ in range(weekdays - max(1, weekends)):
                env.process(self._weekends_off())

    def _weekends_off(self) -> Steps:
        while True:
            yield self.env.timeout(5 * DAY)
            with self.resource.request(priority=-1) as off:
                yield off
                yield self.env.timeout(WEEK - self.env.now % WEEK)

    def until_on_duty(self, hours: float) -> float:
        """Hours until work that takes so long can begin in a shift."""
        now = self.env.now
        clock = now % DAY
        wait = 0.0 if clock >= OPENS and clock + hours <= CLOSES else (OPENS - clock) % DAY
        if not self.weekends:
            day = int((now + wait) % WEEK // DAY)
            if day >= 5:
                wait += (7 - day) * DAY if wait else WEEK - now % WEEK + OPENS
        return wait


class Site:
    """The rooms, machines and people that patients share."""

    def __init__(self, env: simpy.Environment, chance: random.Random) -> None:
        self.env = env
        self.chance = chance
        self.count = Count()
        self.cabinets = simpy.PriorityResource(env, 8)
        self.incubators = simpy.PriorityResource(env, 16)
        self.vessels = simpy.PriorityResource(env, 7)  # three 3 L vessels each
        self.theatre = simpy.PriorityResource(env, 1)
        self.cytometers = simpy.PriorityResource(env, 2)
        self.droplet_pcr = simpy.PriorityResource(env, 1)
        self.imager = simpy.PriorityResource(env, 1)
        self.operators = Staff(env, 9, 4)  # pairs
        self.analysts = Staff(env, 3, 1)
        self.reviewers = Staff(env, 2, 0)
        self.on_call = simpy.PriorityResource(env, 1)

    def at_cabinet(self, hours: float, rank: int = LIVING, late_after: float | None = None) -> Steps:
        """Two operators at a cabinet, in one shift; the cabinet is cleared afterwards."""
        env, due = self.env, self.env.now
        while True:
            wait = self.operators.until_on_duty(hours)
            if wait:
                yield env.timeout(wait)
            cabinet = self.cabinets.request(priority=rank)
            try:
                yield cabinet
                with self.operators.resource.request(priority=rank) as operators:
                    yield operators
                    if self.operators.until_on_duty(hours):
                        self.cabinets.release(cabinet)
                        continue
                    self.count.tasks += 1
                    self.count.waited += env.now - due
                    if late_after is not None and env.now - due > late_after:
                        self.count.late += 1
                    self.count.cost += 2 * hours * PER_HOUR
                    yield env.timeout(hours)
            except simpy.Interrupt:
                if cabinet.triggered:
                    self.cabinets.release(cabinet)
                else:
                    cabinet.cancel()
                raise
            env.timeout(CLEARANCE).callbacks.append(lambda _, held=cabinet: self.cabinets.release(held))
            return

    def at_bench(self, staff: Staff, hours: float, instrument: simpy.PriorityResource | None = None) -> Steps:
        """One person of the laboratory or of quality assurance, in one shift, perhaps at an instrument."""
        env, due = self.env, self.env.now
        while True:
            wait = staff.until_on_duty(hours)
            if wait:
                yield env.timeout(wait)
            with instrument.request(priority=LABORATORY) if instrument is not None else nullcontext() as held:
                if held is not None:
                    yield held
                with staff.resource.request(priority=LABORATORY) as person:
                    yield person
                    if staff.until_on_duty(hours):
                        continue
                    self.count.tasks += 1
                    self.count.waited += env.now - due
                    self.count.cost += hours * PER_HOUR
                    yield env.timeout(hours)
                    return

    def run_assay(
        self,
        hours: float,
        turnaround_d: float,
        invalid: float = 0.0,
        cost: float = 0.0,
        instrument: simpy.PriorityResource | None = None,
    ) -> Steps:
        """Run an assay until a run is valid."""
        while True:
            began = self.env.now
            if hours:
                yield from self.at_bench(self.analysts, hours, instrument)
                began = self.env.now - hours
            self.count.tests += 1
            self.count.cost += cost
            left = began + turnaround_d * DAY - self.env.now
            if left > 0:
                yield self.env.timeout(left)
            if self.chance.random() >= invalid:
                return

    # chance

    def happens(self, chance: float) -> bool:
        return self.chance.random() < chance

    def triangular(self, low: float, mode: float, high: float, moved: float = 0.0) -> float:
        value = self.chance.triangular(low, high, mode)
        return min(high, max(low, value - moved * (high - low) / 5))

    def lognormal(self, median: float, cv: float, moved: float = 0.0, rho: float = 0.0) -> float:
        sigma = sqrt(log(1 + cv * cv))
        z = rho * moved + sqrt(1 - rho * rho) * self.chance.gauss(0, 1)
        return median * exp(sigma * z)

    def share(self, mean: float, sd: float, moved: float = 0.0, rho: float = 0.0) -> float:
        z = rho * moved + sqrt(1 - rho * rho) * self.chance.gauss(0, 1)
        return 1 / (1 + exp(-(log(mean / (1 - mean)) + z * sd / (mean * (1 - mean)))))


@dataclass
class Line:
    """A line: what it is, and what is known of it."""

    aptitude: float
    growth: float
    abnormal: bool
    copy_number: bool
    cancer_gene: bool
    marker: bool
    morphology: bool
    contaminated: bool = False
    trial: float = -9.0
    released: bool = False
    vials: int = 0
    spent: bool = False


class Patient:
    """One order, from its arrival to treatment or close."""

    def __init__(self, site: Site, in_cohort: bool) -> None:
        self.site = site
        self.env = site.env
        self.in_cohort = in_cohort
        chance = site.chance
        self.weight = min(120.0, max(40.0, site.lognormal(68, 0.18)))
        self.aptitude, self.growth, self.genome, self.answer = (chance.gauss(0, 1) for _ in range(4))
        self.vials = 0
        self.lines: list[Line] = []
        self.banking: dict[simpy.Process, Line] = {}
        self.at_work: set[simpy.Process] = set()
        self.in_culture = 0
        self.incubator: simpy.resources.resource.PriorityRequest | None = None
        self.started: float | None = None
        self.rank = NEW
        self.used = {"same_line": 0, "next_line": 0, "more_lines": 0, "reprogram": 0, "harvest": 0, "more_cells": 0}
        self.process = self.env.process(self.treat())

    # the order

    def treat(self) -> Steps:
        """Everything that happens to the patient."""
        site = self.site
        leaves = self.env.process(self.withdraw())
        outcome = "untreated"
        try:
            outcome = yield from self.pursue()
        except simpy.Interrupt:
            outcome = "withdrew"
        for process in [*self.at_work, *self.banking, leaves]:
            if process.is_alive and process is not self.env.active_process:
                process.interrupt()
        if self.in_cohort:
            site.count.treated += outcome == "treated"

    def withdraw(self) -> Steps:
        try:
            yield self.env.timeout(self.site.chance.expovariate(-log(0.99) / MONTH))
            if self.process.is_alive:
                self.process.interrupt()
        except simpy.Interrupt:
            pass

    def pursue(self) -> Steps:
        """Make, and after each failure restart from where there is something to restart from."""
        site, start, cells, line = self.site, "harvest", 5e9, None
        while True:
            try:
                if start == "harvest":
                    yield from self.harvest_tissue()
                if start in ("harvest", "reprogram"):
                    yield from self.make_lines(start)
                if start in ("harvest", "reprogram", "more_lines"):
                    self.bank_lines(3)
                if start not in ("same_line", "more_cells"):
                    line = yield from self.next_line()
                assert line is not None
                batch = Batch(self, line, cells)
                ieq = yield from batch.make()
            except Failed as failed:
                next_start = self.recover(failed.reason, line)
                if next_start is None:
                    return "untreated"
                start, self.rank = next_start, 2
                cells = 8e9 if start == "more_cells" else 5e9
                continue
            yield self.env.timeout(site.triangular(2, 6, 12))
            if site.happens(0.02):
                return "unfit"
            if self.in_cohort:
                site.count.enough += ieq >= TARGET_IEQ
                assert self.started is not None
                site.count.lead_times.append(self.env.now - self.started)
            return "treated"

    def recover(self, reason: str, line: Line | None) -> str | None:
        """Where to begin again; None if nowhere."""
        if line is not None:
            line.spent = True
        ladder = ["next_line", "more_lines", "reprogram"]
        if reason in ("genome", "line_quality"):
            ladder.append("harvest")
        elif reason in ("no_lines", "reprogramming"):
            ladder = ["reprogram", "harvest"]
        elif reason == "isolation":
            ladder = ["harvest"]
        elif reason == "dose":
            ladder.insert(0, "more_cells")
        elif reason not in ("identity", "potency", "residual", "composition"):
            ladder = ["same_line", *ladder, "harvest"]
        for rung in ladder:
            if self.used[rung] < (2 if rung in ("same_line", "next_line") else 1) and self.there_is(rung, line):
                self.used[rung] += 1
                return rung
        return None

    def there_is(self, rung: str, line: Line | None) -> bool:
        """Whether there is anything to restart from."""
        if rung in ("same_line", "more_cells"):
            return line is not None and line.released and line.vials > 0
        if rung == "next_line":
            return bool(self.banking) or any(one.released and not one.spent for one in self.lines)
        if rung == "more_lines":
            return any(one.vials == 0 and not one.spent for one in self.lines)
        return rung == "harvest" or self.vials >= 2

    # culture

    def enter_culture(self) -> Steps:
        """The patient's incubator is seized with the first culture and freed with the last."""
        self.in_culture += 1
        if self.incubator is None:
            self.incubator = self.site.incubators.request(priority=self.rank)
        try:
            if not self.incubator.triggered:
                yield self.incubator
        except simpy.Interrupt:
            self.leave_culture()
            raise

    def leave_culture(self) -> None:
        self.in_culture -= 1
        if not self.in_culture and self.incubator is not None:
            if self.incubator.triggered:
                self.site.incubators.release(self.incubator)
            else:
                self.incubator.cancel()
            self.incubator = None

    def culture(self, days: float, feed_d: float = 0.0, hours: float = 0.0, late_after: float | None = None) -> Steps:
        """A step that is fed at eight in the morning, every so many days."""
        feeding = self.env.process(self.feed(days, feed_d, hours, late_after)) if feed_d else None
        try:
            yield self.env.timeout(days * DAY)
        finally:
            if feeding is not None and feeding.is_alive:
                feeding.interrupt()

    def feed(self, days: float, every_d: float, hours: float, late_after: float | None) -> Steps:
        env, began = self.env, self.env.now
        end, k = began + days * DAY, 0
        try:
            while True:
                k += 1
                due = (began + k * every_d * DAY) // DAY * DAY + OPENS
                if due >= end:
                    return
                if due > env.now:
                    yield env.timeout(due - env.now)
                elif k > 1:
                    continue
                yield from self.site.at_cabinet(hours, late_after=late_after)
        except simpy.Interrupt:
            pass

    def exposed(self, openings: float) -> bool:
        return self.site.happens(1 - exp(-PER_OPENING * openings))

    # procedures

    def harvest_tissue(self) -> Steps:
        site, env = self.site, self.env
        yield env.timeout(site.lognormal(20, 0.5) * DAY)
        day = int(env.now % WEEK // DAY)
        if day >= 5:
            yield env.timeout((7 - day) * DAY - env.now % DAY)
        with site.theatre.request(priority=self.rank) as theatre:
            yield theatre
            if self.started is None:
                self.started = env.now
            yield env.timeout(2.4)
        yield env.timeout(site.triangular(2, 6, 22))
        if site.happens(0.40 * 0.04):
            yield env.timeout(2 * DAY)
            raise Failed("contamination")

    def make_lines(self, start: str) -> Steps:
        """From tissue, or from the stromal cells that were kept, to lines."""
        yield from self.enter_culture()
        try:
            if start == "harvest":
                yield from self.expand_stroma()
            yield from self.reprogram()
            yield from self.pick_lines()
        finally:
            self.leave_culture()

    def expand_stroma(self) -> Steps:
        site = self.site
        yield from site.at_cabinet(3, self.rank)
        yield from self.culture(0.5)
        yield from site.at_cabinet(3)
        if site.happens(0.02):
            raise Failed("isolation")
        volume = min(100.0, max(5.0, site.lognormal(20, 0.6)))
        cells = volume * site.lognormal(4e5, 0.7) * site.chance.betavariate(2, 48)
        doublings = max(0.0, log2(5e6 / max(cells, 1.0)))
        grown = site.triangular(1, 2, 4) + doublings * site.lognormal(1.583, 0.4, -self.growth, 0.8)
        yield from self.culture(max(grown, site.triangular(5, 8, 14, self.growth)), 2.5, 1, 24)
        if self.exposed(22):
            raise Failed("contamination")
        self.vials = 5

    def reprogram(self) -> Steps:
        site = self.site
        self.vials -= 2
        days = site.triangular(16, 24, 34)
        yield from site.at_cabinet(2)
        for part in (0.25, 0.35, 0.15, 0.25):
            yield from self.culture(part * days, 2, 1.5)
            if self.exposed(6):
                raise Failed("contamination")
        if site.share(0.5, 0.25, self.answer, 0.92) < 0.115 or site.happens(0.002):
            raise Failed("reprogramming")

    def pick_lines(self) -> Steps:
        site, chance = self.site, self.site.chance
        yield from site.at_cabinet(3)
        yield from self.culture(2)
        yield from site.at_cabinet(3)
        yield from self.culture(site.triangular(12, 19, 33, self.growth), 1.5, 4, 4)
        if self.exposed(64) or site.happens(0.002):
            raise Failed("contamination")
        n = min(6, int(24 * chance.betavariate(6, 6)))
        if n < 1:
            raise Failed("no_lines")
        for _ in range(n):
            own = sqrt(0.56) * chance.gauss(0, 1)
            growth = sqrt(0.7) * self.growth + sqrt(0.3) * chance.gauss(0, 1)
            found = [0.387 * self.genome + 0.922 * chance.gauss(0, 1) > limit for limit in (1.405, 1.175, 1.036)]
            aptitude = sqrt(0.44) * self.aptitude + own
            self.lines.append(Line(aptitude, growth, *found, site.happens(0.05), site.happens(0.10)))

    def bank_lines(self, n: int) -> None:
        """Bank and qualify lines side by side."""
        fresh = [line for line in self.lines if line.vials == 0 and not line.spent]
        for line in fresh[:n]:
            line.spent = True
            self.banking[self.env.process(self.qualify(line))] = line

    def next_line(self) -> Steps:
        """The line with the best trial among those released, as soon as there is one."""
        while True:
            for process in [process for process in self.banking if not process.is_alive]:
                del self.banking[process]
            ready = [line for line in self.lines if line.released and not line.spent]
            if ready:
                return max(ready, key=lambda line: line.trial)
            if not self.banking:
                raise Failed("genome" if self.lines else "no_lines")
            yield self.env.any_of(list(self.banking))

    def qualify(self, line: Line) -> Steps:
        """Bank, trial and early tests side by side; then the tests of the bank; then quality assurance."""
        site, env = self.site, self.env
        parts = [env.process(part) for part in (self.make_bank(line), self.trial(line), *self.tests_of_line(line))]
        try:
            yield env.all_of(parts)
            if not all(part.value for part in parts):
                return
            tests = [env.process(test) for test in self.tests_of_bank(line)]
            parts += tests
            yield env.all_of(tests)
            if not all(test.value for test in tests):
                return
            began = env.now
            yield from site.at_bench(site.reviewers, 6)
            left = began + site.triangular(3, 7, 21) * DAY - env.now
            if left > 0:
                yield env.timeout(left)
            line.released, line.spent = True, False
        except simpy.Interrupt:
            for part in parts:
                if part.is_alive:
                    part.interrupt()
        except Failed:
            for part in parts:
                if part.is_alive:
                    part.interrupt()

    def make_bank(self, line: Line) -> Steps:
        site = self.site
        try:
            yield from self.enter_culture()
        except simpy.Interrupt:
            return False
        try:
            grown = 6 * site.lognormal(1.1667, 0.2, -line.growth, 0.8)
            yield from self.culture(max(grown, site.triangular(13.5, 20.5, 34.5, line.growth)), 2, 1, 4)
            yield from site.at_cabinet(2)
        except simpy.Interrupt:
            return False
        finally:
            self.leave_culture()
        line.abnormal = line.abnormal or site.happens(1 - exp(-0.0014 * 6))
        line.contaminated = self.exposed(25)
        line.vials = 30
        if site.happens(0.002):
            raise Failed("equipment")
        return True

    def trial(self, line: Line) -> Steps:
        """A differentiation on a small scale: a noisy measure of aptitude."""
        site = self.site
        try:
            yield from self.culture(site.triangular(28, 35, 49), 3, 1.1)
        except simpy.Interrupt:
            return False
        line.trial = line.aptitude + site.chance.gauss(0, 0.45)
        site.count.cost += 6000
        if line.trial < -0.74:
            raise Failed("line_quality")
        return True

    def tests_of_line(self, line: Line) -> list[Steps]:
        site = self.site
        return [
            self.tested(line.abnormal and site.happens(0.6), 1.5, site.triangular(7, 12, 21), cost=1000),
            self.tested(line.copy_number, 1.5, site.triangular(5, 10, 14), cost=1000),
            self.tested(line.abnormal, 0, site.triangular(5, 10, 14)),
            self.tested(line.marker, 2, 2, cost=400),
            self.tested(line.morphology, 1, site.triangular(7, 10, 14), cost=200),
        ]

    def tests_of_bank(self, line: Line) -> list[Steps]:
        site = self.site
        return [
            self.tested(line.contaminated or site.happens(0.002), 1, 7, 0.01, 300),
            self.tested(site.happens(0.003), 2, 1, 0.02, 400),
            self.tested(site.happens(1e-4), 1, 7, cost=300),
            self.tested(line.abnormal, 2, site.triangular(10, 12, 14), 0.03, 1000),
            self.tested(line.abnormal, 0, 14),
            self.tested(line.cancer_gene, 3, site.lognormal(28, 0.3), cost=5000),
        ]

    def tested(self, fails: bool, hours: float, turnaround_d: float, invalid: float = 0.0, cost: float = 0.0) -> Steps:
        try:
            yield from self.site.run_assay(hours, turnaround_d, invalid, cost)
        except simpy.Interrupt:
            return False
        if fails:
            raise Failed("genome")
        return True


class Batch:
    """One differentiation run of one line, up to its disposition."""

    def __init__(self, patient: Patient, line: Line, cells: float) -> None:
        self.patient = patient
        self.site = patient.site
        self.env = patient.env
        self.line = line
        self.target = cells
        self.aptitude = line.aptitude
        self.cells = 2e6
        self.contaminated = False
        self.tests: dict[str, simpy.Process] = {}
        self.site.count.batches += 1
        line.vials -= 1

    def make(self) -> Steps:
        """The islets in IEQ, released; Failed with the reason if not. A test that fails stops the culture."""
        run = self.env.process(self.run())
        self.patient.at_work.add(run)
        try:
            ieq = yield run
        except simpy.Interrupt:
            if run.is_alive:
                run.interrupt("closed")
            self.stop_tests()
            raise
        finally:
            self.patient.at_work.discard(run)
        if isinstance(ieq, str):
            self.stop_tests()
            raise Failed(ieq)
        return ieq

    def stop_tests(self) -> None:
        for test in self.tests.values():
            if test.is_alive:
                test.interrupt()

    def run(self) -> Steps:
        """The ten steps, then release testing; what it returns as text is the reason of a failure."""
        self.process = self.env.active_process
        try:
            ieq = yield from self.culture()
            return (yield from self.release(ieq))
        except simpy.Interrupt as stop:
            return str(stop.cause)
        except Failed as failed:
            return failed.reason

    def culture(self) -> Steps:
        yield from self.patient.enter_culture()
        try:
            yield from self.expand()
            with self.site.vessels.request(priority=LIVING) as vessels:
                yield vessels
                yield from self.differentiate()
                return (yield from self.wash())
        finally:
            self.patient.leave_culture()

    def step(self, days: float, openings: float, feed_d: float = 1, hours: float = 3) -> Steps:
        """One step; contamination in it is seen some days later, or never."""
        yield from self.patient.culture(days, feed_d, hours, 4)
        if self.patient.exposed(openings):
            self.contaminated = True
            if self.site.happens(0.9):
                self.env.process(self.seen())

    def seen(self) -> Steps:
        yield self.env.timeout(self.site.chance.uniform(1, 3) * DAY)
        self.stop("contamination")

    def stop(self, reason: str) -> None:
        if self.process.is_alive:
            self.process.interrupt(reason)

    def may_fail(self, reason: str, chance: float) -> None:
        if self.site.happens(chance):
            raise Failed(reason)

    def expand(self) -> Steps:
        site = self.site
        yield from site.at_cabinet(1, self.patient.rank)
        yield from self.step(site.triangular(4, 6, 9), 4, 1.5, 1)
        self.may_fail("thaw", 0.03)
        self.cells *= site.chance.betavariate(12, 8)
        doublings = log2(self.target / self.cells)
        yield from self.step(doublings * site.lognormal(1.1667, 0.2, -self.line.growth, 0.8), 24, 1, 1.7)
        self.cells = self.target
        self.may_fail("equipment", 0.002)

    def differentiate(self) -> Steps:
        site, chance, aptitude = self.site, self.site.chance, self.aptitude
        yield from site.at_cabinet(4)
        yield from self.step(site.triangular(1, 2, 3), 11)
        self.cells *= chance.betavariate(34, 6)
        yield from self.step(4, 10)
        self.cells *= site.lognormal(1.00, 0.15, aptitude, 0.42)
        self.may_fail("collapse", 0.03)
        marker = site.share(0.93, 0.064, aptitude, 0.7)
        self.begin("s1", self.gate(2, 0.3, 0.02, marker + chance.gauss(0, 0.03), 0.80, 0.70, "identity"))
        for _ in range(2):
            yield from self.step(2, 5)
            self.cells *= site.lognormal(1.14, 0.075)
        yield from self.step(5, 13)
        self.cells *= site.lognormal(1.30, 0.15, aptitude, 0.42)
        self.may_fail("collapse", 0.05)
        marker = site.share(0.80, 0.105, aptitude, 0.7)
        self.begin("s4", self.gate(2, 0.3, 0.02, marker + chance.gauss(0, 0.05), 0.60, 0.50, "identity"))
        yield from self.step(7, 18)
        self.cells *= site.lognormal(0.90, 0.12, aptitude, 0.5)
        self.may_fail("equipment", 0.002)
        yield from self.last_stage()

    def last_stage(self) -> Steps:
        """Sixteen days, on to a harvest weekday; samples three days before."""
        env, aptitude, site = self.env, self.aptitude, self.site
        end = env.now + 16 * DAY
        while end % WEEK // DAY > 2:
            end += DAY
        days = (end - env.now) / DAY
        env.process(self.sample_early(end - 3 * DAY))
        yield from self.step(days, 42)
        self.cells *= 0.98218**days * site.lognormal(1.0, 0.15, aptitude, 0.42)
        self.may_fail("equipment", 0.002)

    def sample_early(self, at: float) -> Steps:
        site, chance, aptitude = self.site, self.site.chance, self.aptitude
        yield self.env.timeout(at - self.env.now)
        if not self.process.is_alive:
            return
        beta = site.share(0.60, 0.11, aptitude, 0.7)
        responds = chance.random() > 0.05 * exp(-0.8 * aptitude)
        index = site.lognormal(2.8, 0.35, aptitude, 0.4) if responds else site.lognormal(1.05, 0.15)
        residual = 3e6 * 10 ** (-6.3 + 0.63 * (-0.4 * aptitude + 0.917 * chance.gauss(0, 1)))
        enterochromaffin = site.lognormal(0.10, 0.6, -aptitude, 0.3)
        self.begin("identity", self.identity(beta))
        self.begin(
            "enterochromaffin",
            self.limit(
                2, 1.5, 0.03, enterochromaffin * site.lognormal(1, 0.2) <= 0.25, "composition", 2200, site.cytometers
            ),
        )
        self.begin("non_endocrine", self.limit(2, 1.5, 0, True, "composition", 2000, site.cytometers))
        self.begin("residual", self.limit(4, 1.5, 0.03, residual < 30, "residual", 4500, site.droplet_pcr))
        self.begin("potency", self.limit(4, 1.5, 0.03, index * site.lognormal(1, 0.30) >= 1.5, "potency", 3500))
        found = self.contaminated and site.happens(0.8)
        self.begin(
            "sterile_to_date", self.limit(0.5, 3.5, 0, not found and not site.happens(0.002), "contamination", 600)
        )

    def begin(self, name: str, test: Steps) -> None:
        self.tests[name] = self.env.process(test)

    def limit(
        self,
        hours: float,
        days: float,
        invalid: float,
        passes: bool,
        reason: str,
        cost: float,
        instrument: simpy.PriorityResource | None = None,
    ) -> Steps:
        try:
            yield from self.site.run_assay(hours, days, invalid, cost, instrument)
            if not passes:
                self.stop(reason)
        except simpy.Interrupt:
            pass

    def gate(
        self, hours: float, days: float, invalid: float, seen: float, limit: float, review: float, reason: str
    ) -> Steps:
        """Pass, review and go on, or stop."""
        try:
            yield from self.site.run_assay(hours, days, invalid, 300, self.site.cytometers)
            if seen < review:
                self.stop(reason)
            elif seen < limit:
                yield from self.review(4)
        except simpy.Interrupt:
            pass

    def identity(self, beta: float) -> Steps:
        """A failure is investigated and run twice more; the mean stands."""
        site = self.site
        seen = [beta - 0.035 + site.chance.gauss(0, 0.05)]
        try:
            yield from site.run_assay(4, 1.5, 0.03, 2500, site.cytometers)
            if seen[0] < 0.45:
                yield self.env.timeout(site.triangular(4, 8, 24))
                for _ in range(2):
                    yield from site.run_assay(4, 1.5, 0.03, 2500, site.cytometers)
                    seen.append(beta - 0.035 + site.chance.gauss(0, 0.05))
                if sum(seen) / 3 < 0.45:
                    self.stop("identity")
        except simpy.Interrupt:
            pass

    def review(self, hours: float) -> Steps:
        with self.site.on_call.request(priority=LABORATORY) as reviewer:
            yield reviewer
            self.site.count.tasks += 1
            yield self.env.timeout(hours)

    def wash(self) -> Steps:
        """Harvest, wash and formulation; islet equivalents."""
        site, chance = self.site, self.site.chance
        yield from site.at_cabinet(4)
        yield from self.patient.culture(0.2)
        yield from site.at_cabinet(4)
        self.cells *= chance.betavariate(46, 4)
        self.may_fail("operator", 3e-4)
        per_ieq = min(2800.0, max(900.0, site.lognormal(1500, 0.23)))
        return (1 - 0.025) * self.cells / per_ieq - 10_000

    def release(self, ieq: float) -> Steps:
        """Every need passed within the shelf life, the review done, the dose enough."""
        site, chance, made_at = self.site, self.site.chance, self.env.now
        count = ieq * (1 + chance.gauss(0, 0.09))
        viable = chance.betavariate(46, 4) + chance.gauss(0, 0.04) >= 0.70
        endotoxin = site.lognormal(0.5, 1) <= 5
        self.begin("dose", self.limit(1.5, 0.2, 0, True, "dose", 1200, site.imager))
        self.begin("viability", self.limit(1, 0.1, 0.01, viable, "viability", 600, site.imager))
        self.begin("endotoxin", self.limit(1, 0.3, 0.02, endotoxin, "endotoxin", 800))
        self.begin("mycoplasma", self.limit(2, 1, 0.02, not site.happens(0.003), "mycoplasma", 1800))
        self.begin("gram", self.limit(0.5, 0.1, 0, not site.happens(0.01), "contamination", 200))
        needs = self.env.all_of(list(self.tests.values()))
        expires = self.env.timeout(3 * DAY)
        yield needs | expires
        if not needs.triggered:
            raise Failed("expired")
        yield from self.review(site.triangular(1, 3, 8))
        if count / self.patient.weight < MINIMUM_IEQ_PER_KG:
            raise Failed("dose")
        self.env.process(self.limit(0.5, 7, 0, True, "contamination", 800))
        self.env.process(self.limit(1, 28, 0, True, "mycoplasma", 2100))
        return ieq * 0.96 ** ((self.env.now - made_at) / DAY)


def arrivals(site: Site, patients: list[Patient]) -> Steps:
    """Twenty-four patients a year."""
    env = site.env
    while True:
        yield env.timeout(site.chance.expovariate(24 / YEAR))
        in_cohort = WARM_UP <= env.now < WARM_UP + COUNT
        site.count.orders += 1
        site.count.cohort += in_cohort
        patients.append(Patient(site, in_cohort))


def end_of_cohort(env: simpy.Environment, patients: list[Patient]) -> Steps:
    """When the window is over and every patient of the cohort is closed."""
    yield env.timeout(WARM_UP + COUNT)
    yield env.all_of([patient.process for patient in patients if patient.in_cohort])


def play(seed: int) -> Count:
    """One replication."""
    env = simpy.Environment()
    site = Site(env, random.Random(seed))
    patients: list[Patient] = []
    env.process(arrivals(site, patients))
    over = env.process(end_of_cohort(env, patients))
    env.run(until=over | env.timeout(WARM_UP + COUNT + RUN_OUT))
    return site.count
