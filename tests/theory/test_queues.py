"""Every customer of a queue begins and ends in the minute that the recursion gives for the same draws."""

from __future__ import annotations

import pytest

from cipsc_sim.chance import pack
from cipsc_sim.engine.owner import SupplyEvent

from .plant import DAY, Plant, played
from .recursions import Times, base_stock, kiefer_wolfowitz, lindley, on_shifts, tandem

HOUR = 60
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
        (order, begun if begun <= ends else None, ended if ended <= ends else None)
        for order, (begun, ended) in enumerate(times)
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
    services = lasting(plant.durations("serve", "serve", range(n)))
    assert seen(plant) == due(lindley(plant.arrivals(n), services), plant.ends)


@pytest.mark.parametrize(("name", "servers"), [("m_m_2", 2), ("m_g_3", 3)])
def test_every_customer_of_several_servers_waits_as_kiefer_and_wolfowitz_say(name: str, servers: int) -> None:
    plant = played(name, seed=2)
    n = len(plant.rows("orders"))
    assert n > 1300
    services = lasting(plant.durations("serve", "serve", range(n)))
    assert seen(plant) == due(kiefer_wolfowitz(plant.arrivals(n), services, servers), plant.ends)


def test_a_customer_that_needs_no_server_waits_for_nobody() -> None:
    plant = played("m_g_infinity", clock__count_d=1000)
    n = len(plant.rows("orders"))
    assert n > 1000
    arrivals, services = plant.arrivals(n), plant.durations("grow", "grow", range(n))
    times = [(arrival, arrival + service) for arrival, service in zip(arrivals, services, strict=True)]
    assert seen(plant, "grow") == due(times, plant.ends)


@pytest.mark.parametrize("places", [1, 2, 5])
def test_every_part_between_two_machines_is_blocked_and_starved_as_the_recursion_says(places: int) -> None:
    plant = played("two_machines", facility__equipment__place__count=places)
    n = len(plant.rows("orders"))
    first, second = (lasting(plant.durations("work", step, range(n))) for step in ("turn", "mill"))
    expected = tandem(plant.arrivals(n), first, second, places)
    for step in ("turn", "wait", "mill"):
        came = len(seen(plant, step))
        assert came > 1200
        assert seen(plant, step) == due(expected[step], plant.ends)[:came]


def shift_at(minute: int) -> tuple[int, int]:
    """Eight hours from eight on five days, but on the two holidays."""
    day = minute // DAY
    while day % 7 > 4 or day in (2, 154) or minute >= day * DAY + 16 * HOUR:
        day += 1
    return day * DAY + 8 * HOUR, day * DAY + 16 * HOUR


def off_shift(begun: int, ended: int) -> int:
    """Minutes between two instants in which nobody is on duty."""
    minutes = 0
    while begun < ended:
        opens, closes = shift_at(begun)
        minutes += max(0, min(ended, opens) - begun)
        begun = closes
    return minutes


def test_every_task_of_an_operator_on_shifts_begins_where_its_planned_minutes_fit() -> None:
    plant = played("one_on_shifts")
    n = len(plant.rows("orders"))
    hours = plant.scenario.procedures["serve"].steps["serve"].tasks["serve"].hands_on_h
    stream = "procedures.serve.steps.serve.tasks.serve.hands_on_h"
    services = lasting([plant.minutes(hours, stream, order, HOUR) for order in range(n)])
    times = on_shifts(plant.arrivals(n), services, 150, shift_at)
    done = [each for each in due(times, plant.ends) if each[2] is not None]
    assert len(done) > 1200
    assert seen(plant, task="serve") == done

    window = 1000 * DAY
    worked = [(begun, min(ended, window)) for begun, ended in times if begun < window]
    operator = plant.rows("resources").iloc[0]
    assert operator["working_min"] == sum(ended - begun for begun, ended in worked)
    assert operator["overtime_min"] == sum(off_shift(begun, ended) for begun, ended in worked) > 10_000


def test_every_order_from_a_stock_that_is_made_below_a_level_is_filled_as_the_recursion_says() -> None:
    plant = played("base_stock")
    orders = plant.rows("orders")
    n = len(orders)
    assert n > 950
    events = [SupplyEvent("dose", number) for number in range(n)]
    services = lasting(plant.durations("make", "make", [event.address for event in events], pack((1,))))
    lots, filled = base_stock(plant.arrivals(n), services, level=3)

    made = plant.rows("steps")
    expected = {f"{event.label}:dose:1": times for event, times in zip(events, lots, strict=True)}
    for label, begun, ended in zip(made["lot"], made["started_at"], made["ended_at"], strict=True):
        if ended == ended and label in expected:
            assert (begun, ended) == expected[label]
    treated = [None if minute != minute else minute for minute in orders["treated_at"]]
    assert treated == [minute if minute <= plant.ends else None for minute in filled]
    assert [None if lot is None else lot.split(":")[0] for lot in orders["lot"]] == [
        event.label if minute <= plant.ends else None for event, minute in zip(events, filled, strict=True)
    ]
