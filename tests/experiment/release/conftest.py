from __future__ import annotations

import pytest

from cipsc_sim.experiment.release.static import JudgedAgain
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.load import load_scenario


@pytest.fixture(scope="session")
def again(plant_run: RunFolder) -> JudgedAgain:
    """The batches of the small islet plant, frozen."""
    return JudgedAgain(plant_run, load_scenario(plant_run.path / "scenario.yaml"))
