from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cipsc_sim.cli import app
from cipsc_sim.experiment.starter import starter_text

SHORTER = ("warm_up_d: 180, count_d: 730, run_out_d: 365", "warm_up_d: 0, count_d: 120, run_out_d: 90")

Typed = Callable[..., Result]


@pytest.fixture(autouse=True)
def quick_page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages take most of the time; a test that looks at one makes it."""
    if "page" not in request.node.name:
        monkeypatch.setattr("cipsc_sim.report.page.run_page", lambda *_: "page")
        monkeypatch.setattr("cipsc_sim.experiment.study.sweep._page", lambda _: "page")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small scenario, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    text = starter_text("product").replace(*SHORTER)
    (tmp_path / "product.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def typed(here: Path) -> Typed:
    """Type a command."""

    def type_command(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return type_command
