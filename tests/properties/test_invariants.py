"""Any valid plant keeps the rules, and nothing in it depends on the order in which events or names were put in."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import Replication, play
from cipsc_sim.chance import Source

from .plants import Tree, scenario_of, valid_trees
from .rows import broken_rules, rows

bounded = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 3)


@bounded
@given(valid_trees(), SEEDS)
def test_any_valid_plant_keeps_the_rules(tree: Tree, seed: int) -> None:
    blueprint = draft(scenario_of(tree))
    assert broken_rules(play(blueprint, seed, 0), blueprint) == []
