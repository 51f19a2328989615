"""The laboratory: the tests that are under way, and what the results of one day or one lot of reagent share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.chance import move_by
from cipsc_sim.engine.bench import AssayRun, Together
from cipsc_sim.engine.blueprint import AssayPlan, CausePlan, SpecificationPlan
from cipsc_sim.engine.lot import PENDING, Lot
from cipsc_sim.engine.story import Storyline
from cipsc_sim.engine.testing import Test
from cipsc_sim.engine.work import Work

if TYPE_CHECKING:
    from cipsc_sim.engine.making import Making
    from cipsc_sim.engine.plant import Plant

MovedBy = tuple[tuple[CausePlan, float], ...]


class Laboratory:
    """Begins tests, keeps those that are under way, and knows the sessions and lots of reagent."""

    __slots__ = ("_causes", "_plant", "_together", "tests")

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._causes: dict[tuple[int, int], float] = {}
        self._together: dict[str, Together] = {}
        self.tests: dict[Lot, dict[str, Test]] = {}

    def begin(self, assay: AssayPlan, work: Work, tries: int) -> Storyline:
        """Wait until a run of an assay begins with a sample: its own, or one of several samples. The result counts from there."""
        if assay.together is None:
            run = AssayRun(self._plant, assay, work)
            yield from run.begin(tries)
            return run
        others = self._together.get(assay.name)
        if others is None:
            others = self._together[assay.name] = Together(self._plant, assay)
        return (yield from others.join(work, tries))

    def sample(self, name: str, lot: Lot) -> None:
        """Begin to test a specification on a lot."""
        plant = self._plant
        test = Test(plant, plant.blueprint.specifications[name], lot)
        tests = self.tests.get(lot)
        if tests is None:
            tests = self.tests[lot] = {}
        tests[name] = test
        if name not in lot.verdicts:
            lot.verdicts[name] = PENDING
        test.story.advance()

    def begin_tests(self, lot: Lot) -> None:
        """Begin every test that is made of a whole lot of this material."""
        lot.tests_begun = True
        for name in lot.material.tested_when:
            if lot.exists:
                self.sample(name, lot)

    def begin_late_tests(self, lot: Lot) -> None:
        """Begin the tests of a lot that was used before anybody needed their results."""
        if not lot.tests_begun and lot.material.name not in self._plant.blueprint.release:
            self.begin_tests(lot)

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
        parts = self._parts(assay.moved_by, started_at)
        return move_by(u, parts), sum([rho * z for rho, z, _ in parts])

    def spoils(self, spec: SpecificationPlan, lot: Lot, tries: int, started_at: int) -> bool:
        """Whether a run is invalid: by itself, or together with others of its session or lots of reagent."""
        draws, invalid = self._plant.draws, spec.invalid
        if invalid is None:
            return False
        if not spec.invalid_moved_by:
            return draws.happens(invalid, lot, tries)
        chance = draws.value(invalid.chance, lot, tries)
        u = draws.uniform(invalid.stream, lot.address, lot.packed, tries)
        of_lot = [(rho, *lot.traits[trait]) for trait, rho in invalid.moves if trait in lot.traits]
        return move_by(u, of_lot + self._parts(spec.invalid_moved_by, started_at)) >= 1.0 - chance

    def _parts(self, moved_by: MovedBy, started_at: int) -> list[tuple[float, float, float]]:
        """The parts that common causes have in what is begun now: correlation, value, share."""
        return [(rho, self._cause(cause, started_at // cause.new_every_min), 1.0) for cause, rho in moved_by]

    def _cause(self, cause: CausePlan, which: int) -> float:
        """The standard normal of a session or lot of reagent; its address is its number, whoever is tested in it."""
        z = self._causes.get((cause.stream, which))
        if z is None:
            z = self._causes[cause.stream, which] = self._plant.draws.common(cause.stream, which)
        return z
