"""Any valid plant keeps the rules, and nothing in it depends on the order in which events or names were put in."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cipsc_sim.chance import Source
from cipsc_sim.engine.blueprint import Blueprint
from cipsc_sim.engine.drafting import draft
from cipsc_sim.engine.replication import Played, Replication, play
from cipsc_sim.scenario.load import load_scenario

from .plants import Tree, scenario_of, valid_trees
from .rows import broken_rules, rows

bounded = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 3)
Entries = list[Any]


def blueprint_of(tree: Tree) -> Blueprint:
    scenario = scenario_of(tree)
    assert scenario is not None
    return draft(scenario)


@bounded
@given(valid_trees(), SEEDS)
def test_any_valid_plant_keeps_the_rules(tree: Tree, seed: int) -> None:
    blueprint = blueprint_of(tree)
    assert broken_rules(play(blueprint, seed, 0), blueprint) == []


def with_ties_shuffled(blueprint: Blueprint, seed: int, *, then_ordered: bool = True) -> Played:
    """A replication in which the entries of an instant are shuffled before they are put in order, or instead."""
    replication = Replication(blueprint, Source(seed, 0), 0)
    order_ties: Callable[[Entries], None] = replication.agenda.order_ties
    shuffle = random.Random(seed).shuffle

    def shuffled(entries: Entries) -> None:
        shuffle(entries)
        if then_ordered:
            order_ties(entries)

    replication.agenda.order_ties = shuffled
    return replication.play()


@bounded
@given(valid_trees(), SEEDS)
def test_the_order_in_which_ties_were_put_in_changes_nothing(tree: Tree, seed: int) -> None:
    blueprint = blueprint_of(tree)
    assert with_ties_shuffled(blueprint, seed).journal.rows() == play(blueprint, seed, 0).journal.rows()


@pytest.fixture(scope="module")
def many_ties() -> Blueprint:
    """A plant in which everything lasts full hours."""
    return draft(load_scenario(Path(__file__).parent / "many_ties.yaml").scenario)


@pytest.mark.parametrize("seed", range(5))
def test_it_changes_nothing_where_most_instants_have_ties(many_ties: Blueprint, seed: int) -> None:
    played = play(many_ties, seed, 0)
    assert played.tied >= 0.3 * played.instants > 100
    assert with_ties_shuffled(many_ties, seed).journal.rows() == played.journal.rows()


@pytest.mark.parametrize("seed", range(5))
def test_an_engine_that_follows_the_order_in_which_events_were_put_in_is_found_out(
    many_ties: Blueprint, seed: int
) -> None:
    follows = with_ties_shuffled(many_ties, seed, then_ordered=False)
    assert follows.journal.rows() != play(many_ties, seed, 0).journal.rows()


def unordered(played: Played) -> dict[str, list[str]]:
    """The rows of every table in no order. To whom waiting is charged depends on whom a request was parked at, and is left out."""
    journal = {name: [dict(row) for row in rows(played, name)] for name in played.journal.rows()}
    for row in journal["resources"]:
        del row["wait_min"]
    return {name: sorted(str(sorted(row.items())) for row in table) for name, table in journal.items()}


REORDERED = ("facility.equipment", "facility", "assays", "materials", "procedures", "recovery.rungs", "steps", "tasks")


def reordered(tree: Tree, what: str) -> Tree:
    """The same plant with the names of some mapping written in the opposite order."""
    tree = deepcopy(tree)
    holders: list[Tree] = [tree]
    *path, last = what.split(".")
    if what in ("steps", "tasks"):
        holders = list(tree["procedures"].values())
        if what == "tasks":
            holders = [step for procedure in holders for step in procedure["steps"].values()]
    for name in path:
        holders = [holder[name] for holder in holders if name in holder]
    for holder in holders:
        if last in holder:
            holder[last] = dict(reversed(holder[last].items()))
    return tree


@bounded
@given(valid_trees(), SEEDS, st.sampled_from(REORDERED))
def test_the_order_in_which_names_are_written_changes_nothing(tree: Tree, seed: int, what: str) -> None:
    here, there = (play(blueprint_of(each), seed, 0) for each in (tree, reordered(tree, what)))
    assert unordered(there) == unordered(here)
