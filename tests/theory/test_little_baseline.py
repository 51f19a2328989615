"""Little's law for every resource of the baseline, to the minute: how busy it was is made up of who used it, and how long.

How busy comes from the table of resources, which the dispatcher counts; who used it from steps, tasks and lots. And all
that was waited is charged to resources, none of it twice and none to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import play
from cipsc_sim.records.uses import uses_from_text
from cipsc_sim.scenario.load import load_scenario

from .plant import Plant

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
Interval = tuple[float, float]


@pytest.fixture(scope="module")
def baseline() -> Plant:
    """One replication whose window opens on a plant that is full, with orders open at its end."""
    shorter = {"clock.warm_up_d": 200, "clock.count_d": 365, "clock.run_out_d": 0}
    scenario = load_scenario(BASELINE, shorter).scenario
    return Plant(scenario, play(draft(scenario), 1, 0), 1, 0)


@pytest.fixture(scope="module")
def window(baseline: Plant) -> Interval:
    return 200 * 1440, 565 * 1440


def overlap(intervals: Iterable[Interval], window: Interval) -> float:
    """The sum of the parts of intervals that lie in the window."""
    return sum(max(0.0, min(ended, window[1]) - max(begun, window[0])) for begun, ended in intervals)


def users(baseline: Plant, name: str) -> list[tuple[Any, float, float, int]]:
    """Who used it: the order, from when to when, and how many units; what has not ended lasts until the end."""
    steps = baseline.rows("steps").dropna(subset=["started_at"])
    found = []
    for order, begun, ended, uses in zip(
        steps["order"], steps["started_at"], steps["ended_at"].fillna(baseline.ends), steps["uses"], strict=True
    ):
        n = uses_from_text(uses or "").get(name, 0)
        if n:
            found.append((order, begun, ended, n))
    return found


def together(intervals: list[Interval]) -> list[Interval]:
    """What intervals cover, each minute once."""
    covered: list[Interval] = []
    for begun, ended in sorted(intervals):
        if covered and begun <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], ended))
        else:
            covered.append((begun, ended))
    return covered


def working(baseline: Plant, name: str) -> float:
    row = baseline.rows("resources").set_index("resource").loc[name]
    return float(row["working_min"])


def names(baseline: Plant) -> list[str]:
    facility = baseline.scenario.facility
    return [*(name for name, each in facility.equipment.items() if each.role != "store"), *facility.people]


def in_store(baseline: Plant, store: str) -> list[Interval]:
    """When each lot lay in the store: from when it was made until its end, or, used up, until a step with it begins or is given up."""
    kept = [name for name, material in baseline.scenario.materials.items() if material.kept_in == store]
    lots, links, steps = (baseline.rows(name) for name in ("lots", "links", "steps"))
    steps = steps.query("task == ''").dropna(subset=["started_at"])
    begun: dict[str, list[float]] = defaultdict(list)
    for lot, started in zip(steps["lot"], steps["started_at"], strict=True):
        begun[lot].append(started)
    children: dict[str, list[float]] = defaultdict(list)
    over = lots.set_index("lot")["ended_at"].to_dict()
    for parent, child in zip(links["parent"], links["child"], strict=True):
        in_process = child if child in begun else child.rpartition(".")[0]
        children[parent] += [*begun[in_process], over[child]]
    stays = []
    for row in lots.dropna(subset=["made_at", "procedure"]).itertuples():
        if row.material in kept:
            ended = row.ended_at if row.ended_at == row.ended_at else baseline.ends
            left = [each for each in children[row.lot] if each >= ended] if row.end == "used" else [ended]
            stays.append((row.made_at, min(left, default=baseline.ends)))
    return stays


def by_order(found: list[tuple[Any, float, float, int]]) -> list[Interval]:
    """The intervals in which an order holds a unit that its steps share."""
    orders: dict[Any, list[Interval]] = defaultdict(list)
    for order, begun, ended, _ in found:
        orders[order].append((begun, ended))
    return [each for intervals in orders.values() for each in together(intervals)]


def test_how_busy_every_resource_was_is_made_up_of_who_used_it(baseline: Plant, window: Interval) -> None:
    facility = baseline.scenario.facility
    for name in names(baseline):
        found = users(baseline, name)
        shared = name in facility.equipment and facility.equipment[name].ownership != "step"
        used = by_order(found) if shared else [(begun, ended) for _, begun, ended, n in found for _ in range(n)]
        assert working(baseline, name) == overlap(used, window) > 0, name
    assert len(names(baseline)) >= 7


def test_how_full_the_store_was_is_made_up_of_what_was_made_for_it_and_lay_in_it(
    baseline: Plant, window: Interval
) -> None:
    being_made = [(begun, ended) for _, begun, ended, n in users(baseline, "cryo_store") for _ in range(n)]
    assert working(baseline, "cryo_store") == overlap([*being_made, *in_store(baseline, "cryo_store")], window)


def test_it_does_not_hold_without_those_who_have_not_ended(baseline: Plant, window: Interval) -> None:
    steps = baseline.rows("steps").dropna(subset=["started_at"])
    still_there = [
        name
        for name in names(baseline)
        if any(name in uses_from_text(uses or "") for uses in steps[steps["ended_at"].isna()]["uses"])
    ]
    assert "incubator" in still_there
    for name in still_there:
        ended = [each for each in users(baseline, name) if each[2] < baseline.ends]
        shared = name == "incubator"
        used = by_order(ended) if shared else [(begun, end) for _, begun, end, n in ended for _ in range(n)]
        assert working(baseline, name) != overlap(used, window), name


def waits(baseline: Plant, window: Interval) -> pd.DataFrame:
    """What began in the window and asked for something by itself: the task at the start of a step begins with the step."""
    steps = baseline.rows("steps").dropna(subset=["started_at"])
    begun = steps[(steps["started_at"] >= window[0]) & (steps["started_at"] < window[1])]
    starts = {
        (name, step_name, task_name)
        for name, procedure in baseline.scenario.procedures.items()
        for step_name, step in procedure.steps.items()
        for task_name, task in step.tasks.items()
        if task.at == "start"
    }
    with_step = [key in starts for key in zip(begun["procedure"], begun["step"], begun["task"], strict=True)]
    return begun[[not each for each in with_step]]


def test_waiting_charged_to_resources_is_all_waiting(baseline: Plant, window: Interval) -> None:
    begun = waits(baseline, window)
    waited = (begun["started_at"] - begun["requested_at"]).sum()
    charged = baseline.rows("resources")["wait_min"].sum()
    assert charged == pytest.approx(waited, abs=1e-6)
    assert waited > 10_000
    late = begun[begun["task"] == ""]
    assert charged != pytest.approx((late["started_at"] - late["requested_at"]).sum(), abs=1.0)
