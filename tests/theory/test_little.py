"""Little's law, to the minute: the area under a level is the sum of the times that make it up, the unfinished included.

The level comes from one table of the journal, the times from another.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest

from .plant import DAY, Plant, played

Interval = tuple[float, float]
UNTIL_THE_END = float("inf")


def area(changes: Iterable[tuple[float, int]], begins: int, ends: int) -> float:
    """The time integral of a level from its changes."""
    total, level, since = 0.0, 0, float(begins)
    for minute, change in sorted(changes):
        now = min(max(minute, begins), ends)
        total += level * (now - since)
        level, since = level + change, now
    return total + level * (ends - since)


def times(intervals: Iterable[Interval], begins: int, ends: int) -> float:
    """The sum of the parts of intervals that lie between two instants."""
    return sum(max(0.0, min(ended, ends) - max(begun, begins)) for begun, ended in intervals)


def intervals(rows: pd.DataFrame, begins: str, ends: str, *, unfinished: bool = True) -> list[Interval]:
    """From one column to another; what has not ended lasts until the end, or is left out."""
    begun = rows.dropna(subset=[begins] if unfinished else [begins, ends])
    return list(zip(begun[begins], begun[ends].fillna(UNTIL_THE_END), strict=True))


def level_in_the_plant(plant: Plant) -> float:
    """The area under the number of open orders, from their arrivals and closes."""
    orders = plant.rows("orders")
    changes = [(minute, 1) for minute in orders["arrived_at"]] + [
        (minute, -1) for minute in orders["closed_at"].dropna()
    ]
    return area(changes, 0, plant.ends)


def times_in_steps(plant: Plant, *, unfinished: bool = True) -> float:
    """The time that orders spent asking for a step or in it."""
    steps = plant.rows("steps").query("task == ''")
    return times(intervals(steps, "requested_at", "ended_at", unfinished=unfinished), 0, plant.ends)


PLANTS = ["m_m_1", "m_m_2", "m_g_3", "m_g_infinity", "two_machines", "one_on_shifts"]


@pytest.mark.parametrize("name", PLANTS)
def test_the_number_of_open_orders_is_made_up_of_their_times_in_steps(name: str) -> None:
    plant = played(name, seed=3, clock__count_d=500, clock__run_out_d=0)
    assert plant.rows("orders")["closed_at"].isna().any()
    assert level_in_the_plant(plant) == times_in_steps(plant) > 0


@pytest.mark.parametrize("name", PLANTS)
def test_it_does_not_hold_without_the_unfinished(name: str) -> None:
    plant = played(name, seed=3, clock__count_d=500, clock__run_out_d=0)
    assert level_in_the_plant(plant) != times_in_steps(plant, unfinished=False)


def used(plant: Plant, resource: str, *columns: str) -> int:
    """The unit-minutes that the row of a resource states."""
    (row,) = plant.rows("resources").query("resource == @resource").to_dict("records")
    return sum(row[column] for column in columns)


def window(plant: Plant) -> tuple[int, int]:
    """From when to when resources are counted."""
    clock = plant.scenario.clock
    begins = round(clock.warm_up_d * DAY)
    return begins, begins + round(clock.count_d * DAY)


@pytest.mark.parametrize("unfinished", [True, False])
@pytest.mark.parametrize(
    ("name", "resource", "step", "task"),
    [
        ("m_m_1", "server", "serve", ""),
        ("m_m_2", "server", "serve", ""),
        ("m_g_3", "server", "serve", ""),
        ("two_machines", "lathe", "turn", ""),
        ("two_machines", "mill", "mill", ""),
        ("base_stock", "line", "make", ""),
        ("one_on_shifts", "operator", "serve", "serve"),
    ],
)
def test_the_use_of_a_resource_is_made_up_of_the_steps_that_use_it(
    name: str, resource: str, step: str, task: str, unfinished: bool
) -> None:
    plant = next(each for each in plants_cut_short(name) if busy_at_the_end(each, step, task))
    rows = plant.rows("steps").query("step == @step and task == @task")
    begins, ends = window(plant)
    worked = times(intervals(rows, "started_at", "ended_at", unfinished=unfinished), begins, ends)
    assert (used(plant, resource, "working_min") == worked) is unfinished


def plants_cut_short(name: str) -> Iterable[Plant]:
    """A plant in the warm state, played for so many days or more."""
    for days in range(300, 360):
        yield played(name, seed=4, clock__warm_up_d=20, clock__count_d=days + 0.45, clock__run_out_d=0)


def busy_at_the_end(plant: Plant, step: str, task: str) -> bool:
    """Whether something is in the step when the play ends."""
    rows = plant.rows("steps").query("step == @step and task == @task")
    return bool((rows["started_at"].notna() & rows["ended_at"].isna()).any())


def test_what_is_held_until_the_next_step_begins_is_made_up_of_the_waits_for_it() -> None:
    plant = played("two_machines", seed=4, clock__warm_up_d=20, clock__count_d=300, clock__run_out_d=9)
    steps = plant.rows("steps")
    by_step = {name: steps[steps["step"] == name].set_index("order") for name in ("turn", "wait", "mill")}
    begins, ends = window(plant)
    for machine, here, then in (("lathe", "turn", "wait"), ("place", "wait", "mill")):
        waits = by_step[here].dropna(subset=["ended_at"]).assign(given_back_at=by_step[then]["started_at"])
        held = times(intervals(waits, "ended_at", "given_back_at"), begins, ends)
        assert used(plant, machine, "held_waiting_min") == held > 0
