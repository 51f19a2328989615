"""The run that answers: the one that was played before, or else one that is played now."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.precision import LOOKS, LOOKS_IN_A_ROW, read_precision
from cipsc_sim.experiment.run import PAIRS, SEED, Progress, default_folder, play_run
from cipsc_sim.records.folder import AGAIN, MANIFEST, RunFolder, open_run
from cipsc_sim.scenario.load import LoadedScenario, load_scenario

Watch = Callable[[str], AbstractContextManager[Progress | None]]
"""Given what is played, something to tell how far it is."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """A run, and how long it took to play it; None if it was there before."""

    run: RunFolder
    seconds: float | None


def opened(variant: RunFolder | LoadedScenario | Path | str) -> RunFolder | LoadedScenario:
    """A run folder, or a scenario from its file."""
    if isinstance(variant, RunFolder | LoadedScenario):
        return variant
    path = Path(variant)
    return open_run(path) if path.is_dir() else load_scenario(path)


def names_of(runs: Sequence[RunFolder]) -> list[str]:
    """The names of the scenarios; where two are the same, the folders."""
    names = [run.manifest.name for run in runs]
    return names if len(set(names)) == len(names) else [run.path.name for run in runs]


def obtain_run(
    scenario: Path | LoadedScenario,
    *,
    overrides: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    pairs: int = PAIRS,
    precision: str | None = None,
    seed: int = SEED,
    fixed: bool = False,
    workers: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Obtained:
    """The run of a scenario, played unless its folder holds just that run, or ``force``.

    ScenarioError, or RunError if the folder holds something else.
    """
    loaded = scenario if isinstance(scenario, LoadedScenario) else load_scenario(scenario, overrides)
    wanted = None if precision is None else read_precision(precision)
    name = Path(loaded.resolved.files[-1]).stem
    where = folder if folder is not None else default_folder(loaded, name, seed, pairs, fixed, wanted)
    if not force:
        earlier = earlier_run(where, loaded, seed=seed, pairs=pairs, fixed=fixed, precision=wanted)
        if earlier is not None:
            return Obtained(earlier, None)
    began = monotonic()
    run = play_run(
        loaded,
        where,
        name=name,
        pairs=pairs,
        precision=wanted,
        seed=seed,
        fixed=fixed,
        workers=workers,
        force=force,
        progress=progress,
    )
    return Obtained(run, monotonic() - began)


def earlier_run(
    folder: Path, loaded: LoadedScenario, *, seed: int, pairs: int, fixed: bool, precision: float | None = None
) -> RunFolder | None:
    """The whole run in the folder if it played just this; None if there is none. RunError if it is damaged."""
    if not (folder / MANIFEST).exists():
        return None
    try:
        run = open_run(folder, verify=True)
    except RunError as error:
        found = str(error).removesuffix(AGAIN)
        raise RunError(f"{found}The same command with --force plays it again and replaces it.") from error
    played = run.manifest
    same = played.scenario_hash == loaded.hash and played.seed == seed and played.pairs is not fixed
    if precision is not None:
        return run if same and looked_for(run) == precision else None
    return run if same and played.replications == 2 * pairs else None


def looked_for(run: RunFolder) -> float | None:
    """The precision up to which it was played; None if its number of replications was given."""
    rows = looks_of(run)
    return float(rows[0]["precision"]) if rows else None


def reached(run: RunFolder) -> bool:
    """Whether it was found precise enough at as many looks in a row as end it, the last of them included."""
    looks = looks_by_number(run)
    last = looks[-LOOKS_IN_A_ROW:]
    return len(last) == LOOKS_IN_A_ROW and all(row["reached"] == "true" for look in last for row in look)


def looks_by_number(run: RunFolder) -> list[list[dict[str, str]]]:
    """What was seen, look by look."""
    by_number: dict[str, list[dict[str, str]]] = {}
    for row in looks_of(run):
        by_number.setdefault(row["replications"], []).append(row)
    return list(by_number.values())


def looks_of(run: RunFolder) -> list[dict[str, str]]:
    """What was seen at every look."""
    if LOOKS not in run.manifest.files:
        return []
    with (run.path / LOOKS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
