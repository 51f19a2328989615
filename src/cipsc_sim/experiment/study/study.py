"""A study: a scenario, what is varied in it, and the points that are played."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.target import Target
from cipsc_sim.scenario.load import LoadedScenario, load_scenario, load_unchecked

PAIRS, SEED = 50, 1
MOST_POINTS = 10_000
"""More than this is only played when somebody says so."""

BASE_LABEL = "as it is"
LISTED, ONE_AT_A_TIME, GRID = "listed", "one_at_a_time", "grid"
LATIN_HYPERCUBE, SOBOL_SEQUENCE = "latin_hypercube", "sobol_sequence"
SOBOL_INDICES, CROSSED, SELECT = "sobol_indices", "crossed", "select"


@dataclass(frozen=True, slots=True)
class Point:
    """One variant: a file, the values that replace what it says, and what its facts are taken to be.

    ``levels`` holds by factor (or path) what was chosen, ``overrides`` by path what replaces the value there.
    ``uniforms``, one for each prior, are the shares of the priors below the value played; None where every pair of
    replications draws its own.
    """

    label: str
    file: Path
    levels: Mapping[str, Any]
    overrides: Mapping[str, Any]
    uniforms: Floats | None = field(default=None, compare=False)

    def load(self) -> LoadedScenario:
        """The scenario of the point. ScenarioError if it cannot be played."""
        return self._drawn(load_scenario(self.file, self.overrides))

    def load_again(self, known: str) -> LoadedScenario:
        """The scenario of the point, whose hash was ``known`` when it was checked. RunError if it says something else by now."""
        loaded: LoadedScenario | None
        try:
            loaded = self._drawn(load_unchecked(self.file, self.overrides))
        except ValueError:
            loaded = None
        if loaded is None or loaded.hash != known:
            raise RunError(f"{self.file} was changed while the study was played. Start it again.")
        return loaded

    def _drawn(self, loaded: LoadedScenario) -> LoadedScenario:
        """With the facts that the point says."""
        if self.uniforms is None:
            return loaded
        from cipsc_sim.experiment.ignorance.ignorance import Ignorance

        drawn = Ignorance(loaded).at(self.uniforms)
        told = hashlib.sha256(loaded.hash.encode() + np.ascontiguousarray(self.uniforms, dtype="<f8").tobytes())
        return replace(loaded, scenario=drawn, hash=told.hexdigest())


@dataclass(frozen=True)
class Study:
    """A study that was read and checked: every point of it can be played. ``hashes`` are those of its points.

    All points share the seed and so their random numbers. ``base`` is the point that the others are compared with;
    ``margins`` hold by estimate the smallest difference that matters, ``targets`` what is to be met together, and
    ``trade_off`` the estimates that are weighed against each other. ``design`` is its kind and what that states.
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
    kind: str = GRID
    design: Mapping[str, Any] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    trade_off: tuple[str, ...] = ()
    view: str = ""
    """What is looked at first; see ``views``."""

    @cached_property
    def hash(self) -> str:
        """The same for two studies exactly if they play the same."""
        points = [[point.label, each] for point, each in zip(self.points, self.hashes, strict=True)]
        played = [self.seed, self.pairs, self.fixed, points]
        if self.kind == SELECT:
            played.append(dict(self.design))
        return hashlib.sha256(json.dumps(played, ensure_ascii=False).encode()).hexdigest()

    @property
    def point_values(self) -> bool:
        """Whether no pair draws facts of its own: point values are played, or the points say what the facts are."""
        return self.fixed or self.kind in (SOBOL_INDICES, CROSSED)

    @property
    def compares(self) -> bool:
        """Whether its points are variants to choose from, and not what the facts may be."""
        return self.kind not in (SOBOL_INDICES, CROSSED)

    @property
    def comparisons(self) -> int:
        """How many differences are told together: of every point to the base, in every estimate that is judged."""
        return max(1, len(self.points) - 1) * max(1, len(self.margins))

    @property
    def folder(self) -> Path:
        """Where it goes if nobody says where."""
        name = f"{self.file.stem}-{self.hash[:8]}-{self.seed}-{2 * self.pairs}"
        return Path("runs") / (f"{name}-fixed" if self.fixed else name)
