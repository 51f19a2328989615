"""Servers that break, fitters, parts of a job, stock that runs out, full shifts: exact against recursions and counts.

Where theory has a mean, the recursion is held to it with draws of its own, beside a wrong twin.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import comb, factorial

import numpy as np
import numpy.typing as npt
import pytest

from cipsc_sim.chance import pack
from cipsc_sim.engine.owner import SupplyEvent

from .plant import DAY, Plant, played
from .recursions import filled_up, kiefer_wolfowitz, lindley, repaired_in_turn, with_breakdowns
from .test_priorities_and_losses import erlang_b
from .test_queues import due, lasting, seen

Draws = npt.NDArray[np.float64]


def whole(minutes: Draws) -> list[int]:
    return [max(1, int(minute)) for minute in np.floor(minutes + 0.5)]


def agrees(values: Draws, expected: float, blocks: int = 40) -> bool:
    """Whether the mean of correlated values lies within 3.5 standard errors of what is expected, by means of blocks."""
    means = np.array([block.mean() for block in np.array_split(values, blocks)])
    return bool(abs(means.mean() - expected) < 3.5 * means.std(ddof=1) / blocks**0.5)


def lives(plant: Plant, pool: str, unit: int, k: int, what: str) -> int:
    """How long the k-th life or repair of a unit lasts."""
    breaks = plant.scenario.facility.equipment[pool].breaks
    assert breaks is not None
    u = plant.uniform(f"facility.equipment.{pool}.breaks.{what}", unit, 0, k)
    return max(1, int(np.floor(getattr(breaks, what).distribution.quantile(u) * DAY + 0.5)))


def up_intervals(life: Callable[[int], int], repair: Callable[[int], int], until: int) -> list[tuple[int, int]]:
    up, begins, k = [], 0, 0
    while begins < until:
        ends = begins + life(k)
        up.append((begins, ends))
        begins, k = ends + repair(k), k + 1
    return up


def test_every_customer_of_servers_that_break_is_served_as_the_recursion_says() -> None:
    plant = played("servers_that_break", seed=5)
    n = len(plant.rows("orders"))
    assert n > 1400
    services = lasting(plant.durations("serve", "serve", range(n)))
    up = [
        up_intervals(
            lambda k, unit=unit: lives(plant, "server", unit, k, "every_d"),
            lambda k, unit=unit: lives(plant, "server", unit, k, "repair_d"),
            3000 * DAY,
        )
        for unit in (0, 1)
    ]
    times = with_breakdowns(plant.arrivals(n), services, up)
    assert seen(plant) == due(times, plant.ends)
    assert sum(ended - begun > service for (begun, ended), service in zip(times, services, strict=True)) > 100


def mean_number(rate: float, service: float, fails: float, repair: float, most: int = 150) -> float:
    """Mean number of customers before and in two servers that break on their own: the Markov chain, cut off at ``most``."""
    size = 3 * (most + 1)
    chain = np.zeros((size, size))
    for n in range(most + 1):
        for up in range(3):
            state = 3 * n + up
            for to, flow in (
                (state + 3, rate * (n < most)),
                (state - 3, min(n, up) / service),
                (state - 1, up / fails),
                (state + 1, (2 - up) / repair),
            ):
                if flow:
                    chain[state, to] += flow
                    chain[state, state] -= flow
    balance = np.vstack([chain.T, np.ones(size)])
    share = np.linalg.lstsq(balance, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return float(share @ np.repeat(np.arange(most + 1), 3))


@pytest.mark.parametrize(("longer", "holds"), [(1.0, True), (1.06, False)])
def test_the_mean_customer_of_servers_that_break_stays_as_the_markov_chain_says(longer: float, holds: bool) -> None:
    random, n = np.random.default_rng(11), 60_000
    arrivals = np.floor(np.cumsum(random.exponential(DAY, n)) + 0.5).astype(int).tolist()
    services = whole(random.exponential(1.1 * longer * DAY, n))
    until = arrivals[-1] + 1000 * DAY
    up = [
        up_intervals(
            lambda _: whole(random.exponential([8.0 * DAY]))[0],
            lambda _: whole(random.exponential([2.0 * DAY]))[0],
            until,
        )
        for _ in range(2)
    ]
    stays = np.array([ended for _, ended in with_breakdowns(arrivals, services, up)]) - np.array(arrivals)
    assert agrees(stays / DAY, mean_number(1.0, 1.1, 8.0, 2.0)) is holds


def test_every_machine_is_down_until_a_fitter_has_repaired_it() -> None:
    plant = played("machine_repair", seed=2)
    until = 2000 * DAY
    down = repaired_in_turn(
        lambda unit, k: lives(plant, "machine", unit, k, "every_d"),
        lambda unit, k: lives(plant, "machine", unit, k, "repair_d"),
        machines=6,
        fitters=2,
        until=until,
    )
    machine = plant.rows("resources").query("resource == 'machine'").iloc[0]
    fitter = plant.rows("resources").query("resource == 'fitter'").iloc[0]
    assert machine["down_min"] == sum(min(ends, until) - begins for begins, ends in down) > 10**6
    assert fitter["seized"] > 2000
    assert fitter["wait_min"] > 0
    alone = sum(lives(plant, "machine", 0, k, "repair_d") for k in range(9))
    assert machine["down_min"] > fitter["working_min"] > alone


def finite_source(machines: int, fitters: int, life: float, repair: float) -> float:
    """Mean number of machines down: the birth and death process of the repair of machines (Palm)."""
    load = repair / life
    weights = [
        comb(machines, n)
        * load**n
        * (1 if n <= fitters else factorial(n) / (factorial(fitters) * fitters ** (n - fitters)))
        for n in range(machines + 1)
    ]
    return sum(n * weight for n, weight in enumerate(weights)) / sum(weights)


@pytest.mark.parametrize(("slower", "holds"), [(1.0, True), (1.05, False)])
def test_as_many_machines_are_down_as_the_finite_source_says(slower: float, holds: bool) -> None:
    assert finite_source(1, 1, 4.0, 1.0) == pytest.approx(0.2)
    random = np.random.default_rng(3)
    days = 60_000
    down = repaired_in_turn(
        lambda *_: whole(random.exponential([4.0 * DAY]))[0],
        lambda *_: whole(random.exponential([slower * DAY]))[0],
        machines=6,
        fitters=2,
        until=days * DAY,
    )
    blocks = np.zeros(days // 100)
    for begins, ends in down:
        for block in range(begins // (100 * DAY), min(ends // (100 * DAY) + 1, len(blocks))):
            first, last = block * 100 * DAY, (block + 1) * 100 * DAY
            blocks[block] += max(0, min(ends, last) - max(begins, first))
    assert agrees(blocks / (100 * DAY), finite_source(6, 2, 4.0, 1.0)) is holds


def test_every_job_is_put_together_when_the_last_of_its_parts_is_done() -> None:
    plant = played("fork_and_join", seed=4)
    n = len(plant.rows("orders"))
    assert n > 950
    arrivals = plant.arrivals(n)
    by_part = [plant.durations("work", "work", range(n), pack((1, 1, part, 1))) for part in (1, 2, 3)]
    works = lasting([by_part[part][order] for order in range(n) for part in range(3)])
    parts = kiefer_wolfowitz([arrival for arrival in arrivals for _ in range(3)], works, 2)
    whole_at = [max(ended for _, ended in parts[3 * order : 3 * order + 3]) for order in range(n)]
    first = [min(range(3), key=lambda part: (parts[3 * order + part][1], part)) for order in range(n)]
    joins = lasting(
        [plant.durations("join", "join", [order], pack((1, 1, first[order] + 1, 1, 1)))[0] for order in range(n)]
    )
    in_turn = sorted(range(n), key=lambda order: (whole_at[order], order))
    joined = lindley([whole_at[order] for order in in_turn], [joins[order] for order in in_turn])
    expected = dict(zip(in_turn, joined, strict=True))
    ended = {order: (begun, ends) for order, begun, ends in seen(plant, "join") if ends is not None}
    assert ended == {order: times for order, times in expected.items() if times[1] <= plant.ends}
    assert len(ended) > 900
    assert any(later < earlier for earlier, later in pairwise(in_turn))


def test_every_order_from_a_stock_that_is_filled_up_is_filled_or_lost_as_the_recursion_says() -> None:
    plant = played("stock_out", seed=6)
    orders = plant.rows("orders")
    n = len(orders)
    assert n > 1400
    supply = plant.scenario.materials["kit"].supply
    assert supply is not None and supply.bought is not None

    def lead(k: int) -> int:
        u = plant.uniform("materials.kit.supply.bought.lead_time_d", SupplyEvent("kit", k).address)
        return max(1, int(np.floor(supply.bought.lead_time_d.distribution.quantile(u) * DAY + 0.5)))

    found = filled_up(plant.arrivals(n), lead, below=2, up_to=5)
    closed = [order for order in range(n) if orders["outcome"][order] != "open"]
    assert len(closed) > n - 3
    assert [orders["outcome"][order] == "treated" for order in closed] == [found[order] for order in closed]
    assert 0.1 < sum(found) / n < 0.9


@pytest.mark.parametrize(("longer", "holds"), [(1.0, True), (1.05, False)])
def test_stock_ordered_one_for_one_is_out_as_often_as_erlang_says(longer: float, holds: bool) -> None:
    """Lost sales and one order for each that is used: a server is a place on the shelf, its service the lead time (Karush 1957)."""
    random, n = np.random.default_rng(9), 200_000
    arrivals = np.floor(np.cumsum(random.exponential(DAY, n)) + 0.5).astype(int).tolist()
    leads = whole(random.gamma(1 / 0.36, 3 * longer * DAY * 0.36, n + 8))
    found = filled_up(arrivals, lambda k: leads[k], below=5, up_to=5)
    assert agrees(1.0 - np.array(found), erlang_b(5, 3.0)) is holds


def test_as_many_tasks_are_done_as_fit_the_shifts() -> None:
    plant = played("full_shifts")
    done = plant.rows("steps").query("task == 'serve' and outcome == 'done'")
    days = 26 * 5 - 2
    assert len(done) == days * (8 * 60 // 90)
    operator = plant.rows("resources").iloc[0]
    assert operator["working_min"] == len(done) * 90
    assert operator["idle_min"] == days * 30
    assert operator["overtime_min"] == 0
