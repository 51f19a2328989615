"""Pages that are not those of a run: drawn, and without an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import open_page
from test_report_in_chromium import errors

from cipsc_sim.experiment.bottleneck.bottleneck import bottleneck
from cipsc_sim.experiment.side_by_side.page import systems_page
from cipsc_sim.experiment.side_by_side.systems import side_by_side
from cipsc_sim.experiment.study.sweep import sweep
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.report.gantt import gantt_page

pytestmark = pytest.mark.browser
PLANT = Path(__file__).parents[1] / "report" / "plant.yaml"
COUNTS = "{path: facility.people.operator.count, values: [2, 4]}"
ON = "[{{days: {}, from_h: 8, hours_h: 8}}]"
SHIFTS = f"{{path: facility.people.operator.shifts, values: [{ON.format('mon-sun')}, {ON.format('mon-fri')}]}}"
STUDIES = {
    "capacity": "factors: {demand: {path: orders.arrive.poisson.per_year, values: [6, 12]}}\ndesign: {grid: all}",
    "staffing": f"factors:\n  people: {COUNTS}\n  shifts: {SHIFTS}\ndesign: {{grid: all}}",
    "purchases": "design: {listed: [few: {facility.people.operator.count: 4}, many: {facility.people.operator.count: 5}]}",
}


def check(page: Path, figures: int) -> None:
    """Every figure of the page is drawn and nothing goes wrong."""
    opened = open_page(page)
    assert (errors(opened.document), opened.console) == ("", ())
    assert f'data-drawn="{figures}"' in opened.document


def test_a_gantt_chart(plant_run: RunFolder, tmp_path: Path) -> None:
    page = tmp_path / "gantt.html"
    page.write_text(gantt_page(plant_run, plant_run.manifest, 0, 0, 400, ("order", "operator", "suspension")))
    check(page, 3)


def test_systems_side_by_side(plant_run: RunFolder, tmp_path: Path) -> None:
    page = tmp_path / "systems.html"
    page.write_text(systems_page(side_by_side(plant_run, plant_run)))
    check(page, 2)


def test_a_bottleneck(tmp_path: Path) -> None:
    check(bottleneck(PLANT, tmp_path / "out", pairs=1, workers=1).page, 1)


@pytest.mark.parametrize("view", STUDIES)
def test_a_view_of_a_study(view: str, tmp_path: Path) -> None:
    head = f"title: A study\nquestion: How many?\nscenario: {PLANT}\npairs: 1\nview: {view}\n"
    (tmp_path / "study.yaml").write_text(f"{head}{STUDIES[view]}\n")
    page = sweep(tmp_path / "study.yaml", tmp_path / "out", workers=1).folder / "report.html"
    check(page, page.read_text().count('class="figure"'))
