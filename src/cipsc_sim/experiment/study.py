"""A study: a scenario, what is varied in it, and the points that are played."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cipsc_sim.scenario.load import LoadedScenario, load_scenario

PAIRS, SEED = 50, 1
MOST_POINTS = 10_000
"""More than this is only played when somebody says so."""

BASE_LABEL = "as it is"


@dataclass(frozen=True, slots=True)
class Factor:
    """What is varied: a path of the scenario, and the values it takes."""

    name: str
    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One variant: a file, and the values that replace what it says.

    ``levels`` holds by factor (or path) what was chosen, ``overrides`` by path what replaces the value there.
    """

    label: str
    file: Path
    levels: Mapping[str, Any]
    overrides: Mapping[str, Any]

    def load(self) -> LoadedScenario:
        """The scenario of the point. ScenarioError if it cannot be played."""
        return load_scenario(self.file, self.overrides)


@dataclass(frozen=True)
class Study:
    """A study that was read and checked: every point of it can be played. ``hashes`` are those of its points.

    All points share the seed and so their random numbers. ``base`` is the point that the others are compared with;
    ``margins`` hold by estimate the smallest difference that matters.
    """

    title: str
    question: str
    file: Path
    text: str
    seed: int
    pairs: int
    fixed: bool
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    hashes: tuple[str, ...]
    base: int
    margins: Mapping[str, float]

    @cached_property
    def hash(self) -> str:
        """The same for two studies exactly if they play the same."""
        points = [[point.label, each] for point, each in zip(self.points, self.hashes, strict=True)]
        played = [self.seed, self.pairs, self.fixed, points]
        return hashlib.sha256(json.dumps(played, ensure_ascii=False).encode()).hexdigest()

    @property
    def comparisons(self) -> int:
        """How many differences are told together: of every point to the base, in every estimate that is judged."""
        return max(1, len(self.points) - 1) * max(1, len(self.margins))

    @property
    def folder(self) -> Path:
        """Where it goes if nobody says where."""
        name = f"{self.file.stem}-{self.hash[:8]}-{self.seed}-{2 * self.pairs}"
        return Path("runs") / (f"{name}-fixed" if self.fixed else name)
