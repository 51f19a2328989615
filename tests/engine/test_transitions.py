"""Routes that are begun so that their steps change on days on which somebody is there."""

from __future__ import annotations

import pytest

from cipsc_sim.engine.transitions import start_days
from cipsc_sim.scenario.procedure import Procedure

from .told import plant_of, tell

WORKDAYS = frozenset(range(5))
ANY = frozenset(range(7))


def procedure(*steps: str) -> Procedure:
    route = "\n".join(f"      s{k}: {{{step}}}" for k, step in enumerate(steps))
    names = ", ".join(f"s{k}" for k in range(len(steps)))
    text = f"""
attributes: {{cells: {{kind: amount}}}}
materials: {{seed: {{supply: {{with_order: 1}}, has: {{cells: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{seed: all}}
    makes: {{dose: {{}}}}
    transitions_on: mon-fri
    route: [{names}]
    steps:
{route}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
"""
    return plant_of(text).procedures["make"]


@pytest.mark.parametrize(
    ("days", "starts"),
    [
        ((4, 2, 2, 5, 7), {3}),  # from a Thursday: Monday, Wednesday, Friday, Wednesday, Wednesday
        ((7, 7), {0, 1, 2, 3, 4}),
        ((1,), {0, 1, 2, 3}),
        ((2.5, 3.5), {1, 2}),
        ((1, 1, 1, 1, 1, 1, 1), {0, 1, 2, 3, 4}),  # two of seven fall on a weekend, whenever it begins
    ],
)
def test_the_weekdays_are_those_from_which_the_fewest_changes_fall_on_others(
    days: tuple[float, ...], starts: set[int]
) -> None:
    made = procedure(*(f"duration_d: {each}" for each in days))
    assert start_days(made, WORKDAYS, WORKDAYS) == starts


def test_what_comes_after_a_step_whose_end_is_not_known_is_left_out() -> None:
    grows = "duration_d: 1, effects: {cells: {grow: {to: 100, doubling_d: 1}}}"
    assert start_days(procedure("duration_d: 1", grows, "duration_d: 3"), WORKDAYS, ANY) == {0, 1, 2, 3, 6}
    weekday = "duration_d: 1, ends_on: mon"
    assert start_days(procedure("duration_d: 1", weekday, "duration_d: 3"), WORKDAYS, ANY) == {0, 1, 2, 3, 6}


@pytest.mark.parametrize(("rule", "begins"), [("", [0, 1, 2]), ("transitions_on: mon-fri", [3, 3, 3])])
def test_an_order_waits_for_the_day_on_which_its_procedure_is_begun(rule: str, begins: list[int]) -> None:
    steps = ", ".join(f"s{k}: {{duration_d: {days}}}" for k, days in enumerate((4, 2, 2, 5, 7)))
    told = tell(
        f"""
clock: {{count_d: 60}}
materials: {{seed: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{seed: all}}
    makes: {{dose: {{}}}}
    {rule}
    route: [s0, s1, s2, s3, s4]
    steps: {{{steps}}}
orders: {{arrive: {{at_d: [0, 1, 2]}}, wants: {{dose: {{lots: 1}}}}}}
"""
    )
    assert [row["started_at"] / 1440 for row in told.rows("steps") if row["step"] == "s0"] == begins


def test_overtime_has_its_price() -> None:
    told = tell(
        """
materials: {seed: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {seed: all}
    makes: {dose: {}}
    route: [work]
    steps: {work: {tasks: {do: {at: start, hands_on_h: {lognormal: {median: 2, cv: 0.5}}, people: {smith: 2}}}}}
facility:
  people:
    smith: {count: 2, price_per_h: 10, overtime_price_per_h: 15, shifts: [{days: mon-fri, from_h: 8, hours_h: 3}]}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.make.steps.work.tasks.do.hands_on_h": {"0:1.1": 0.9991}},
    )
    late = next(row for row in told.rows("steps") if row["task"])
    hours = (late["ended_at"] - late["started_at"]) / 60
    assert hours > 4
    assert told.lot("0:dose:1.1")["cost_labour"] == pytest.approx(2 * (3 * 10 + (hours - 3) * 15))
    assert told.lot("1:dose:1.1")["cost_labour"] == 2 * 2 * 10
    assert told.resource("smith")["overtime_min"] == pytest.approx(2 * (hours - 3) * 60)
