"""Systems that are set side by side: their runs, played where they are not there yet."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.obtain import Watch, names_of, obtain_run, opened
from cipsc_sim.experiment.run import PAIRS, SEED
from cipsc_sim.experiment.side_by_side.system import System, system_of
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.scenario.load import LoadedScenario

_TOLD = ("mean", "low", "high", "ignorance_low", "ignorance_high", "unit", "reason", "rough")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The systems, in the order in which they were named."""

    systems: tuple[System, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each system and measure: mean, interval, ignorance range, unit; why there is none, and why an interval is rough."""
        rows: list[dict[str, Any]] = []
        for system in self.systems:
            for key, entry in {**system.entries, "dose": system.dose, "relative_dose": system.relative}.items():
                told = asdict(entry or Entry(None, reason="its run has no such estimate"))
                rows.append({"system": system.name, "key": key, **{name: told[name] for name in _TOLD}})
        return pd.DataFrame(rows, columns=["system", "key", *_TOLD])

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
    return SideBySide(tuple(system_of(name, run) for name, run in zip(names_of(runs), runs, strict=True)))


def are_variants(variants: Sequence[RunFolder | LoadedScenario]) -> bool:
    """Whether all make the same material by procedures of the same names, so that differences between them mean something."""
    return len({_plant(each) for each in variants}) == 1


def _plant(variant: RunFolder | LoadedScenario) -> tuple[str, frozenset[str]]:
    if isinstance(variant, RunFolder):
        return variant.manifest.wanted, frozenset(variant.manifest.made_by.values())
    return next(iter(variant.scenario.orders.wants)), frozenset(variant.scenario.procedures)
