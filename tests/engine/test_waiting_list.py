"""A waiting list is not looked through at each pass: looks for each start do not grow with those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pytest

from cipsc_sim.chance import Source
from cipsc_sim.engine import dispatch, lack, strict_dispatch
from cipsc_sim.engine.dispatch import Dispatcher
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.pool import Pool
from cipsc_sim.engine.replication import Replication
from cipsc_sim.engine.request import Request
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.scenario import Scenario

from .told import plant_of

pytestmark = pytest.mark.patches

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
YEAR = {"clock.warm_up_d": 0, "clock.count_d": 365, "clock.run_out_d": 0}


@dataclass
class Looks:
    """How often a request was looked at; how many came, were met, and waited at most; and how many lines there were."""

    looked: int
    came: int
    met: int
    waiting: int
    lines: int

    @property
    def again_for_each_start(self) -> float:
        """Looks for each start, without the one at each request when it comes."""
        return (self.looked - self.came) / self.met


def looks(monkeypatch: pytest.MonkeyPatch, scenario: Scenario) -> Looks:
    """Play it once, and count."""
    found = Looks(0, 0, 0, 0, 0)
    look, ask, start = lack.short_of_needs, Dispatcher.ask, Dispatcher._start

    def counted_look(request: Request, now: int) -> tuple[Pool, ...]:
        found.looked += 1
        return look(request, now)

    def counted_ask(self: Dispatcher, request: Request) -> None:
        found.came += 1
        ask(self, request)
        found.waiting = max(found.waiting, self.waiting)

    def counted_start(self: Dispatcher, request: Request, now: int) -> None:
        found.met += 1
        start(self, request, now)

    for looks_so in (lack, dispatch, strict_dispatch):
        monkeypatch.setattr(looks_so, "short_of_needs", counted_look)
    monkeypatch.setattr(Dispatcher, "ask", counted_ask)
    monkeypatch.setattr(Dispatcher, "_start", counted_start)
    replication = Replication(draft(scenario), Source(1, 0), 0)
    replication.play()
    monkeypatch.undo()
    found.lines = len(replication.plant.dispatcher._lines)
    return found


def queue(orders: int, steps: str, equipment: str, overtaking: str = "free") -> Scenario:
    """A plant before which so many orders wait from the first day."""
    return plant_of(f"""
clock: {{count_d: 40}}
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [{", ".join(line.split(":")[0].strip() for line in steps.strip().splitlines())}]
    steps:
{indent(dedent(steps), "      ")}
facility: {{overtaking: {overtaking}, equipment: {equipment}}}
orders: {{arrive: {{at_d: {[0] * orders}}}, wants: {{dose: {{lots: 1}}}}}}
""")


ONE_UNIT = "grow: {duration_d: 0.25, occupies: {unit: 1}}", "{unit: {count: 3}}"
ALTERNATING = (
    """
    both: {duration_d: 0.1, occupies: {unit: 1, other: 1}}
    one: {duration_d: 0.04, occupies: {unit: 1}}
    two: {duration_d: 0.04, occupies: {other: 1}}
    """,
    "{unit: {count: 1}, other: {count: 1}}",
)
SHARED = (
    """
    grow: {duration_d: 0.1, occupies: {suite: 1}}
    both: {duration_d: 0.2, occupies: {suite: 1, unit: 1}}
    last: {duration_d: 0.2, occupies: {suite: 1, other: 1}}
    """,
    "{suite: {count: 4, ownership: campaign}, unit: {count: 2}, other: {count: 1}}",
)


@pytest.mark.parametrize("overtaking", ["free", "strict", "{after_d: 2}"])
@pytest.mark.parametrize("plant", [ONE_UNIT, ALTERNATING, SHARED], ids=["one unit", "alternating", "shared"])
def test_four_times_as_many_that_wait_are_looked_at_no_more_often(
    plant: tuple[str, str], overtaking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (looks(monkeypatch, queue(orders, *plant, overtaking)) for orders in (100, 400))
    assert few.waiting >= 80 and many.waiting >= 320
    assert few.met > 90 and many.met >= few.met
    assert max(few.again_for_each_start, many.again_for_each_start) < 1.5
    assert many.lines == few.lines


@pytest.mark.parametrize("orders", [24, 100, 500])
def test_at_the_site_for_24_orders_a_year_looks_for_each_start_do_not_grow_with_those_that_wait(
    orders: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = looks(monkeypatch, load_scenario(BASELINE, {**YEAR, "orders.arrive.poisson.per_year": orders}).scenario)
    assert found.met > 3000
    assert found.looked / found.met < 2
    assert found.lines < 80
