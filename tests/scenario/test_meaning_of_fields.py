"""Every field of the language says what it means: editors, messages and the reference show it."""

from __future__ import annotations

import pytest

from cipsc_sim.scenario.schema import json_schema

NOUNS = {name: noun for name, noun in json_schema()["$defs"].items() if "properties" in noun}


def test_there_are_nouns() -> None:
    assert len(NOUNS) > 50
    assert {"Task", "Assay", "Release", "WholeScenario", "Extension"} <= NOUNS.keys()


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_every_field_has_a_meaning(noun: str) -> None:
    own = {name: field for name, field in NOUNS[noun]["properties"].items() if name not in ("source", "grade")}
    assert not [name for name, field in own.items() if not field.get("description")]


@pytest.mark.parametrize("noun", sorted(NOUNS.keys() - {"WholeScenario", "Extension"}))
def test_every_noun_has_a_meaning(noun: str) -> None:
    assert NOUNS[noun].get("description")


def test_a_weekday_keeps_its_own_meaning() -> None:
    assert "begin" in NOUNS["Step"]["properties"]["starts_on"]["description"]
    assert NOUNS["Step"]["properties"]["starts_on"]["anyOf"][0]["pattern"].startswith("^(mon")
