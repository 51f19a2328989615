"""The built pages in Chromium: they search without a network, and say nothing on the console."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from chromium import open_page

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages."""
    folder = tmp_path_factory.mktemp("pages")
    words = [sys.executable, "-m", "sphinx", "-q", "-d", str(folder / "doctrees"), str(DOCS), str(folder / "html")]
    subprocess.run(words, check=True, capture_output=True)
    return folder / "html"


@pytest.mark.parametrize("page", ["index", "tutorial", "how_to/patients_a_year", "reference/language/Task"])
def test_a_page_opens_quietly(built: Path, page: str) -> None:
    opened = open_page(built / f"{page}.html")
    assert opened.console == ()
    assert "<h1>" in opened.document


def test_the_search_finds_pages_without_a_network(built: Path) -> None:
    opened = open_page(built / "search.html", query="q=incubator")
    assert opened.console == ()
    assert "reference/language/Equipment.html" in opened.document
