"""Every customer of a queue begins and ends in the minute that the recursion gives for the same draws."""

from __future__ import annotations

import pytest

from .plant import DAY, Plant, played
from .recursions import Times, base_stock, kiefer_wolfowitz, lindley, on_shifts, tandem

MONDAY_TO_FRIDAY = range(5)
Seen = list[tuple[int, int | None, int | None]]


def seen(plant: Plant, step: str = "serve", task: str = "") -> Seen:
    """For each order: its number, and when it began and ended in a step; None where that is still to come."""
    rows = plant.rows("steps").query("step == @step and task == @task").sort_values("order")
    return [
        (int(order), None if begun != begun else int(begun), None if ended != ended else int(ended))
        for order, begun, ended in zip(rows["order"], rows["started_at"], rows["ended_at"], strict=True)
    ]


def due(times: Times, ends: int) -> Seen:
    """What is to be seen of it at the end: what lies after it has not happened yet."""
    return [
        (order, begun if begun <= ends else None, ended if ended <= ends else None) for order, (begun, ended) in enumerate(times)
    ]


def lasting(minutes: list[int]) -> list[int]:
    """What holds a server lasts a minute at least."""
    return [max(1, each) for each in minutes]


@pytest.mark.parametrize("name", ["m_m_1", "m_g_1"])
def test_every_customer_of_one_server_waits_as_lindley_says(name: str) -> None:
    plant = played(name)
    n = len(plant.rows("orders"))
    assert n > 1900
    assert plant.rows("orders")["arrived_at"].tolist() == plant.arrivals(n)
    assert seen(plant) == due(lindley(plant.arrivals(n), lasting(plant.durations("serve", "serve", n))), plant.ends)


@pytest.mark.parametrize(("name", "servers"), [("m_m_2", 2), ("m_g_3", 3)])
def test_every_customer_of_several_servers_waits_as_kiefer_and_wolfowitz_say(name: str, servers: int) -> None:
    plant = played(name, seed=2)
    n = len(plant.rows("orders"))
    assert n > 1300
    services = lasting(plant.durations("serve", "serve", n))
    assert seen(plant) == due(kiefer_wolfowitz(plant.arrivals(n), services, servers), plant.ends)


@pytest.mark.parametrize("places", [1, 2, 5])
def test_every_part_between_two_machines_is_blocked_and_starved_as_the_recursion_says(places: int) -> None:
    plant = played("two_machines", facility__equipment__place__count=places)
    n = len(plant.rows("orders"))
    assert n > 1200
    first, second = (lasting(plant.durations("work", step, n)) for step in ("turn", "mill"))
    expected = tandem(plant.arrivals(n), first, second, places)
    for step in ("turn", "wait", "mill"):
        came = len(seen(plant, step))
        assert came > 1200
        assert seen(plant, step) == due(expected[step], plant.ends)[:came]


def shift_at(minute: int) -> tuple[int, int]:
    """Eight hours from eight on five days, but on the two holidays."""
    day = minute // DAY
    while True:
        closes = day * DAY + 16 * 60
        if day % 7 in MONDAY_TO_FRIDAY and day not in (2, 154) and minute < closes:
            return day * DAY + 8 * 60, closes
        day += 1


def test_every_task_of_an_operator_on_shifts_begins_where_its_planned_minutes_fit() -> None:
    plant = played("one_on_shifts")
    n = len(plant.rows("orders"))
    hours = plant.scenario.procedures["serve"].steps["serve"].tasks["serve"].hands_on_h
    stream = "procedures.serve.steps.serve.tasks.serve.hands_on_h"
    services = lasting([plant.minutes(hours, stream, order, 60) for order in range(n)])
    times = on_shifts(plant.arrivals(n), services, 150, shift_at)
    done = [each for each in due(times, plant.ends) if each[2] is not None]
    assert len(done) > 1200
    assert seen(plant, task="serve") == done
    in_window = [(begun, ended) for begun, ended in times if begun < 1000 * DAY]
    overtime = sum(max(0, min(ended, 1000 * DAY) - max(begun, shift_at(begun)[1])) for begun, ended in in_window)
    resources = plant.rows("resources").iloc[0]
    assert overtime > 1000
    assert resources["overtime_min"] == overtime
    assert resources["working_min"] == sum(min(ended, 1000 * DAY) - begun for begun, ended in in_window)


def test_every_order_from_a_stock_that_is_made_below_a_level_is_filled_as_the_recursion_says() -> None:
    plant = played("base_stock")
    orders = plant.rows("orders")
    made = plant.rows("steps")
    assert len(orders) > 950
    assert made["lot"].iloc[:2].tolist() == ["dose0:dose:1", "dose1:dose:1"]


def test_numbers() -> None:
    assert base_stock
