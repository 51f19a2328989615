"""Priority classes, and orders that find no slot: exact against recursions, and the recursions against Cobham and Erlang."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest

from .plant import DAY, played
from .recursions import by_priority, lindley, without_waiting_room
from .test_queues import due, lasting, seen

CLASSES = ("urgent", "soon", "routine")
SHARES = (0.2, 0.3, 0.5)


def test_every_customer_of_every_class_is_served_as_the_recursion_says() -> None:
    plant = played("priority_queue", seed=3)
    n = len(plant.rows("orders"))
    assert n > 1400
    arrivals, services = plant.arrivals(n), lasting(plant.durations("serve", "serve", range(n)))
    bounds = np.cumsum(SHARES)[:-1].tolist()
    classes = [bisect_right(bounds, plant.uniform("orders.priorities", order)) for order in range(n)]
    assert plant.rows("orders")["priority"].tolist() == [CLASSES[each] for each in classes]
    assert seen(plant) == due(by_priority(arrivals, services, classes), plant.ends)
    assert seen(plant) != due(lindley(arrivals, services), plant.ends)


def cobham(rate: float, mean: float, cv: float, shares: tuple[float, ...]) -> list[float]:
    """Mean wait of each class of M/G/1 without interruption (Cobham 1954)."""
    residual, waits, load = rate * mean**2 * (1 + cv**2) / 2, [], 0.0
    for share in shares:
        before, load = load, load + rate * share * mean
        waits.append(residual / ((1 - before) * (1 - load)))
    return waits


@pytest.mark.parametrize(("longer", "holds"), [(1.0, True), (1.04, False)])
def test_the_mean_wait_of_each_class_is_cobhams(longer: float, holds: bool) -> None:
    random, n = np.random.default_rng(5), 400_000
    arrivals = np.floor(np.cumsum(random.exponential(DAY, n)) + 0.5).astype(int)
    services = np.floor(random.gamma(1 / 0.49, 0.8 * longer * DAY * 0.49, n) + 0.5).astype(int)
    classes = random.choice(3, n, p=SHARES)
    times = by_priority(arrivals.tolist(), services.tolist(), classes.tolist())
    waits = (np.array([begun for begun, _ in times]) - arrivals) / DAY
    agree = []
    for number, expected in enumerate(cobham(1.0, 0.8, 0.7, SHARES)):
        blocks = np.array([each.mean() for each in np.array_split(waits[classes == number], 40)])
        agree.append(abs(blocks.mean() - expected) < 3.5 * blocks.std(ddof=1) / 40**0.5)
    assert all(agree) is holds


def test_every_order_that_finds_no_slot_is_lost_and_no_other() -> None:
    plant = played("slots_lost", seed=3)
    orders = plant.rows("orders")
    n = len(orders)
    assert n > 950
    arrivals, services = plant.arrivals(n), lasting(plant.durations("serve", "serve", range(n)))
    times = without_waiting_room(arrivals, services, servers=3)
    lost = [order for order, time in enumerate(times) if time is None]
    assert 0.15 * n < len(lost) < 0.30 * n
    left = orders.query("outcome == 'lost_patience'")
    assert left["order"].tolist() == [order for order in lost if arrivals[order] < plant.ends]
    assert (left["closed_at"] - left["arrived_at"] == 1).all()
    served = dict(enumerate(times))
    for order, begun, ended in seen(plant):
        if served[order] is not None and ended is not None:
            assert (begun, ended) == served[order]


def erlang_b(servers: int, load: float) -> float:
    """Fraction of customers lost of M/G/c/c; ``load`` is arrival rate × mean service."""
    lost = 1.0
    for k in range(1, servers + 1):
        lost = load * lost / (k + load * lost)
    return lost


@pytest.mark.parametrize(("longer", "holds"), [(1.0, True), (1.05, False)])
def test_the_fraction_lost_is_erlangs(longer: float, holds: bool) -> None:
    assert erlang_b(3, 2.0) == pytest.approx(4 / 19)
    random, n = np.random.default_rng(8), 200_000
    arrivals = np.floor(np.cumsum(random.exponential(DAY, n)) + 0.5).astype(int)
    services = np.floor(random.gamma(1 / 0.64, 2 * longer * DAY * 0.64, n) + 0.5).astype(int)
    times = without_waiting_room(arrivals.tolist(), services.tolist(), servers=3)
    blocks = np.array(
        [sum(time is None for time in each) / len(each) for each in np.array_split(np.array(times, dtype=object), 40)]
    )
    error = blocks.std(ddof=1) / 40**0.5
    assert bool(abs(blocks.mean() - erlang_b(3, 2.0)) < 3.5 * error) is holds
