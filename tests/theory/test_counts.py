"""Counts and yields in closed form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from math import log2

import pytest
from scipy.stats import chi2, poisson

from .plant import DAY, FIRST_LOT, Plant, played

RARE = 1e-4
"""A fixed seed fails a true law with this chance at most, once and for all."""


def fits(counted: Mapping[int, int], chances: Mapping[int, float]) -> bool:
    """χ² test of counts against a law; cells that are expected fewer than five times are taken together."""
    n = sum(counted.values())
    common = [k for k, chance in chances.items() if n * chance >= 5]
    cells = [(counted.get(k, 0), n * chances[k]) for k in common]
    rest = n - sum(seen for seen, _ in cells)
    expected_rest = n - sum(expected for _, expected in cells)
    if expected_rest > 1e-9:
        cells.append((rest, expected_rest))
    elif rest:
        return False
    statistic = sum((seen - expected) ** 2 / expected for seen, expected in cells)
    return bool(chi2.sf(statistic, len(cells) - 1) > RARE)


def lines_of_each_order(plant: Plant) -> dict[int, int]:
    """How many lines each order had; those of whose colonies nothing came, none."""
    lots = plant.rows("lots").query("material == 'line'")
    decided = plant.rows("orders").query("closed_at == closed_at")["order"]
    made = Counter(lots.loc[lots["made_at"].notna(), "order"])
    return {order: made[order] for order in decided}


def test_colonies_are_poisson_and_as_many_lots_are_made_of_them() -> None:
    plant = played("colonies")
    stream = "procedures.reprogram.steps.plate.effects.colonies.count"
    lines = lines_of_each_order(plant)
    assert len(lines) > 1900
    assert lines == {order: poisson.ppf(plant.uniform(stream, order, FIRST_LOT), 6.0) for order in lines}
    counted = Counter(lines.values())
    assert fits(counted, {k: float(poisson.pmf(k, 6.0)) for k in range(40)})
    assert not fits(counted, {k: float(poisson.pmf(k, 6.5)) for k in range(40)})


def test_an_order_without_a_colony_fails_for_that_reason() -> None:
    orders = played("colonies", procedures__reprogram__steps__plate__effects__colonies__count__of=1e5).rows("orders")
    closed = orders.dropna(subset=["closed_at"])
    failed = closed["outcome"] == "untreated"
    assert set(closed.loc[failed, "reason"]) == {"no_colony"}
    none = float(poisson.pmf(0, 1.5))
    assert fits(Counter(failed.astype(int)), {0: 1 - none, 1: none})


def truncated_geometric(success: float, most: int) -> dict[int, float]:
    """The number of independent trials until the first success, cut off at the last trial."""
    law = {k: (1 - success) ** (k - 1) * success for k in range(1, most)}
    return {**law, most: (1 - success) ** (most - 1)}


def test_batches_until_release_are_geometric_and_cut_off_with_the_last_rung() -> None:
    plant = played("batches_until_release")
    closed = plant.rows("orders").dropna(subset=["closed_at"])
    assert len(closed) > 2900
    batches = Counter(closed["batches"])
    assert fits(batches, truncated_geometric(0.55, 5))
    assert not fits(batches, truncated_geometric(0.50, 5))
    treated = (closed["outcome"] == "treated").astype(int)
    assert fits(Counter(treated), {1: 1 - 0.45**5, 0: 0.45**5})
    assert set(closed.loc[treated == 0, "reason"]) == {"potency"}


def test_batches_until_stock_are_geometric() -> None:
    plant = played("batches_until_stock")
    lots = plant.rows("lots").query("material == 'dose'").dropna(subset=["ended_at"]).sort_values("begun_at")
    made = [place for place, minute in enumerate(lots["made_at"]) if minute == minute]
    batches = Counter(later - earlier for earlier, later in pairwise([-1, *made]))
    assert sum(batches.values()) > 1900
    assert fits(batches, {k: 0.4 ** (k - 1) * 0.6 for k in range(1, 60)})
    assert not fits(batches, {k: 0.5**k for k in range(1, 60)})


def test_the_number_in_a_plant_without_servers_is_poisson_with_mean_rate_times_duration() -> None:
    plant = played("m_g_infinity", clock__count_d=20_000)
    orders = plant.rows("orders")
    closed = orders["closed_at"].fillna(float("inf"))
    # No step lasts 25 days, so numbers seen 25 days apart are independent.
    instants = range(50 * DAY, 20_000 * DAY, 25 * DAY)
    present = Counter(int(((orders["arrived_at"] <= at) & (closed > at)).sum()) for at in instants)
    assert fits(present, {k: float(poisson.pmf(k, 4.0)) for k in range(40)})
    assert not fits(present, {k: float(poisson.pmf(k, 4.4)) for k in range(40)})


def test_a_process_without_noise_yields_the_product_of_its_factors_in_the_days_its_doublings_take() -> None:
    plant = played("yield_without_noise")
    lots = plant.rows("lots").set_index("lot")
    bank, dose = lots.loc["0:bank:1.1"], lots.loc["0:dose:1.1.1"]
    thawed = 6.144e7 * 0.8 / 8
    harvested = 2.9491200e8 * 0.5
    doublings = log2(6.144e7 / (3e5 * 0.4)), log2(2.9491200e8 / (thawed * 0.75))
    assert doublings == pytest.approx((9, 6), rel=1e-12)
    assert (bank["packs_made"], bank["packs_left"]) == (8, 7)
    assert bank["produced"] == pytest.approx(6.144e7 * 0.8, rel=1e-12)
    assert bank["true.doublings"] == pytest.approx(9, rel=1e-12)
    assert dose["true.doublings"] == pytest.approx(15, rel=1e-12)
    assert dose["true.viability"] == pytest.approx(0.9 * 0.95, rel=1e-12)
    assert dose["true.cells"] == pytest.approx(harvested * 0.9**4, rel=1e-12)
    assert dose["true.ieq"] == pytest.approx(harvested * 0.9**4 / 1500, rel=1e-12)
    assert bank["made_at"] == (1 + 0.5 + 9 * 1.25 + 0.25) * DAY
    assert dose["made_at"] == bank["made_at"] + (0.5 + 6 * 1 + 4) * DAY
