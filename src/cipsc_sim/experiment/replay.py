"""A run played again from what its folder says, and compared with the rows it holds."""

from __future__ import annotations

import platform
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from cipsc_sim.analysis.cells import numbers, texts
from cipsc_sim.analysis.summary import summarise
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.errors import RunError
from cipsc_sim.experiment.blame import blamed
from cipsc_sim.experiment.describe import PACKAGES
from cipsc_sim.experiment.run import Progress
from cipsc_sim.experiment.workers.pairs import played_pairs
from cipsc_sim.records.folder import MANIFEST, SCENARIO, SUMMARY, RunFolder, open_run
from cipsc_sim.records.rows import frame
from cipsc_sim.records.tables import TABLES
from cipsc_sim.scenario.load import load_scenario

TOLERANCE = 1e-7
"""Relative: two numbers of nine digits that are closer are one, rounded."""

Verdict = Literal["identical", "equal to rounding", "different"]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it. ``first_difference`` says which row differs first, if any; ``versions`` what changed since."""

    verdict: Verdict
    rows: int
    first_difference: str
    versions: tuple[str, ...]


def replay_folder(path: Path, *, workers: int | None = None, progress: Progress | None = None) -> Replay:
    """Play the run of a folder again, and compare row by row until one differs."""
    return replay(open_run(path), workers=workers, progress=progress)


def replay(run: RunFolder, *, workers: int | None = None, progress: Progress | None = None) -> Replay:
    """Play a run again, and compare row by row until one differs. RunError if its scenario is not the one it names."""
    loaded = load_scenario(run.path / SCENARIO)
    manifest = run.manifest
    if loaded.hash != manifest.scenario_hash:
        raise RunError(f"{run.path / SCENARIO} was changed since the run: it has another hash than {MANIFEST} names.")
    pairs = manifest.replications // 2
    stored = {table.name: run.row_groups(table.name) for table in TABLES}
    tallies: list[Tally] = []
    rows, exact = 0, True
    playing = played_pairs(loaded, manifest, range(pairs), workers=workers, keep_rows=True)
    with playing as in_order, closing(blamed(in_order, manifest)) as each:
        for played in each:
            for batches in played.batches:
                for name, groups in stored.items():
                    replication, before = next(groups)
                    after = frame(pa.Table.from_batches([batches[name]]))
                    equal, found = compared(before, after)
                    if found:
                        place = f"{name}, replication {replication}: {found}"
                        return Replay("different", rows, place, _versions(run))
                    exact = exact and equal
                    rows += len(after)
            tallies.extend(played.tallies)
            if progress is not None:
                progress(played.pair + 1, pairs)
    if exact and summarise(tallies, manifest).as_json() != (run.path / SUMMARY).read_text(encoding="utf-8"):
        found = f"{SUMMARY}: the rows are the same, the estimates made of them are not"
        return Replay("different", rows, found, _versions(run))
    return Replay("identical" if exact else "equal to rounding", rows, "", _versions(run))


def compared(before: pd.DataFrame, after: pd.DataFrame) -> tuple[bool, str]:
    """Whether two tables are identical, and the first row that differs by more than rounding (else empty)."""
    if list(before.columns) != list(after.columns):
        other = sorted(set(before.columns) ^ set(after.columns)) or ["their order"]
        return False, f"the columns differ: {', '.join(other)}"
    common = min(len(before), len(after))
    exact, first, column = True, common, ""
    for name in before.columns:
        same, close = _cells(before[name].iloc[:common], after[name].iloc[:common])
        exact = exact and bool(same.all())
        if not close.all() and int(np.argmin(close)) < first:
            first, column = int(np.argmin(close)), name
    if column:
        old, new = before[column].iloc[first], after[column].iloc[first]
        return False, f"row {first} differs in {column}: {_shown(old)} was stored, {_shown(new)} played"
    if len(before) != len(after):
        return False, f"row {common} differs: {len(before)} rows were stored, {len(after)} played"
    return exact, ""


def _cells(before: pd.Series, after: pd.Series) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where the cells of two columns are the same, and where no more than rounding parts them."""
    if not pd.api.types.is_numeric_dtype(before.dtype):  # which truth values are too
        same = np.asarray(texts(before) == texts(after), dtype=bool)
        return same, same
    a, b = numbers(before), numbers(after)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    if not pd.api.types.is_float_dtype(before.dtype):
        return same, same
    return same, same | (np.abs(a - b) <= TOLERANCE * np.maximum(np.abs(a), np.abs(b)))


def _shown(value: object) -> str:
    return "nothing" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _versions(run: RunFolder) -> tuple[str, ...]:
    """Which packages have another version now."""
    now = {"python": platform.python_version(), **{package: version(package) for package in PACKAGES}}
    then = run.manifest.versions
    return tuple(f"{name} {then[name]} → {now.get(name, 'none')}" for name in then if then[name] != now.get(name))
