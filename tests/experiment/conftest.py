from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.records.folder import RunFolder

from .small import play, write_product


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario, in a folder of its own that is the current one."""
    monkeypatch.chdir(tmp_path)
    return write_product(tmp_path)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run of the small scenario that no test changes."""
    folder = tmp_path_factory.mktemp("played")
    return play(write_product(folder), folder / "run", pairs=6)
