"""The JSON Schema accepts the files that load, and refuses what is not of their shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cipsc_sim.scenario.schema import json_schema
from cipsc_sim.scenario.text import read

ROOT = Path(__file__).parents[2]
INVALID = ROOT / "tests" / "cases" / "invalid"
SOUND = sorted([*(ROOT / "tests" / "cases" / "valid").glob("*.yaml"), *(ROOT / "scenarios").glob("*.yaml")])
WRONG_SHAPE = (
    "empty_route",
    "key_of_another_noun",
    "missing_keys",
    "missing_title_and_number",
    "neither_a_number_nor_same",
    "neither_all_nor_a_mapping",
    "no_such_choice",
    "no_such_weekday",
    "not_a_mapping",
    "not_a_number",
    "not_a_whole_number",
    "two_verbs",
    "unknown_distribution",
    "unknown_key",
    "unknown_section",
    "wrong_parameter",
)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema()


def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_sound_file_has_the_shape(path: Path, schema: dict[str, Any]) -> None:
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(read(path).tree)]
    assert errors == []


@pytest.mark.parametrize("name", WRONG_SHAPE)
def test_a_file_of_the_wrong_shape_has_not(name: str, schema: dict[str, Any]) -> None:
    assert not Draft202012Validator(schema).is_valid(read(INVALID / f"{name}.yaml").tree)


def test_a_number_may_bear_its_evidence_everywhere(schema: dict[str, Any]) -> None:
    tree = read(ROOT / "tests" / "cases" / "valid" / "queue.yaml").tree
    fact = {"grade": "C", "source": ["smith_2020", "jones_2021"]}
    tree["facility"]["equipment"]["server"] = {"count": {"value": 2, **fact}, **fact}
    step = tree["procedures"]["serve"]["steps"]["serve"]
    step["duration_d"] = {"exponential": {"mean": {"value": 1.6, **fact}, **fact}, "within": [0, 9], **fact}
    assert Draft202012Validator(schema).is_valid(tree)
    step["duration_d"]["exponential"]["mean"]["grade"] = "E"
    assert not Draft202012Validator(schema).is_valid(tree)


def test_a_field_says_what_it_means(schema: dict[str, Any]) -> None:
    task = schema["$defs"]["Task"]
    assert task["description"] == "Attended work in a step."
    assert task["properties"]["hands_on_h"]["description"] == "hours of attended work"
