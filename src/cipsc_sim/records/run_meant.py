"""The run folders that were meant where a name leads to none."""

from __future__ import annotations

import difflib
from pathlib import Path

_SHOWN = 3


def runs_in(folder: Path, manifest: str) -> list[Path]:
    """The run folders in a folder, by name."""
    return sorted(each.parent for each in folder.glob(f"*/{manifest}")) if folder.is_dir() else []


def run_meant(path: Path, manifest: str) -> str:
    """``Did you mean runs/a-1-20?``: a run beside it whose name begins so, or is nearly that; else what writes one."""
    beside = {each.name: each for each in runs_in(path.parent, manifest)}
    near = [name for name in beside if name.startswith(path.name)] or difflib.get_close_matches(path.name, beside, 1)
    return f"Did you mean {beside[near[0]]}?" if near else "cipsc-sim run SCENARIO writes one."


def runs_listed(runs: list[Path]) -> str:
    """Some of them, and how many more there are."""
    more = f" and {len(runs) - _SHOWN} more" if len(runs) > _SHOWN else ""
    return f"{', '.join(map(str, runs[:_SHOWN]))}{more}"
