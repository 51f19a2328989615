"""The house: imports run one way, and what is heavy is imported where it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cipsc_sim

HOUSE = Path(cipsc_sim.__file__).parent

MAY_IMPORT = {
    "chance": set(),
    "scenario": {"chance"},
    "biology": set(),
    "quality": set(),
    "records": set(),
    "engine": {"chance", "scenario", "biology", "quality", "records"},
    "analysis": {"records"},
    "experiment": {"chance", "scenario", "quality", "engine", "analysis", "records", "report"},
    "export": {"analysis", "records"},
    "report": {"analysis", "records"},
}
"""By room, the rooms whose doors open to it; errors is everybody's."""

OUTSIDE = {
    "biology": {"math"},
    "analysis": {"pandas", "numpy", "scipy", "pyarrow"},
}


def imports_of(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            package = file.relative_to(HOUSE.parent).parent.parts
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            names.add(".".join(filter(None, (base, node.module))))
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_imports_run_one_way(room: str) -> None:
    wrong = []
    for file in sorted((HOUSE / room).rglob("*.py")):
        for name in imports_of(file):
            parts = name.split(".")
            if parts[0] != "cipsc_sim" or len(parts) < 2 or parts[1] in (room, "errors"):
                continue
            if parts[1] not in MAY_IMPORT[room]:
                wrong.append(f"{file.relative_to(HOUSE)} imports {name}")
    assert not wrong


def test_tests_stand_in_the_rooms_of_what_they_test() -> None:
    tests = Path(__file__).parent
    for room in MAY_IMPORT:
        inner = (each for each in (tests / room).rglob("*") if each.is_dir() and each.name != "__pycache__")
        names = [each.relative_to(tests) for each in inner]
        assert not [str(name) for name in names if not ((HOUSE / name).is_dir() or (HOUSE / f"{name}.py").is_file())]
    flat = (tests / "experiment").glob("test_*.py")
    assert not [each.name for each in flat if (HOUSE / "experiment" / each.stem.removeprefix("test_")).is_dir()]


def test_only_the_engine_knows_simpy() -> None:
    for file in HOUSE.rglob("*.py"):
        if "engine" not in file.relative_to(HOUSE).parts:
            assert not any(name.split(".")[0] == "simpy" for name in imports_of(file)), file


def test_biology_is_arithmetic() -> None:
    for file in (HOUSE / "biology").glob("*.py"):
        assert imports_of(file) <= {"math", "__future__", "collections.abc"}, file


def test_the_heavy_libraries_are_imported_when_they_are_needed() -> None:
    code = "import cipsc_sim, cipsc_sim.cli, sys; print([m for m in ('pandas', 'plotly', 'scipy', 'simpy') if m in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
