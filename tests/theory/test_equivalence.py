"""Long-run means of M/M/2 against Erlang's formula, within a margin of 2 % of which three standard errors are a part.

A twin whose mean service is a few per cent longer moves the mean by three margins, and must fail.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pandas as pd
import pytest

from cipsc_sim.scenario.scenario import Scenario

from .equivalence import Estimate, controlled, erlang_c
from .plant import DAY, Plant, played_again, scenario

Measure = Callable[[pd.Series], float]


def waited(waits: pd.Series) -> float:
    """The fraction of customers that waited."""
    return float((waits > 0).mean())


def mean_wait(waits: pd.Series) -> float:
    """The mean wait in days."""
    return float(waits.mean()) / DAY


def measured(plant: Plant, measure: Measure) -> tuple[float, float, float]:
    """What the cohort of a replication says: the measure, its mean service, its mean gap between arrivals, in days."""
    orders = plant.rows("orders").query("in_cohort").set_index("order")
    steps = plant.rows("steps").set_index("order").loc[orders.index]
    services = (steps["ended_at"] - steps["started_at"]).mean() / DAY
    gap = plant.scenario.clock.count_d / len(orders)
    return measure(steps["started_at"] - steps["requested_at"]), services, gap


def estimate(service_d: float, longer: float, measure: Measure, replications: int, count_d: int) -> Estimate:
    """A measure of M/M/2 whose mean service is ``longer`` times what the controls know."""
    plan = scenario(
        "m_m_2",
        procedures__serve__steps__serve__duration_d__exponential__mean=service_d * longer,
        clock__count_d=count_d,
    )
    with ProcessPoolExecutor(2) as workers:
        seen = list(workers.map(partial(_replication, plan, measure), range(replications)))
    values, services, gaps = zip(*seen, strict=True)
    return controlled(values, list(zip(services, gaps, strict=True)), [service_d * longer, 1.0])


def _replication(plan: Scenario, measure: Measure, replication: int) -> tuple[float, float, float]:
    return measured(played_again(plan, 11, replication), measure)


def test_the_fraction_of_customers_that_wait_is_erlangs() -> None:
    assert erlang_c(2, 1.5) == pytest.approx(9 / 14)
    seen = partial(estimate, 1.5, measure=waited, replications=40, count_d=1300)
    assert seen(longer=1.0).equals(erlang_c(2, 1.5))
    assert erlang_c(2, 1.5 * 1.04) > 1.06 * erlang_c(2, 1.5)
    assert not seen(longer=1.04).equals(erlang_c(2, 1.5))


@pytest.mark.slow
def test_the_mean_wait_is_erlangs() -> None:
    theory = erlang_c(2, 1.0) * 1.0 / (2 - 1.0)
    seen = partial(estimate, 1.0, measure=mean_wait, replications=400, count_d=3000)
    assert seen(longer=1.0).equals(theory)
    assert not seen(longer=1.025).equals(theory)
