"""The page of the played plant."""

from __future__ import annotations

import pytest
from elements import Page

from cipsc_sim.analysis.prior_scores import read_scores
from cipsc_sim.analysis.summary import read_summary
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.page import folder_page


@pytest.fixture(scope="session")
def contents(plant_run: RunFolder) -> Contents:
    scores = read_scores((plant_run.path / "priors.csv").read_text(encoding="utf-8"))
    summary = read_summary(plant_run.summary)
    return Contents(plant_run, plant_run.manifest, summary, scores, plant_run.scenario_text)


@pytest.fixture(scope="session")
def page(plant_run: RunFolder) -> Page:
    return Page(folder_page(plant_run))
