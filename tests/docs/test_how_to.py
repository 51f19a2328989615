"""Each question has a page of one shape, and each picture is small, described, and made by a stated command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from making.pictures import PICTURES
from making.typed import blocks

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = DOCS / "how_to"
QUESTIONS = sorted(page.stem for page in HOW_TO.glob("*.md") if page.stem != "index")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def pictures_in(page: Path) -> list[tuple[str, str]]:
    return PICTURE.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_asks_types_shows_and_says_what_it_cannot(question: str) -> None:
    page = (HOW_TO / f"{question}.md").read_text(encoding="utf-8")
    assert re.match(r"# .+\?\n", page)
    assert any(block.text.startswith("cipsc-sim ") for block in blocks(page) if block.kind == "bash")
    assert "\n```text\n" in page or PICTURE.search(page)
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["How to read it", "What it cannot say"]


def test_the_index_lists_every_question_twice() -> None:
    index = (HOW_TO / "index.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\((\w+)\.md\)", index)) == QUESTIONS
    assert sorted(index.split(":hidden:")[1].split("```")[0].split()) == QUESTIONS


def test_every_picture_has_words_and_is_used_and_made() -> None:
    shown = {(DOCS / "how_to" / target).resolve() for page in HOW_TO.glob("*.md") for _, target in pictures_in(page)}
    shown |= {(DOCS / target).resolve() for _, target in pictures_in(DOCS / "tutorial.md")}
    kept = {path.resolve() for path in (DOCS / "images").iterdir()}
    assert shown == kept == {(DOCS / "images" / f"{picture.name}.png").resolve() for picture in PICTURES}
    assert all(len(words) > 30 for page in DOCS.rglob("*.md") for words, _ in pictures_in(page))


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (DOCS / "images").iterdir()}
    assert sizes
    assert max(sizes.values()) < 150_000
