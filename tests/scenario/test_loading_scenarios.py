"""A sound file becomes a scenario, its resolved tree and a hash; whatever is done to it, it loads or is refused."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cipsc_sim.errors import ScenarioError
from cipsc_sim.scenario.extends import Resolved, resolve
from cipsc_sim.scenario.load import check, load_scenario, load_unchecked, scenario_of
from cipsc_sim.scenario.paths import TreePath, every

ROOT = Path(__file__).parents[2]
VALID = ROOT / "tests" / "cases" / "valid"
SOUND = sorted([*VALID.glob("*.yaml"), *(ROOT / "scenarios").glob("*.yaml")])


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_sound_scenario_loads(path: Path) -> None:
    loaded = load_scenario(path)
    assert loaded.scenario.title == loaded.resolved.tree["title"]
    assert len(loaded.hash) == 64


@pytest.mark.parametrize("name", ["cell_product", "queue"])
def test_what_was_checked_before_is_the_same_when_it_is_loaded_again(name: str) -> None:
    path, demand = VALID / f"{name}.yaml", {"clock.count_d": 400}
    assert load_unchecked(path, demand) == load_scenario(path, demand)


def test_the_sound_scenarios_are_found() -> None:
    assert len(list(VALID.glob("*.yaml"))) >= 9


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_the_whole_scenario_written_out_has_the_same_hash(path: Path, tmp_path: Path) -> None:
    loaded = load_scenario(path)
    copied = tmp_path / "whole.yaml"
    copied.write_text(loaded.resolved.as_text(), encoding="utf-8")
    assert load_scenario(copied).hash == loaded.hash


def test_references_are_part_of_the_scenario() -> None:
    scenario = load_scenario(VALID / "cell_product.yaml").scenario
    assert scenario.references["assumed_2026"].cite == "Assumed for this example."


def test_a_value_set_on_the_command_line_is_checked_like_one_in_the_file() -> None:
    loaded = load_scenario(VALID / "queue.yaml", {"facility.equipment.server.count": "3"})
    assert loaded.scenario.facility.equipment["server"].count == 3
    with pytest.raises(ScenarioError) as refused:
        load_scenario(VALID / "queue.yaml", {"facility.equipment.server.count": "0"})
    assert str(refused.value).startswith(f"{VALID / 'queue.yaml'}:11: procedures.serve.steps.serve.occupies: 1 server")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(VALID / "queue.yaml", {"facility.equipment.server.count": "many"})
    expected = '--set: facility.equipment.server.count: expected a whole number, found "many".'
    assert str(refused.value) == expected


def hash_of(text: str, folder: Path) -> str:
    path = folder / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path).hash


def test_the_hash_is_of_what_is_said_not_of_how_it_is_written(tmp_path: Path) -> None:
    text = (VALID / "queue.yaml").read_text(encoding="utf-8")
    same = [
        text.replace("count_d: 20000", "count_d: 2e4"),
        text.replace("# ", "# again: ").replace("warm_up_d: 2000, count_d: 20000", "count_d: 20000, warm_up_d: 2000"),
        text.replace("{mean: 1.6}", "{mean: {value: 1.6}}"),
    ]
    assert {hash_of(each, tmp_path) for each in same} == {hash_of(text, tmp_path)}
    other = [
        text.replace("{mean: 1.6}", "{mean: 1.7}"),
        text.replace("{mean: 1.6}", "{mean: {value: 1.6, grade: D}}"),
        text.replace("grade: choice", "grade: D"),
        text.replace("title: M/M/2", "title: two servers"),
    ]
    assert len({hash_of(each, tmp_path) for each in [text, *other]}) == 5


def test_the_hash_knows_which_material_is_the_primary_parent(tmp_path: Path) -> None:
    text = (VALID / "bought_kits.yaml").read_text(encoding="utf-8")
    other = text.replace("{tissue: all, kit: {lots: 1}}", "{kit: {lots: 1}, tissue: all}")
    assert other != text
    assert hash_of(text, tmp_path) != hash_of(other, tmp_path)


def test_a_tree_with_other_numbers_is_made_a_scenario_without_its_file() -> None:
    tree = copy.deepcopy(load_scenario(VALID / "queue.yaml").resolved.tree)
    tree["procedures"]["serve"]["steps"]["serve"]["duration_d"]["exponential"]["mean"] = 1.5
    duration = scenario_of(tree).procedures["serve"].steps["serve"].duration_d
    assert duration is not None
    assert duration.distribution.mean == 1.5
    tree["clock"]["count_d"] = -1
    with pytest.raises(ValidationError):
        scenario_of(tree)


ODD: tuple[Any, ...] = (
    None, -1, 0, 2, 0.3, 1e9, True, "x", "same", "cells", "incubator", "operator", [], ["x"], [1], {}, {"a": 1},
    {"value": 1}, {"lots": 3}, {"packs": 1}, {"beta": {"a": 1, "b": 1}}, {"normal": {"mean": 0, "sd": 1}},
)  # fmt: skip


def changed(resolved: Resolved, path: TreePath) -> Iterator[dict[str, Any]]:
    """The tree with something odd at the path, with nothing there, and with another name there."""
    for value in (*ODD, "removed", "renamed"):
        tree = copy.deepcopy(resolved.tree)
        here: Any = tree
        for name in path[:-1]:
            here = here[name]
        if value == "removed":
            del here[path[-1]]
        elif value == "renamed" and isinstance(here, dict):
            here["renamed"] = here.pop(path[-1])
        else:
            here[path[-1]] = value
        yield tree


@pytest.mark.parametrize("name", ["queue", "suite_for_each_patient"])
def test_whatever_stands_in_a_file_it_loads_or_is_refused(name: str) -> None:
    resolved = resolve(VALID / f"{name}.yaml")
    loaded = refused = 0
    for path in every(resolved.tree):
        for tree in changed(resolved, path) if path else ():
            try:
                check(replace(resolved, tree=tree))
                loaded += 1
            except ScenarioError as error:
                refused += 1
                assert all(problem.found for problem in error.problems)
    assert loaded > 50
    assert refused > 500


@pytest.mark.slow
def test_whatever_stands_in_a_large_file_it_loads_or_is_refused() -> None:
    test_whatever_stands_in_a_file_it_loads_or_is_refused("cell_product")
