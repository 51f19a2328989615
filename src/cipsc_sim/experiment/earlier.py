"""A run that was played before, and is the answer already."""

from __future__ import annotations

import csv
from pathlib import Path

from cipsc_sim.experiment.precision import LOOKS
from cipsc_sim.records.folder import MANIFEST, RunFolder, open_run
from cipsc_sim.scenario.load import LoadedScenario


def earlier_run(
    folder: Path, loaded: LoadedScenario, *, seed: int, pairs: int, fixed: bool, precision: float | None = None
) -> RunFolder | None:
    """The whole run in the folder if it played just this; None if there is none. RunError if it is damaged."""
    if not (folder / MANIFEST).exists():
        return None
    run = open_run(folder)
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
    """Whether the last look found it precise enough."""
    rows = looks_of(run)
    last = [row for row in rows if row["replications"] == rows[-1]["replications"]]
    return all(row["reached"] == "true" for row in last)


def looks_of(run: RunFolder) -> list[dict[str, str]]:
    """What was seen at every look."""
    if LOOKS not in run.manifest.files:
        return []
    with (run.path / LOOKS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
