"""What pages show as a part of a scenario, as a study or as Python is one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from making.typed import blocks
from ruamel.yaml import YAML, YAMLError

import cipsc_sim
from cipsc_sim.scenario.schema import json_schema

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "how_to").glob("*.md"), ROOT / "docs" / "reference" / "python.md"]
)
NOUNS: dict[str, Any] = json_schema()["$defs"]
INLINE = re.compile(r"`([a-z_]+: [^`\n]+)`")
SCHEMATIC = re.compile(r"[…ρ]|\bNAME\b|\{(?:path|reason|trait): |\[low, high\]")
"""What stands for something that a file would state."""


def parts_in(page: Path) -> Iterator[str]:
    """What a page writes as ``key: value`` where the key is one of the scenario language."""
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for part in INLINE.findall(prose):
        if fields_called(part.partition(":")[0]) and not SCHEMATIC.search(part):
            yield part


def fields_called(key: str) -> list[dict[str, Any]]:
    return [noun["properties"][key] for noun in NOUNS.values() if key in noun.get("properties", {})]


def is_a_part(written: str) -> bool:
    """Whether some field of that name takes the value; of a mapping without values the keys alone are looked at."""
    try:
        ((key, value),) = YAML(typ="safe", pure=True).load(written).items()
    except (YAMLError, AttributeError, ValueError):
        return False
    if isinstance(value, dict) and value and all(each is None for each in value.values()):
        return any(value.keys() <= NOUNS[noun].get("properties", {}).keys() for noun in _nouns_of(key))
    return any(
        jsonschema.Draft202012Validator({**field, "$defs": NOUNS}).is_valid(value) for field in fields_called(key)
    )


def _nouns_of(key: str) -> set[str]:
    return set(re.findall(r"#/\$defs/(\w+)", str(fields_called(key))))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name != "studies.md"], ids=lambda page: str(page.relative_to(ROOT))
)
def test_a_part_of_a_scenario_is_one(page: Path) -> None:
    assert not [part for part in parts_in(page) if not is_a_part(part)]


def test_the_page_on_the_language_shows_parts() -> None:
    assert len(set(parts_in(ROOT / "docs" / "language.md"))) > 20


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("in_parallel: 3", True),
        ("in_parallel: three", False),
        ("grow: {to, doubling_d, lag_d, counts}", True),
        ("grow: {to, doubling_h}", False),
        ("bought: {below: {packs: 20}, lots: 2, lead_time_d: 14}", True),
        ("bought: {below: {packs: 20}, lots: 2}", False),
        ("overtaking: sometimes", False),
    ],
)
def test_a_part_is_told_from_what_is_none(written: str, right: bool) -> None:
    assert is_a_part(written) is right


def test_the_study_of_the_page_on_studies_is_one(tmp_path: Path) -> None:
    (shown,) = (
        block.text for block in blocks((ROOT / "docs" / "studies.md").read_text("utf-8")) if block.kind == "yaml"
    )
    file = tmp_path / "study.yaml"
    file.write_text(shown.replace("../baseline.yaml", str(ROOT / "scenarios" / "baseline.yaml")), encoding="utf-8")
    assert len(cipsc_sim.read_study(file).points) > 1


def test_the_variants_of_the_page_on_the_language_are_scenarios(tmp_path: Path) -> None:
    shown = [each.text for each in blocks((ROOT / "docs" / "language.md").read_text("utf-8")) if each.kind == "yaml"]
    (tmp_path / "baseline.yaml").symlink_to(ROOT / "scenarios" / "baseline.yaml")
    for number, text in enumerate(shown):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    sundays, laboratory, held = (
        cipsc_sim.load_scenario(tmp_path / f"{number}.yaml").scenario for number in range(len(shown))
    )
    assert [shift.count for shift in sundays.facility.people["cell_operator"].shifts] == [None, 9, 4]
    assert laboratory.assays["bank_wgs"].by in laboratory.facility.people
    assert set(held.orders.wants) == {"stored_islets"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_shown_as_python_names_what_there_is(page: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.kind == "python":
            named = re.findall(r"cipsc_sim\.(\w+)", ast.unparse(ast.parse(block.text)))
            assert named
            assert set(named) <= set(cipsc_sim.__all__)
