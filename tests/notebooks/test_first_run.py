"""The notebooks run from top to bottom, and are kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
EVERY = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_runs_without_an_error(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIPSC_PAIRS", "1")
    monkeypatch.setenv("CIPSC_FOLDER", str(tmp_path / "run"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.chdir(tmp_path)
    before = sorted(path.parent.iterdir())
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert not [cell.source for cell in cells if cell.outputs or cell.execution_count is not None]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_holds_no_logic(path: Path) -> None:
    source = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    words = ("def ", "class ", "for ", "while ", "if ", "lambda ")
    assert not [line for line in source.splitlines() if line.lstrip().startswith(words)]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_says_in_one_cell_how_much_is_played(path: Path) -> None:
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert sum("CIPSC_PAIRS" in source for source in sources) == 1
    assert "CIPSC_PAIRS" in sources[0]


def test_every_notebook_is_listed_with_its_question() -> None:
    listed = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
    assert EVERY
    assert not [path.name for path in EVERY if f"](notebooks/{path.name}) |" not in listed]
