"""The reference says every field and every option: from the schema and the program, with units."""

from __future__ import annotations

import re
from typing import Any

import pytest
from making.commands import commands, commands_page
from making.fields import default, takes
from making.markdown import plain
from making.nouns import pages, places_of
from making.results import results_page
from making.units import unit_of

from cipsc_sim.analysis.registry import INDICATORS
from cipsc_sim.chance import FAMILIES
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.schema import json_schema

SCHEMA = json_schema()
NOUNS = {name: noun for name, noun in SCHEMA["$defs"].items() if "properties" in noun}
PAGES = pages(SCHEMA)

PURE = {
    *("Counts.factor", "CountOf.of", "CountOf.chance", "Counts.bias", "Divide.by", "Effect.scale", "Measures.cv"),
    *(
        "Measures.factor",
        "Mix.shares",
        "Orders.priorities",
        "Oversize.shape",
        "Ratio.by",
        "Release.after_thaw",
        "Release.retains",
    ),
    *("Response.slope", "Rung.more", "Task.openings", "Uncertainty.by_grade"),
}
"""Factors, shapes, proportions and numbers of things, which have no unit."""


def fields_of(noun: str) -> dict[str, dict[str, Any]]:
    return {name: field for name, field in NOUNS[noun]["properties"].items() if name not in ("source", "grade")}


def rows_of(page: str) -> dict[str, list[str]]:
    """By field, the other cells of its row."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE)
    return {name: re.split(r" \| ", cells) for name, cells in rows}


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_the_page_of_a_noun_has_a_whole_row_for_every_field(noun: str) -> None:
    rows = rows_of(PAGES[f"{noun}.md"])
    if noun == "Trait":
        return
    assert list(rows) == list(fields_of(noun))
    for name, (meaning, _unit, taken, left_out) in rows.items():
        assert meaning and taken and left_out, name


def test_every_noun_has_a_page_that_the_index_lists() -> None:
    listed = PAGES["index.md"].split("maxdepth: 1")[1].split("```")[0].split()
    assert len(listed) > 50
    assert {f"{name}.md" for name in listed} == PAGES.keys() - {"index.md"}


def test_every_family_of_distributions_is_on_the_page_of_quantities() -> None:
    assert not [kind for kind in (*FAMILIES, "constant", "mixture") if f"| `{kind}` |" not in PAGES["Quantity.md"]]


def test_a_number_has_a_unit_or_is_known_to_have_none() -> None:
    without = set()
    for noun in NOUNS:
        for name, field in fields_of(noun).items():
            taken = takes(field).replace("a whole number", "")
            chance = "0 and 1" in taken or "at most 1" in taken
            if ("a number" in taken or "Quantity" in taken) and not chance and not unit_of(noun, name):
                without.add(f"{noun}.{name}")
    assert without == PURE


@pytest.mark.parametrize(
    ("noun", "field", "unit", "taken", "left_out"),
    [
        ("Task", "hands_on_h", "hours", "[Quantity](Quantity.md), must not be negative", "*needed*"),
        ("Task", "cost", "currency", "a number, at least 0", "`0.0`"),
        ("Assay", "sample", "of the attribute", "by name: a number, above 0", "none"),
        ("Step", "starts_on", "", "weekdays such as `mon-fri` or a list of weekdays", "none"),
        ("Dose", "rule", "", "`reject_below_target` or `release_below_target` or `release_and_top_up`", None),
        ("Procedure", "takes", "", "by name: `all` or [Take](Take.md)", "*needed*"),
        ("Effect", "scale", "", "[ScaleBy](ScaleBy.md) or [Quantity](Quantity.md), must not be negative", "none"),
        ("Costs", "medium_per_l", "currency per litre", "a number, at least 0", "`0.0`"),
    ],
)
def test_a_field_is_told_in_words(noun: str, field: str, unit: str, taken: str, left_out: str | None) -> None:
    written = fields_of(noun)[field]
    assert unit_of(noun, field) == unit
    assert takes(written) == taken
    assert default(written, field, NOUNS[noun]) == (left_out or "`release_below_target`")


def test_a_noun_says_where_it_stands() -> None:
    places = places_of({name: noun for name, noun in SCHEMA["$defs"].items() if name not in ("source", "grade")})
    assert places["Shift"] == ["facility.people.NAME.shifts[]"]
    assert "procedures.NAME.steps.NAME.tasks.NAME" in places["Task"]
    assert NOUNS.keys() - places.keys() == {"WholeScenario", "Extension"}


@pytest.mark.parametrize("name", commands())
def test_the_page_on_the_commands_has_every_option(name: str) -> None:
    section = commands_page().split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    options = [option for parameter in commands()[name].params for option in parameter.opts if option[:2] == "--"]
    assert not [option for option in options if option != "--help" and f"`{option}" not in section.replace(" / ", " `")]


def test_the_page_on_results_has_every_estimate_and_every_column() -> None:
    estimates, *tables = re.split(r"\n### (?=\w+\.parquet)", results_page())
    for indicator in INDICATORS:
        assert f"| `{indicator.pattern}` | {plain(indicator.title)} | {plain(indicator.meaning)} |" in estimates
    assert [page.partition(".")[0] for page in tables] == [table.name for table in TABLES]
    for page, table in zip(tables, TABLES, strict=True):
        named = re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE)
        assert named == [*table.names, *(f"{family.name}.NAME" for family in table.families)]
