"""The compiled engine plays the rows of its sources, and only of those that stand beside it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cipsc_sim import compiled, engine

ROOT = Path(__file__).parent.parent.parent
FOLDERS = (ROOT / "scenarios", ROOT / "tests" / "cases" / "valid")
FILES = [file for folder in FOLDERS for file in sorted(folder.glob("*.yaml")) if file.stem != "cipsc_site_500"]
"""All but the site for 500, which is a site for 24 that takes twenty times as long."""


def playing(form: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).parent / "played_rows.py"), *map(str, FILES)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, compiled.CHOICE: form})


def played(process: subprocess.Popen[str]) -> dict[str, Any]:
    printed, _ = process.communicate()
    assert process.returncode == 0
    return dict(json.loads(printed))


def test_every_scenario_has_the_same_rows_compiled_or_not() -> None:
    if not compiled.is_current():
        pytest.skip("the engine is not compiled from these sources: python hatch_build.py")
    both = playing("source"), playing("")
    source, machine = (played(each) for each in both)
    assert (source["compiled"], machine["compiled"]) == (False, True)
    assert len(source["digests"]) > 25
    assert source["digests"] == machine["digests"]


def test_tests_that_replace_a_part_of_the_engine_pass_on_its_sources() -> None:
    if not engine.COMPILED:
        pytest.skip("they run in this process")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "patches",
        "-p",
        "no:cacheprovider",
        "tests/engine",
        "tests/properties",
    ]
    environment = {**os.environ, compiled.CHOICE: "source"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None and int(passed[1]) >= 9


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Rooms of the compiler's in a folder of their own, said to be compiled."""
    for room in compiled.SEEN:
        (tmp_path / room).mkdir()
        (tmp_path / room / "noun.py").write_text(f"NAME = {room!r}\n")
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path)
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "engine" / "compiled")
    compiled.FOLDER.mkdir()
    compiled.stamp().write_text(compiled.digest())
    return tmp_path


@pytest.mark.parametrize("room", compiled.SEEN)
def test_what_was_compiled_of_other_sources_is_not_used(copied: Path, room: str) -> None:
    assert compiled.is_current()
    (copied / room / "noun.py").write_text("NAME = 'changed'\n")
    assert not compiled.is_current()
    assert not compiled.take([])
    assert compiled.state() == "from its sources: compiled of other ones"


def test_a_new_file_is_another_source(copied: Path) -> None:
    (copied / "engine" / "other.py").write_text("")
    assert not compiled.is_current()


def test_sources_may_be_asked_for(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiled.CHOICE, "source")
    path: list[str] = []
    assert not compiled.take(path)
    assert path == []
    assert compiled.state() == f"from its sources: {compiled.CHOICE}=source"


def test_a_library_that_cannot_be_loaded_leaves_the_sources(copied: Path) -> None:
    path: list[str] = []
    (compiled.FOLDER / f"{compiled.SHARED}{compiled.SUFFIX}").write_bytes(b"no library")
    assert not compiled.take(path)
    assert path == []
