from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import Opened, open_page

from cipsc_sim.analysis.prior_scores import read_scores
from cipsc_sim.analysis.summary import read_summary
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.report.figures import FIGURES
from cipsc_sim.report.page import run_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(plant_run: RunFolder) -> Opened:
    return open_page(plant_run.path / "report.html")


def errors(document: str) -> str:
    """What went wrong, as the page itself noted it."""
    noted = re.search(r'<output id="page-errors" hidden="">(.*?)</output>', document, flags=re.DOTALL)
    assert noted is not None, "the page has no place for its errors"
    early = re.search(r'data-early-error="([^"]*)"', document)
    return noted.group(1) + (early.group(1) if early else "")


def test_every_figure_is_drawn(opened: Opened) -> None:
    assert f'data-drawn="{len(FIGURES)}"' in opened.document
    for name in FIGURES:
        begins = opened.document.index(f'id="figure-{name}"')
        place = opened.document[begins : opened.document.index("<script", begins)]
        assert 'class="main-svg"' in place, f"figure {name} is not drawn"
        assert "<path" in place or "<rect" in place


def test_nothing_goes_wrong_while_it_is_drawn(opened: Opened) -> None:
    assert errors(opened.document) == ""
    assert opened.console == ()


def test_it_is_drawn_on_a_narrow_screen_too(plant_run: RunFolder) -> None:
    narrow = open_page(plant_run.path / "report.html", width=700)

    assert f'data-drawn="{len(FIGURES)}"' in narrow.document
    assert (errors(narrow.document), narrow.console) == ("", ())


def test_a_title_that_is_a_script_is_shown_and_does_nothing(plant_run: RunFolder, tmp_path: Path) -> None:
    evil = "<script>document.documentElement.setAttribute('data-hacked', 'yes')</script><img src=x onerror=hacked()>"
    manifest = plant_run.manifest
    hostile = replace(
        manifest,
        title=evil,
        question=f"</title></style>{evil}",
        material_titles=dict.fromkeys(manifest.material_titles, evil),
        phases=dict.fromkeys(manifest.phases, evil),
        titles={kind: {name: f"{evil}{name}" for name in names} for kind, names in manifest.titles.items()},
    )
    scores = read_scores((plant_run.path / "priors.csv").read_text(encoding="utf-8"))
    page = tmp_path / "report.html"
    summary = read_summary(plant_run.summary)
    page.write_text(run_page(plant_run, hostile, summary, scores, plant_run.scenario_text), encoding="utf-8")

    shown = open_page(page)

    assert "data-hacked=" not in shown.document.partition("<head>")[0]
    assert "<h1>&lt;script&gt;document" in shown.document
    assert "<img" not in re.sub(r"<script(?: [^>]*)?>.*?</script>", "", shown.document, flags=re.DOTALL)
    assert f'data-drawn="{len(FIGURES)}"' in shown.document
    assert (errors(shown.document), shown.console) == ("", ())


@pytest.mark.parametrize("broken", ["not JSON", '{"data": [{"type": "bar", "x": 3}], "layout": 5}'])
def test_a_figure_that_cannot_be_drawn_does_not_fail_in_silence(
    plant_run: RunFolder, tmp_path: Path, broken: str
) -> None:
    """The twin: what the other tests look for is there when something is wrong."""
    whole = (plant_run.path / "report.html").read_text(encoding="utf-8")
    pattern = r'(data-figure="figure-waterfall">)[^<]*'
    page = tmp_path / "broken.html"
    page.write_text(re.sub(pattern, rf"\g<1>{broken}", whole), encoding="utf-8")

    shown = open_page(page)

    assert f'data-drawn="{len(FIGURES)}"' not in shown.document
    assert errors(shown.document) != ""


def test_what_the_page_wants_from_elsewhere_is_refused_and_seen(plant_run: RunFolder, tmp_path: Path) -> None:
    """The twin of the silent console: an image from elsewhere and a script that is not the page's own."""
    whole = (plant_run.path / "report.html").read_text(encoding="utf-8")
    foreign = '<img src="https://example.invalid/x.png"><script>document.title = "changed"</script></main>'
    page = tmp_path / "foreign.html"
    page.write_text(whole.replace("</main>", foreign), encoding="utf-8")

    shown = open_page(page)

    assert "<title>changed" not in shown.document
    assert any("example.invalid" in line and "Content Security Policy" in line for line in shown.console)
    assert any("inline script" in line for line in shown.console)
