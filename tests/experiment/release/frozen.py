"""Frozen batches written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cipsc_sim.analysis.release.batches import NOBODY, FrozenBatches
from cipsc_sim.analysis.release.tested import Tested
from cipsc_sim.records.manifest import SpecificationLimits

NAN = float("nan")


def seen(
    name: str,
    true: Sequence[float],
    reported: Sequence[Sequence[float]],
    at: Sequence[float] | None = None,
    **limits: float,
) -> Tested:
    """What a test saw: for each lot its true value and its reports; lots l0, l1, … of replications 0, 1, 0, 1 …"""
    longest = max(map(len, reported))
    rows = [[*each, *([NAN] * (longest - len(each)))] for each in reported]
    number = len(true)
    return Tested(
        name,
        SpecificationLimits(on="dose", assay=name, attribute=name, **limits),  # type: ignore[arg-type]
        np.arange(number) % 2,
        np.array([f"l{place}" for place in range(number)], dtype=object),
        np.array(true, dtype=float),
        np.array(rows, dtype=float),
        np.full((number, longest), 0.5),
        np.zeros(number) if at is None else np.array(at, dtype=float),
        np.zeros(number, dtype=bool),
    )


def frozen(tests: Mapping[str, tuple[Tested, Sequence[int]]], inside: Sequence[bool]) -> FrozenBatches:
    """Batches with the row of each in what each test saw; ``NOBODY`` where it was not tested."""
    number, truth = len(inside), np.array(inside)
    return FrozenBatches(
        replications=2,
        pairs=False,
        replication=np.arange(number) % 2,
        lots=np.array([f"l{place}" for place in range(number)], dtype=object),
        inside=truth,
        safe=truth,
        good=truth,
        far_outside=~truth,
        end=np.array(["open"] * number, dtype=object),
        reason=np.array([""] * number, dtype=object),
        released=np.zeros(number, dtype=bool),
        tested={name: each for name, (each, _) in tests.items()},
        row_of={name: np.array(rows) for name, (_, rows) in tests.items()},
    )


__all__ = ["NAN", "NOBODY", "frozen", "seen"]
