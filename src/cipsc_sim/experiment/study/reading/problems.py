"""The problems of a study file, each with its line."""

from __future__ import annotations

import os
from pathlib import Path

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.scenario.paths import TreePath, show
from cipsc_sim.scenario.problems import suggestion
from cipsc_sim.scenario.text import Document


class StudyProblems:
    """What is wrong with one study. A problem that is found twice in the same words is kept once."""

    def __init__(self, document: Document, file: Path) -> None:
        self.file = file
        self._document = document
        self._lines = document.lines
        self._found: dict[Problem, None] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def apart(self) -> StudyProblems:
        """A book of its own for the same study."""
        return StudyProblems(self._document, self.file)

    def refuse(self, path: TreePath, found: str, right: str = "", named: str | None = None) -> None:
        """Note a problem at a place of the study; ``named`` is what it is called, by default the place itself."""
        self.note(Problem(str(self.file), self.line(path), show(path) if named is None else named, found, right))

    def note(self, problem: Problem) -> None:
        """Note a problem as it is."""
        self._found[problem] = None

    def line(self, path: TreePath) -> int | None:
        """The line of the place, or of the nearest above it."""
        return next((self._lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self._lines), None)

    def raise_if_any(self) -> None:
        """ScenarioError with what was found, by line."""
        if self._found:
            raise ScenarioError(sorted(self._found, key=lambda problem: (problem.file, problem.line or 0)))

    def existing(self, name: str, at: TreePath) -> Path | None:
        """The file that is named at this place, relative to the study; a problem if there is none."""
        named = self.file.parent / name
        short = Path(os.path.normpath(named))
        file = short if short.resolve() == named.resolve() else named
        if file.is_file():
            return file
        beside = sorted(each.name for each in file.parent.glob("*.yaml")) if file.parent.is_dir() else []
        right = "It is looked for from the folder of the study."
        self.refuse(at, f'no file "{name}"', f"{right} {suggestion(file.name, beside)}" if beside else right)
        return None
