"""The pages on the numbers list every fact of a scenario with its grade, and every source it cites."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from making.markdown import code, plain, table
from making.numbers import number_pages, scenario_page

from cipsc_sim.experiment.ignorance.facts import facts
from cipsc_sim.scenario.load import load_scenario
from cipsc_sim.scenario.paths import show

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return number_pages(SCENARIOS)


def test_every_scenario_that_stands_alone_has_a_page_that_the_index_lists(pages: dict[str, str]) -> None:
    alone = {file.stem for file in SCENARIOS.glob("*.yaml") if "\nextends:" not in file.read_text(encoding="utf-8")}
    assert {"baseline", "donislecel", "zimislecel"} <= alone
    assert pages.keys() == {"index.md", *(f"{name}.md" for name in alone)}
    assert set(pages["index.md"].split("maxdepth: 1")[1].split("```")[0].split()) == alone


def test_every_fact_of_the_baseline_is_listed_with_its_grade_and_every_source_in_full(pages: dict[str, str]) -> None:
    baseline = load_scenario(SCENARIOS / "baseline.yaml")
    above, below = pages["baseline.md"].split("\n## Sources\n")
    listed = {path: cells.split(" | ") for path, cells in ROW.findall(above)}
    found = facts(baseline)
    assert {path: cells[1] for path, cells in listed.items()} == {show(fact.path): fact.grade for fact in found}
    assert all(cells[2] for cells in listed.values())
    sources = {key: cells for key, cells in ROW.findall(below)}
    assert sources.keys() == baseline.scenario.references.keys()
    assert all(plain(reference.cite) in sources[key] for key, reference in baseline.scenario.references.items())
    assert "https://doi.org/10.1016/j.cell.2024.09.004" in sources["wang_2024"]


def test_how_many_facts_rest_on_a_source_is_counted(tmp_path: Path) -> None:
    text = (SCENARIOS / "donislecel.yaml").read_text(encoding="utf-8")
    page = scenario_page(load_scenario(SCENARIOS / "donislecel.yaml"), "donislecel.yaml")
    above, below = page.split("\n## Sources\n")
    for key, cells in ROW.findall(below):
        cited = [row for _, row in ROW.findall(above) if plain(key) in re.split(r", | \| ", row)]
        assert int(cells.rpartition(" | ")[2]) == len(cited)
        assert key in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>", "\\<script\\>"),
        ("a|b *c* _d_ `e`", "a\\|b \\*c\\* \\_d\\_ \\`e\\`"),
        ("two\n\nlines", "two lines"),
        ("[x](y)", "\\[x\\](y)"),
    ],
)
def test_what_a_scenario_says_is_words(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_code_cannot_leave_its_cell() -> None:
    assert code("a`b|c\nd") == "`aʼb\\|c d`"
    assert table(("x", "y"), [("1", "2")]) == "| x | y |\n| --- | --- |\n| 1 | 2 |"
