"""The pages are built without a warning, and open without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FROM_OUTSIDE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//[^\"']*", re.IGNORECASE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages."""
    folder = tmp_path_factory.mktemp("pages")
    strict = ("-q", "-W", "--keep-going", "-n", "-j", "2", "-d", str(folder / "doctrees"))
    words = [sys.executable, "-m", "sphinx", *strict, str(ROOT / "docs"), str(folder / "html")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_every_page_is_built(built: Path) -> None:
    written = sorted(page.relative_to(ROOT / "docs") for page in (ROOT / "docs").rglob("*.md"))
    assert len(written) > 5
    assert not [page for page in written if not (built / page).with_suffix(".html").is_file()]


def test_nothing_is_loaded_from_outside(built: Path) -> None:
    pages = list(built.rglob("*.html"))
    assert pages
    assert not {page.name: found for page in pages if (found := FROM_OUTSIDE.findall(page.read_text("utf-8")))}
