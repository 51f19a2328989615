"""Systems that are set side by side: their runs, played where they are not there yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.obtain import obtain_run, opened
from cipsc_sim.experiment.run import PAIRS, SEED, Progress
from cipsc_sim.experiment.side_by_side.system import System, system_of
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.load import LoadedScenario

Watch = Callable[[str], AbstractContextManager[Progress | None]]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The systems, in the order in which they were named."""

    systems: tuple[System, ...]

    @property
    def default_file(self) -> Path:
        """Where the page goes if nobody says where: the same systems, the same file."""
        played = "".join(
            f"{each.manifest.scenario_hash}{each.manifest.seed}{each.manifest.replications}" for each in self.systems
        )
        return Path("runs") / f"side-by-side-{hashlib.sha256(played.encode()).hexdigest()[:8]}.html"


def side_by_side(
    *variants: RunFolder | LoadedScenario | Path | str,
    pairs: int = PAIRS,
    seed: int = SEED,
    workers: int | None = None,
    watch: Watch = lambda _: nullcontext(),
) -> SideBySide:
    """The systems of scenarios and run folders. Each answers for itself, so run folders may differ in seed and pairs.

    ScenarioError or RunError.
    """
    if len(variants) < 2:
        raise RunError("Side by side needs two scenarios or run folders.")
    runs = []
    for each in map(opened, variants):
        if isinstance(each, RunFolder):
            runs.append(each)
            continue
        with watch(Path(each.resolved.files[-1]).stem) as progress:
            runs.append(obtain_run(each, seed=seed, pairs=pairs, workers=workers, progress=progress).run)
    names = [run.manifest.name for run in runs]
    if len(set(names)) < len(names):
        names = [run.path.name for run in runs]
    return SideBySide(tuple(system_of(name, run) for name, run in zip(names, runs, strict=True)))


def are_variants(variants: Sequence[RunFolder | LoadedScenario | Path | str]) -> bool:
    """Whether all make the same material by procedures of the same names, so that differences between them mean something."""
    return len({_plant(opened(each)) for each in variants}) == 1


def _plant(variant: RunFolder | LoadedScenario) -> tuple[str, frozenset[str]]:
    if isinstance(variant, RunFolder):
        return variant.manifest.wanted, frozenset(variant.manifest.made_by.values())
    return next(iter(variant.scenario.orders.wants)), frozenset(variant.scenario.procedures)
