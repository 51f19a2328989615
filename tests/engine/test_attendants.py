"""Who does a task: alternatives in the order of preference, skills, two at a time, and who is away."""

from __future__ import annotations

from cipsc_sim.chance import Source, stream_number
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play

from .told import Told, lines, plant_of, tell


def plant(task: str, people: str, days: str = "[0, 0, 0]", facility: str = "", clock: str = "") -> Told:
    return tell(scenario(task, people, days, facility, clock))


def scenario(task: str, people: str, days: str = "[0, 0, 0]", facility: str = "", clock: str = "") -> str:
    return f"""
{clock}
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [work]
    steps: {{work: {{tasks: {{do: {task}}}}}}}
facility: {{people: {people}{facility}}}
orders: {{arrive: {{at_d: {days}}}, wants: {{dose: {{lots: 1}}}}}}
"""


def done(told: Told) -> list[tuple[int, int, str]]:
    """For each task: its order, the hour in which it began, and who did it."""
    rows = [row for row in told.rows("steps") if row["task"] and row["started_at"] is not None]
    return sorted((row["order"], row["started_at"] // 60, row["uses"]) for row in rows)


TASK = "{at: start, hands_on_h: 2, people: {first: 1}, alternatively: {second: 2}}"


def test_a_task_is_done_by_another_group_where_the_preferred_one_is_busy() -> None:
    told = plant(TASK, "{first: {count: 1}, second: {count: 2}}")
    assert done(told) == [(0, 0, "first:1"), (1, 0, "second:2"), (2, 2, "first:1")]
    assert told.resource("first")["working_min"] == 240
    assert told.resource("second")["working_min"] == 240


def test_it_begins_as_soon_as_either_group_is_free() -> None:
    task = "{at: start, hands_on_h: 3, people: {first: 1}, alternatively: {second: 1}}"
    night = "{count: 1, shifts: [{days: mon-sun, from_h: 1, hours_h: 20}]}"
    told = plant(task, f"{{first: {{count: 1}}, second: {night}}}", "[0, 0, 0, 0, 0]")
    assert done(told) == [
        (0, 0, "first:1"),
        (1, 1, "second:1"),
        (2, 3, "first:1"),
        (3, 4, "second:1"),
        (4, 6, "first:1"),
    ]


def test_what_waits_for_either_group_is_charged_to_both() -> None:
    told = plant(TASK, "{first: {count: 1}, second: {count: 2}}")
    assert told.resource("first")["wait_min"] == told.resource("second")["wait_min"] == 60


def test_a_group_whose_shift_leaves_too_little_time_is_passed_over() -> None:
    day = "{count: 1, shifts: [{days: mon-fri, from_h: 0, hours_h: 1}, {days: mon-fri, from_h: 12, hours_h: 8}]}"
    told = plant(TASK, f"{{first: {day}, second: {{count: 2}}}}", "[0]")
    assert done(told) == [(0, 0, "second:2")]


def test_strict_order_holds_for_tasks_that_several_may_do() -> None:
    told = plant(TASK, "{first: {count: 1}, second: {count: 2}}", facility=", overtaking: strict")
    assert done(told) == [(0, 0, "first:1"), (1, 0, "second:2"), (2, 2, "first:1")]


def test_a_later_task_may_be_done_by_another_group_than_the_first() -> None:
    task = "{at: end, hands_on_h: 2, people: {first: 1}, alternatively: {second: 2}}"
    told = plant(task, "{first: {count: 1}, second: {count: 2}}")
    assert done(told) == [(0, 0, "first:1"), (1, 0, "second:2"), (2, 2, "first:1")]


def test_a_task_that_asks_for_a_skill_is_done_by_the_groups_that_have_it_in_their_order() -> None:
    people = "{junior: {count: 5}, senior: {count: 1, skills: [aseptic]}, lead: {count: 1, skills: [aseptic, release]}}"
    told = plant("{at: start, hands_on_h: 2, skilled: {aseptic: 1}}", people)
    assert done(told) == [(0, 0, "senior:1"), (1, 0, "lead:1"), (2, 2, "senior:1")]


def test_classes_of_orders_are_filled_in_proportion() -> None:
    people = "{first: {count: 1}}"
    text = scenario("{at: start, hands_on_h: 2, people: {first: 1}}", people, "[0, 0, 0]")
    text = text.replace("wants: {dose: {lots: 1}}", "wants: {dose: {lots: 1}}, priorities: {urgent: 1, routine: 3}")
    told = tell(text, {"orders.priorities": {"0": 0.26, "1": 0.9, "2": 0.24}})
    assert [row["priority"] for row in told.rows("orders")] == ["routine", "routine", "urgent"]
    assert done(told) == [(0, 2, "first:1"), (1, 4, "first:1"), (2, 0, "first:1")]


def test_nobody_comes_to_a_shift_of_nought() -> None:
    shifts = "[{days: mon, from_h: 8, hours_h: 8, count: 0}, {days: tue, from_h: 8, hours_h: 8}]"
    told = plant("{at: start, hands_on_h: 2, people: {first: 1}}", f"{{first: {{count: 1, shifts: {shifts}}}}}", "[0]")
    assert done(told) == [(0, 32, "first:1")]
    assert told.resource("first")["off_shift_min"] == (30 * 24 - 5 * 8) * 60


LEAVE = "{count: 2, leave: [{first_day: 2026-01-05, last_day: 2026-01-06, count: 2}, {first_day: 2026-01-07, last_day: 2026-01-07}]}"


def test_who_is_on_leave_does_nothing() -> None:
    told = plant("{at: start, hands_on_h: 2, people: {first: 1}}", f"{{first: {LEAVE}}}")
    assert done(told) == [(0, 48, "first:1"), (1, 50, "first:1"), (2, 52, "first:1")]
    assert told.resource("first")["off_shift_min"] == (2 * 2 + 1) * 24 * 60


def test_each_of_a_shift_is_absent_with_a_chance_of_its_own() -> None:
    text = scenario(
        "{at: start, hands_on_h: 2, people: {first: 1}}",
        "{first: {count: 10, absent: 0.2, shifts: [{days: mon-sun, from_h: 8, hours_h: 8}]}}",
        "[0]",
        clock="clock: {count_d: 400}",
    )
    blueprint = draft(plant_of(text))
    played = play(blueprint, 3, 0)
    on_duty = sum(played.journal.resources[0][i] for i in (5, 6, 7, 8, 9))
    stream, week = stream_number("facility.people.first.absent"), 7 * 1440
    uniform = Source(3, 0).uniform
    there = sum(
        uniform(stream, day * 1440 + 480 + week, 0, person) >= 0.2 for day in range(400) for person in range(10)
    )
    assert on_duty == there * 480
    assert abs(there - 3200) < 4 * (4000 * 0.2 * 0.8) ** 0.5


def test_the_rest_of_a_shift_that_some_are_absent_from_does_the_work() -> None:
    text = scenario(
        "{at: start, hands_on_h: 2, people: {first: 2}}",
        "{first: {count: 2, absent: 0.3, shifts: [{days: mon-sun, from_h: 8, hours_h: 8}]}}",
        "[0]",
    )
    told = tell(text, {"facility.people.first.absent": {f"{480 + 7 * 1440}#1": 0.1, f"{1920 + 7 * 1440}#0": 0.29}})
    assert done(told) == [(0, 56, "first:2")]


def test_a_task_that_breaks_off_asks_again_though_its_first_request_is_still_parked_elsewhere() -> None:
    text = """
clock: {count_d: 60}
materials: {cells: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {cells: all}
    makes: {dose: {}}
    route: [work]
    steps:
      work:
        tasks: {do: {at: end, hands_on_h: 6, people: {first: 1}, alternatively: {second: 1}, with: {bench: 1}}}
facility:
  equipment: {bench: {count: 2, breaks: {every_d: {exponential: {mean: 0.3}}, repair_d: 0.1}}}
  people:
    first: {count: 1, shifts: [{days: mon-sun, from_h: 7, hours_h: 9}]}
    second: {count: 1, shifts: [{days: mon-sun, from_h: 9, hours_h: 9}]}
orders: {arrive: {every_d: 0.2, limit: 30}, wants: {dose: {lots: 1}}}
"""
    played = play(draft(plant_of(text)), 1, 0)
    outcomes = [row[12] for row in played.journal.steps if row[5]]
    assert outcomes.count("done") == 30
    assert outcomes.count("interrupted") > 10


WITNESSED = "{at: start, hands_on_h: 2, people: {first: 1}, beside: {second: 1}}"


def test_who_is_beside_is_there_for_the_whole_task() -> None:
    told = plant(WITNESSED, "{first: {count: 2}, second: {count: 1}}")
    assert done(told) == [(0, 0, "first:1 second:1"), (1, 2, "first:1 second:1"), (2, 4, "first:1 second:1")]
    assert told.resource("first")["working_min"] == told.resource("second")["working_min"] == 360
    assert (told.resource("first")["wait_min"], told.resource("second")["wait_min"]) == (0, 360)


def test_a_task_at_the_end_waits_for_who_is_beside() -> None:
    told = plant(WITNESSED.replace("start", "end"), "{first: {count: 2}, second: {count: 1}}", "[0, 0]")
    assert done(told) == [(0, 0, "first:1 second:1"), (1, 2, "first:1 second:1")]


def test_it_begins_where_the_shifts_of_all_leave_its_planned_minutes() -> None:
    early = "{count: 2, shifts: [{days: mon-fri, from_h: 6, hours_h: 8}]}"
    late = "{count: 2, shifts: [{days: mon-fri, from_h: 11, hours_h: 8}]}"
    for first, second in ((early, late), (late, early)):
        told = plant(WITNESSED, f"{{first: {first}, second: {second}}}", "[0, 0.5, 0.53]")
        assert [(order, hour) for order, hour, _ in done(told)] == [(0, 11), (1, 12), (2, 24 + 11)]


def test_each_has_overtime_past_the_end_of_its_own_shift() -> None:
    task = WITNESSED.replace("hands_on_h: 2", "hands_on_h: {uniform: {low: 1, high: 5}}")
    early = "{count: 1, shifts: [{days: mon-fri, from_h: 6, hours_h: 8}]}"
    late = "{count: 1, shifts: [{days: mon-fri, from_h: 11, hours_h: 4}]}"
    five_hours = {"procedures.make.steps.work.tasks.do.hands_on_h": {"0:1.1": 1 - 1e-12}}
    told = tell(scenario(task, f"{{first: {early}, second: {late}}}", "[0]"), chance=five_hours)
    assert done(told) == [(0, 11, "first:1 second:1")]
    assert (told.resource("first")["overtime_min"], told.resource("second")["overtime_min"]) == (120, 60)


def test_who_is_beside_is_there_with_whoever_does_it() -> None:
    task = "{at: start, hands_on_h: 2, people: {first: 1}, alternatively: {other: 2}, beside: {second: 1}}"
    told = plant(task, "{first: {count: 1}, other: {count: 2}, second: {count: 2}}")
    assert done(told) == [(0, 0, "first:1 second:1"), (1, 0, "other:2 second:1"), (2, 2, "first:1 second:1")]


def test_each_of_them_is_paid() -> None:
    told = plant(WITNESSED, "{first: {count: 1, price_per_h: 10}, second: {count: 1, price_per_h: 100}}", "[0]")
    assert sum(row["cost_labour"] or 0 for row in told.rows("lots")) == 220


def test_a_first_task_that_was_interrupted_is_not_done_for_a_lot_that_is_lost_meanwhile() -> None:
    breaks = "{every_d: {uniform: {low: 0, high: 1}}, repair_d: 9, on_interrupt: "
    told = tell(
        f"""
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps:
      grow: {{duration_d: 2, occupies: {{vessel: 1}}, tasks: {{seed: {{at: start, hands_on_h: 4, people: {{smith: 1}}, with: cabinet}}}}}}
facility:
  equipment: {{cabinet: {{count: 1, breaks: {breaks}resume}}}}, vessel: {{count: 1, breaks: {breaks}lost}}}}}}
  people: {{smith: {{count: 1}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        chance={
            "facility.equipment.cabinet.breaks.every_d": {"0": 2 / 24},
            "facility.equipment.vessel.breaks.every_d": {"0": 12 / 24},
        },
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.seed#0 0d00:00 0d00:00 0d02:00 interrupted
        0:dose:1.1 make.grow 0d00:00 0d00:00 0d12:00 cancelled
        0:dose:1.1 make.grow.seed#0 0d00:00 - - cancelled
        """
    )
