"""What can go wrong, and whose it is to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input file: where, what was found, what would be right."""

    file: str
    line: int | None
    path: str
    found: str
    right: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        place = f"{where}: {self.path}" if self.path else where
        message = f"{place}: {self.found.rstrip('.')}."
        return f"{message} {self.right}" if self.right else message


class ScenarioError(Exception):
    """The input cannot be used as it is; it is the user's to mend. Holds every problem found at that stage."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return ScenarioError, (self.problems,)


class RunError(Exception):
    """A command cannot be carried out: a folder in the way, a run folder that is not whole, a full disk."""


class InvariantError(Exception):
    """The simulator broke one of its own rules; it is ours to mend, never the user's."""
