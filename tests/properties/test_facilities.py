"""Random facilities go on and keep the rules; and what makes plants stall or miscount was reached in them, and how often."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cipsc_sim.chance import Source
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import Played, Replication

from .facilities import Tree, valid_facilities
from .plants import scenario_of
from .rows import broken_rules, rows
from .test_invariants import with_ties_shuffled

REACHED = (
    "held while waiting", "more than one unit", "a closed night", "a breakdown", "an interruption", "a tie",
    "a stock-out", "clearance by people", "maintenance", "another group", "a witness", "a run together", "a missed task",
    "a wait for room",
)  # fmt: skip


def reached(tree: Tree, played: Played) -> set[str]:
    """Which of the things that matter happened."""
    steps, resources = rows(played, "steps"), {row["resource"]: row for row in rows(played, "resources")}
    uses = [row["uses"] or "" for row in steps]
    equipment, results = tree["facility"]["equipment"], rows(played, "results")
    waits = [row for row in steps if row["task"] and row["started_at"] and row["started_at"] > row["requested_at"]]
    found = {
        "held while waiting": any(row["held_waiting_min"] for row in resources.values()),
        "more than one unit": any("vessel:2" in each or "cabinet:2" in each or "operator:2" in each for each in uses),
        "a closed night": any(row["started_at"] // 1440 > row["requested_at"] // 1440 for row in waits)
        and any(resources[group]["off_shift_min"] for group in ("operator", "fitter")),
        "a breakdown": any("breaks" in one and resources[name]["down_min"] for name, one in equipment.items()),
        "an interruption": any(row["outcome"] == "interrupted" for row in steps)
        or any(row["reason"] == "equipment" for row in rows(played, "lots")),
        "a tie": played.tied > 0,
        "a wait for room": resources["fridge"]["wait_min"] > 0,
        "a stock-out": "medium" in resources and resources["medium"]["wait_min"] > 0,
        "clearance by people": any(
            "cleared_by" in one and resources[name]["changeover_min"] for name, one in equipment.items()
        ),
        "maintenance": any("maintenance" in one and resources[name]["down_min"] for name, one in equipment.items()),
        "a witness": any("operator" in each and "fitter" in each for each in uses),
        "another group": any("operator" in each for each in uses) and any("fitter" in each for each in uses),
        "a run together": len({row["started_at"] for row in results}) < len(results),
        "a missed task": any(row["outcome"] == "missed" for row in steps),
    }
    return {what for what, happened in found.items() if happened}


def play_many(examples: int) -> Counter[str]:
    """Play so many facilities, each with its ties shuffled too; how often what was reached."""
    counted: Counter[str] = Counter()

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(valid_facilities(), st.integers(0, 9))
    def play_one(tree: Tree, seed: int) -> None:
        scenario = scenario_of(tree)
        assert scenario is not None
        blueprint = draft(scenario)
        replication = Replication(blueprint, Source(seed, 0), 0)
        played = replication.play()
        assert broken_rules(played, blueprint) == []
        assert len(blueprint.pools) <= 6
        assert sum(bool(row["task"]) for row in rows(played, "steps")) <= 200
        if counted["played"] % 4 == 0:
            assert with_ties_shuffled(blueprint, seed).journal.rows() == played.journal.rows()
        counted.update(["played", *reached(tree, played)])

    play_one()
    return counted


def test_two_hundred_facilities_go_on_and_keep_the_rules() -> None:
    counted = play_many(200)
    print({what: counted[what] for what in ("played", *REACHED)})
    assert counted["played"] >= 200
    assert {what: counted[what] for what in REACHED if counted[what] < 5} == {}


@pytest.mark.slow
def test_a_thousand_facilities_go_on_and_keep_the_rules() -> None:
    counted = play_many(1000)
    print({what: counted[what] for what in ("played", *REACHED)})
    assert counted["played"] >= 1000
    assert {what: counted[what] for what in REACHED if counted[what] < 25} == {}
