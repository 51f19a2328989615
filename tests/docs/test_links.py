"""The pages hold together: links lead somewhere, named files exist, and every word of the language is explained."""

from __future__ import annotations

import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cipsc_sim.records.tables import DECISIONS, LOTS, ORDERS, RESULTS, STEPS, Table
from cipsc_sim.scenario.effect import VERBS
from cipsc_sim.scenario.schema import json_schema

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cipsc_sim"
FOLDERS = (".", "docs", "docs/how_to", "docs/reference", "notebooks", "benchmarks", "scenarios")
PAGES = sorted(
    page
    for folder in FOLDERS
    for kind in ("*.md", "*.ipynb")
    for page in (ROOT / folder).glob(kind)
)  # fmt: skip
LINK = re.compile(r"(?<!\!)\[[^\]]+\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)

NOT_NOUNS = {"WholeScenario", "Extension", "source", "grade"}
"""Parts of the schema that are no nouns of the language."""

SPOKEN_OF_UNDER = {
    "after days": "overtaking",
    "best": "take",
    "booked": "arrivals",
    "cause found": "investigation",
    "count of": "effect",
    "counts": "assay",
    "detects": "assay",
    "divide": "effect",
    "drift": "effect",
    "expose": "effect",
    "grow": "effect",
    "lots from": "making",
    "make": "making",
    "measures": "assay",
    "mix": "effect",
    "orders": "order",
    "oversize": "effect",
    "scale by": "effect",
    "passes of": "retest",
    "poisson stream": "arrivals",
    "repeats": "repeat",
}
"""Nouns that the glossary explains with another."""


def text_of(page: Path) -> str:
    """The words of a page, without its blocks of code; of a notebook, those of its cells of text."""
    written = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(written)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return FENCE.sub("", written)


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ +(.+?) *$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def relative_links(page: Path) -> Iterator[tuple[Path, str]]:
    for target in LINK.findall(text_of(page)):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield (page.parent / path if path else page), anchor


@cache
def glossary() -> dict[str, str]:
    """By term, what is said of it."""
    written = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^- \*\*(.+?)\*\*: (.+)$", written, re.MULTILINE))


def nouns() -> list[str]:
    """The nouns of the scenario language in words: ``poisson stream``."""
    names = sorted(set(json_schema()["$defs"]) - NOT_NOUNS)
    return [re.sub(r"(?<!^)([A-Z])", r" \1", name).lower() for name in names]


def words_of(table: Table, column: str) -> list[str]:
    """The words that a column of a table may hold, as its meaning lists them."""
    meaning = next(each.meaning for each in table.columns if each.name == column)
    return re.split(r", ", meaning)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    wrong = []
    for path, anchor in relative_links(page):
        if not path.exists():
            wrong.append(str(path.resolve()))
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            wrong.append(f"{path}#{anchor}")
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"`([\w.]+(?:/[\w.]+)+/?)`", text_of(page))
    ours = [name for name in named if name.endswith((".py", ".yaml", ".md", ".ipynb", "/")) and name[:5] != "runs/"]
    missing = [name for name in ours if not any((base / name).exists() for base in (ROOT, SOURCE))]
    assert not missing


def test_there_are_pages() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= {page.name for page in PAGES}
    assert sum(1 for page in PAGES for _ in relative_links(page)) > 20


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    written = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^- \*\*(.+?)\*\*", written, re.MULTILINE)
    assert len(terms) > 50
    assert terms == sorted(set(terms), key=str.casefold)
    assert list(glossary()) == terms


def test_the_glossary_has_every_noun_of_the_scenario_language() -> None:
    missing = [noun for noun in nouns() if SPOKEN_OF_UNDER.get(noun, noun) not in glossary()]
    assert not missing


def test_what_the_glossary_explains_with_another_word_is_a_noun_without_a_place_of_its_own() -> None:
    assert set(SPOKEN_OF_UNDER) <= set(nouns())
    assert not set(SPOKEN_OF_UNDER) & set(glossary())


@pytest.mark.parametrize(
    ("table", "column", "term"),
    [
        (ORDERS, "outcome", "order"),
        (LOTS, "end", "end"),
        (DECISIONS, "kind", "decision"),
        (STEPS, "outcome", "step"),
        (RESULTS, "verdict", "result"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_glossary_has_every_word_of_a_column(table: Table, column: str, term: str) -> None:
    words = words_of(table, column)
    assert len(words) > 3
    assert not [word for word in words if f"`{word}`" not in glossary()[term]]


def test_the_glossary_has_every_verb() -> None:
    assert not [verb for verb in VERBS if f"`{verb}`" not in glossary()["effect"]]


def test_the_citation_is_of_the_version_that_is_packaged() -> None:
    written = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nversion: {packaged['version']}\n" in written
    assert f"\nlicense: {packaged['license']}\n" in written


def test_the_page_on_the_design_states_the_imports_that_the_house_is_held_to() -> None:
    allowed: dict[str, set[str]] = runpy.run_path(str(ROOT / "tests" / "test_house.py"))["MAY_IMPORT"]
    written = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    table = written.split("| room | may import |", 1)[1].split("\n\n", 1)[0]
    stated: dict[str, set[str]] = {}
    for row in table.splitlines()[2:]:
        rooms, imported = (set(re.findall(r"`(\w+)`", cell)) for cell in row.strip("|").split("|"))
        stated |= {room: imported for room in rooms}
    assert {room: stated[room] for room in allowed} == allowed
