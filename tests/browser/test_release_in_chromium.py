"""The page about a release, drawn in Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from chromium import open_page

from cipsc_sim.analysis.release.answer import Asked, ReleaseAnswer
from cipsc_sim.experiment.release.static import judge_again
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.report.release.page import release_page

pytestmark = pytest.mark.browser


def test_every_figure_of_the_page_about_a_release_is_drawn_and_nothing_goes_wrong(
    plant_run: RunFolder, tmp_path: Path
) -> None:
    again = judge_again(plant_run.path)
    asked = Asked("0" * 64, 1, False, 20, len(again.batches), 0, False, str(plant_run.path), "", {}, {}, {})
    page = tmp_path / "report.html"
    page.write_text(release_page(ReleaseAnswer(again.manifest, again.tables, asked)), encoding="utf-8")
    for width in (1400, 700):
        opened = open_page(page, width=width)
        assert 'data-drawn="3"' in opened.document
        noted = re.search(r'<output id="page-errors" hidden="">(.*?)</output>', opened.document, flags=re.DOTALL)
        assert (noted is not None and noted.group(1), opened.console) == ("", ())
