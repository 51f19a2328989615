"""What happens when a unit breaks: exact against a recursion on the same draws, and story by story."""

from __future__ import annotations

from math import floor, log
from typing import Any

import pytest

from cipsc_sim.chance import Source, stream_number
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import Played, play
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.scenario import Scenario

DAY = 1440
SEED = 20
LOTS = next(table for table in TABLES if table.name == "lots").names
END, REASON, MATERIAL = (LOTS.index(name) for name in ("end", "reason", "material"))


def plant(breaks: dict[str, Any], count: int = 1, steps: dict[str, Any] | None = None) -> Scenario:
    steps = steps or {"work": {"duration_d": {"exponential": {"mean": 1.0}}, "occupies": {"machine": 1}}}
    tree = {
        "title": "a machine that breaks",
        "question": "When is each part done?",
        "clock": {"start_date": "2026-01-05", "count_d": 3000},
        "materials": {"blank": {"supply": {"with_order": 1}}, "part": {}},
        "procedures": {
            "make": {"takes": {"blank": "all"}, "makes": {"part": {}}, "route": list(steps), "steps": steps}
        },
        "facility": {"equipment": {"machine": {"count": count, "breaks": breaks}}, "people": {"smith": {"count": 5}}},
        "orders": {"arrive": {"poisson": {"per_year": 180}}, "wants": {"part": {"lots": 1}}},
    }
    return Scenario.model_validate(tree)


BREAKS = {"every_d": {"exponential": {"mean": 6.0}}, "repair_d": {"exponential": {"mean": 1.5}}, "culture": "waits"}


def rounded(minutes: float) -> int:
    return floor(minutes + 0.5)


def up_intervals(source: Source, until: int) -> list[tuple[int, int]]:
    """When unit 0 is up, from the draws of its failures and repairs."""
    every = stream_number("facility.equipment.machine.breaks.every_d")
    repair = stream_number("facility.equipment.machine.breaks.repair_d")
    up, begins, failure = [], 0, 0
    while begins < until:
        lasts = max(1, rounded(-log(1 - source.uniform(every, 0, 0, failure)) * 6.0 * DAY))
        down = max(1, rounded(-log(1 - source.uniform(repair, 0, 0, failure)) * 1.5 * DAY))
        up.append((begins, begins + lasts))
        begins += lasts + down
        failure += 1
    return up


def done_at(start: int, minutes: int, up: list[tuple[int, int]], repeat: bool) -> int:
    """When a service of so many minutes that may begin at ``start`` is done; what ends as the machine breaks is in time."""
    left = minutes
    for begins, ends in up:
        now = max(start, begins)
        if now >= ends:
            continue
        if now + left <= ends:
            return now + left
        left = minutes if repeat else left - (ends - now)
    raise AssertionError("the machine is never up long enough")


@pytest.mark.parametrize("rule", ["resume", "repeat"])
def test_a_queue_before_a_machine_that_breaks_equals_its_recursion_to_the_minute(rule: str) -> None:
    played = play(draft(plant({**BREAKS, "on_interrupt": rule})), SEED, 0)
    source, service = Source(SEED, 0), stream_number("procedures.make.steps.work.duration_d")
    up = up_intervals(source, 40_000 * DAY)
    ended = {row[1]: row for row in played.journal.steps if row[5] == "" and row[9] is not None}
    expected_end = 0
    for order in range(len(ended)):
        arrived = next(row[2] for row in played.journal.orders if row[1] == order)
        u = source.uniform(service, order, ((1 << 7) | 1), 0)
        minutes = max(1, rounded(-log(1 - u) * DAY))
        expected_end = done_at(max(arrived, expected_end), minutes, up, rule == "repeat")
        assert ended[order][9] == expected_end, f"part {order}"
    assert len(ended) > 500


def test_minutes_down_are_counted_and_all_minutes_sum_to_the_calendar() -> None:
    played = play(draft(plant(BREAKS)), SEED, 0)
    up = up_intervals(Source(SEED, 0), 3000 * DAY)
    row = dict(
        zip(("working", "held", "changeover", "down", "idle", "off"), played.journal.resources[0][5:11], strict=True)
    )
    up_minutes = sum(min(ends, 3000 * DAY) - begins for begins, ends in up if begins < 3000 * DAY)
    assert row["down"] == 3000 * DAY - up_minutes
    assert sum(row.values()) == 3000 * DAY


def ends_of(played: Played) -> set[str]:
    return {row[END] for row in played.journal.lots if row[MATERIAL] == "part"}


def test_a_culture_in_a_unit_that_breaks_may_be_lost() -> None:
    played = play(draft(plant({**BREAKS, "culture": "lost", "reason": "power"})), SEED, 0)
    lost = [row for row in played.journal.lots if row[END] == "lost"]
    assert lost and {row[REASON] for row in lost} == {"power"}


def test_a_culture_that_is_moved_goes_on_meanwhile() -> None:
    scenario = plant({**BREAKS, "culture": "moved"}, count=200)
    moved = play(draft(scenario), SEED, 0)
    steady = play(
        draft(
            scenario.model_copy(
                update={
                    "facility": plant(BREAKS, 200).facility.model_copy(
                        update={
                            "equipment": {
                                "machine": plant(BREAKS, 200)
                                .facility.equipment["machine"]
                                .model_copy(update={"breaks": None})
                            }
                        }
                    )
                }
            )
        ),
        SEED,
        0,
    )
    assert [row[9] for row in moved.journal.steps] == [row[9] for row in steady.journal.steps]
    assert ends_of(moved) == {"released"} or ends_of(moved) == {"released", "open"}


@pytest.mark.parametrize("rule", ["resume", "repeat"])
def test_an_attended_task_in_a_unit_that_breaks_is_begun_again_with_what_is_left(rule: str) -> None:
    task = {"at": "start", "hands_on_h": 30, "people": {"smith": 1}, "with": {"machine": 1}}
    steps = {"work": {"duration_d": 0.1, "tasks": {"turn": task}}}
    played = play(draft(plant({**BREAKS, "on_interrupt": rule}, steps=steps)), SEED, 0)
    runs: dict[str, list[tuple[Any, ...]]] = {}
    for row in played.journal.steps:
        if row[5] == "turn":
            runs.setdefault(row[2], []).append(row)
    broken = [rows for rows in runs.values() if rows[-1][12] == "done" and len(rows) > 1]
    assert broken
    for rows in broken:
        assert [row[12] for row in rows] == ["interrupted"] * (len(rows) - 1) + ["done"]
        worked = [row[9] - row[8] for row in rows]
        assert (sum(worked) if rule == "resume" else worked[-1]) == 30 * 60


def test_the_people_of_a_broken_task_are_free_while_the_unit_is_repaired() -> None:
    task = {"at": "start", "hands_on_h": 30, "people": {"smith": 5}, "with": {"machine": 1}}
    steps = {"work": {"duration_d": 0.1, "tasks": {"turn": task}}}
    played = play(draft(plant(BREAKS, steps=steps)), SEED, 0)
    smith = next(row for row in played.journal.resources if row[1] == "smith")
    turned = sum(
        row[9] - row[8]
        for row in played.journal.steps
        if row[5] == "turn" and row[9] is not None and row[9] <= 3000 * DAY
    )
    assert smith[5] >= 5 * turned > 0
    assert smith[5] - 5 * turned <= 5 * 30 * 60
