"""What is added to a plant changes when things happen, and nothing of what they are.

Intrinsic columns, compared for every row that both runs have:

- orders: the minute of arrival
- lots that were made: every true attribute
- steps: the planned minutes, and whether the lot was lost; tasks: the minutes they lasted
- results: the noise, whether the run was valid, the true and the reported value
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cipsc_sim.chance import Uniforms
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import Played, play

from .plants import Tree, scenario_of, valid_trees
from .rows import rows

Facts = dict[tuple[Any, ...], tuple[Any, ...]]


def intrinsic(played: Played) -> Facts:
    """What does not depend on when and after which wait it happened, by what it is a fact of."""
    facts: Facts = {("order", row["order"]): (row["arrived_at"],) for row in rows(played, "orders")}
    for row in rows(played, "lots"):
        if row["made_at"] is not None:
            facts["lot", row["lot"]] = tuple(value for name, value in row.items() if name.startswith("true."))
    for row in rows(played, "steps"):
        key = ("step", row["lot"], row["procedure"], row["step"], row["task"], row["occurrence"])
        if row["outcome"] in ("done", "failed"):
            lasted = row["ended_at"] - row["started_at"] if row["task"] else row["planned_min"]
            facts[key] = (lasted, row["outcome"])
    runs: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(played, "results"):
        test = (row["lot"], row["specification"])
        runs[test] += 1
        facts["result", *test, runs[test]] = tuple(row[name] for name in ("noise", "valid", "true_value", "reported"))
    return facts


def changed(before: Facts, after: Facts) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """The facts that both have and that differ."""
    return {key: (fact, after[key]) for key, fact in before.items() if key in after and after[key] != fact}


def with_an_assay(tree: Tree) -> Tree:
    """One assay and specification more, before all others: it informs, takes no sample and nobody's time."""
    tree = deepcopy(tree)
    assay = {"measures": {"quality": {"sd": 0.2}}, "turnaround_d": {"gamma": {"mean": 1, "cv": 1}}}
    spec = {"on": "dose", "assay": "identity", "reason": "identity"}
    tree["assays"] = {"identity": assay, **tree.get("assays", {})}
    tree["specifications"] = {"identical": spec, **tree.get("specifications", {})}
    return tree


def with_an_order(tree: Tree) -> Tree:
    """One order more, after all others."""
    tree = deepcopy(tree)
    days = tree["orders"]["arrive"]["at_d"]
    tree["orders"]["arrive"]["at_d"] = [*days, days[-1]]
    return tree


def with_resources(tree: Tree) -> Tree:
    """One of everything more."""
    tree = deepcopy(tree)
    for resource in (*tree["facility"]["equipment"].values(), *tree["facility"]["people"].values()):
        resource["count"] += 1
    return tree


ADDITIONS = [with_an_assay, with_an_order, with_resources]


@settings(max_examples=90, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid_trees(timeless=True), st.integers(0, 3), st.sampled_from(ADDITIONS))
def test_an_assay_an_order_or_a_resource_more_changes_no_intrinsic_column(
    tree: Tree, seed: int, addition: Callable[[Tree], Tree]
) -> None:
    before, after = (intrinsic(play(draft(scenario_of(each)), seed, 0)) for each in (tree, addition(tree)))
    assert changed(before, after) == {}


class Consumed(Uniforms):
    """Uniform numbers as most simulators have them: one after the other, whoever asks."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def uniform(self, stream: int, owner: int, path: int = 0, ordinal: int = 0) -> float:
        return self._random.random()

    def uniforms(self, stream: int, owner: int, path: int, first: int, n: int) -> list[float]:
        return [self._random.random() for _ in range(n)]


PLANT: Tree = {
    "title": "a small plant",
    "question": "Does chance follow the asking?",
    "clock": {"count_d": 60},
    "attributes": {"cells": {"kind": "amount"}, "quality": {"kind": "property"}},
    "materials": {"tissue": {"supply": {"with_order": 1}, "has": {"cells": 1000, "quality": 0.5}}, "dose": {}},
    "procedures": {
        "make": {
            "takes": {"tissue": {"stays": True}},
            "makes": {"dose": {}},
            "route": ["grow"],
            "steps": {
                "grow": {
                    "duration_d": {"gamma": {"mean": 4, "cv": 0.5}},
                    "occupies": {"vessel": 1},
                    "tasks": {
                        "feed": {
                            "every_d": 1,
                            "hands_on_h": {"uniform": {"low": 1, "high": 3}},
                            "people": {"operator": 1},
                        }
                    },
                    "effects": {"quality": {"set": {"uniform": {"low": 0, "high": 1}}}},
                }
            },
        }
    },
    "assays": {"quality": {"measures": {"quality": {"sd": 0.1}}, "turnaround_d": 1}},
    "specifications": {"good": {"on": "dose", "assay": "quality", "at_least": 0.3, "reason": "quality"}},
    "release": {"dose": {"needs": ["good"]}},
    "facility": {"equipment": {"vessel": {"count": 2}}, "people": {"operator": {"count": 1}}},
    "orders": {"arrive": {"at_d": [0, 1, 2, 3, 4, 5, 6]}, "wants": {"dose": {"lots": 1}}},
}


@pytest.mark.parametrize("addition", ADDITIONS)
def test_the_columns_compared_are_filled_and_would_change_with_chance_that_is_consumed(
    addition: Callable[[Tree], Tree],
) -> None:
    addressed = [intrinsic(play(draft(scenario_of(each)), 1, 0)) for each in (PLANT, addition(PLANT))]
    assert changed(*addressed) == {}
    assert {key[0] for key in addressed[0]} == {"order", "lot", "step", "result"}
    consumed = [
        intrinsic(play(draft(scenario_of(each)), 1, 0, source=Consumed(1))) for each in (PLANT, addition(PLANT))
    ]
    assert {key[0] for key in changed(*consumed)} >= {"lot", "step", "result"}
