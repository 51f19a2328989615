"""What all tests share: the played plant of the report, and a last word on what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cipsc_sim.records.folder import RunFolder

LEFT_TO = ("browser", "slow")
_LEFT = pytest.StashKey[dict[str, int]]()


@pytest.fixture(scope="session")
def plant_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A small islet plant, ten pairs, with its report: every section of the page has something to show."""
    from cipsc_sim.experiment.run import play_run
    from cipsc_sim.scenario.load import load_scenario

    plant = Path(__file__).parent / "report" / "plant.yaml"
    folder = tmp_path_factory.mktemp("runs") / "plant"
    return play_run(load_scenario(plant), folder, name="plant", pairs=10, workers=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that replace a part of the engine are for its sources: ``test_compiled.py`` runs them in a process that plays those."""
    from cipsc_sim import engine

    if engine.COMPILED:
        patching = [item for item in items if item.get_closest_marker("patches") is not None]
        config.hook.pytest_deselected(items=patching)
        items[:] = [item for item in items if item not in patching]


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count what is left to runs of its own."""
    for item in items:
        left = item.config.stash.setdefault(_LEFT, dict.fromkeys(LEFT_TO, 0))
        for marker in LEFT_TO:
            left[marker] += item.get_closest_marker(marker) is not None


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the last line what was not run, and how to run it."""
    left = config.stash.get(_LEFT, dict.fromkeys(LEFT_TO, 0))
    said = [f"{left[marker]} {marker} (python -m pytest -m {marker})" for marker in LEFT_TO if left[marker]]
    if said:
        print(f"Not run: {', '.join(said)}.")
