"""Frozen batches: the batches of a run that came to judgement, to be judged again without being played again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Truths, filled, numbers, one_of, texts, true
from cipsc_sim.analysis.release.tested import Places, Tested, Words, sums_of
from cipsc_sim.analysis.tallies.batches import ALL, MATERIAL, QUALITY, SAFETY, came_to_judgement
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

_COLUMNS = (
    "replication",
    "lot",
    "parent",
    "material",
    "in_cohort",
    "tested_at",
    "released_at",
    "end",
    "reason",
    "place",
)
NOBODY = -1


@dataclass(frozen=True, slots=True)
class FrozenBatches:
    """Cohort batches whose truth is known and that were judged: they reached release testing, or a result stopped them.

    ``inside`` is said of the truth at the place where they were judged: at release testing, or where they were stopped.
    What a later step would have made of a stopped batch is not known. ``row_of``: by specification, the row of each batch
    in what that specification saw, ``NOBODY`` where it has no valid result.
    """

    replications: int
    pairs: bool
    replication: Places
    lots: Words
    inside: Truths
    safe: Truths
    good: Truths
    far_outside: Truths
    end: Words
    reason: Words
    released: Truths
    tested: Mapping[str, Tested]
    row_of: Mapping[str, Places]

    def __len__(self) -> int:
        return len(self.lots)

    def sums(self, amounts: Floats | Truths) -> Floats:
        """The amounts of all batches of each replication together."""
        return sums_of(self.replication, amounts.astype(np.float64), self.replications)


def frozen_batches(rows: Rows, manifest: Manifest, tested: Mapping[str, Tested]) -> FrozenBatches:
    """The batches of a run, each with the rows of ``tested`` that judge it or what it was made of."""
    lots = rows.table("lots", [*_COLUMNS, ALL, SAFETY, QUALITY, MATERIAL])
    ours = one_of(lots["material"], manifest.wanted) & true(lots["in_cohort"]) & filled(lots[ALL])
    ended = filled(lots["released_at"]) | (filled(lots["end"]) & ~one_of(lots["end"], "open"))
    batches = lots[ours & ended]
    batches = batches[came_to_judgement(batches, manifest)]
    looked_at = {
        name: each for name, each in tested.items() if each.limits.role != "none" or each.limits.on == manifest.wanted
    }
    return FrozenBatches(
        replications=rows.replications,
        pairs=manifest.pairs,
        replication=numbers(batches["replication"]).astype(np.int64),
        lots=texts(batches["lot"]),
        inside=true(batches[ALL]),
        safe=true(batches[SAFETY]),
        good=true(batches[QUALITY]),
        far_outside=true(batches[MATERIAL]),
        end=texts(batches["end"]),
        reason=texts(batches["reason"]),
        released=filled(batches["released_at"]),
        tested=looked_at,
        row_of=_rows_of(batches, lots, looked_at, manifest.wanted),
    )


def _rows_of(batches: pd.DataFrame, lots: pd.DataFrame, tested: Mapping[str, Tested], wanted: str) -> dict[str, Places]:
    keys = list(zip(numbers(batches["replication"]).astype(np.int64), texts(batches["lot"]), strict=True))
    holders = {wanted: keys}
    upstream = {each.limits.on for each in tested.values()} - {wanted}
    if upstream:
        holders |= _ancestors(keys, lots, upstream)
    found = {}
    for name, each in tested.items():
        place = {key: row for row, key in enumerate(zip(each.replication, each.lots, strict=True))}
        found[name] = np.array([place.get(key, NOBODY) for key in holders[each.limits.on]], dtype=np.int64)
    return found


def _ancestors(
    keys: list[tuple[np.int64, str]], lots: pd.DataFrame, materials: set[str]
) -> dict[str, list[tuple[np.int64, str]]]:
    """By material, the lot of it that each batch was made of."""
    replications = numbers(lots["replication"]).astype(np.int64)
    known = zip(texts(lots["lot"]), texts(lots["parent"]), texts(lots["material"]), strict=True)
    parents = {(r, lot): (parent, material) for r, (lot, parent, material) in zip(replications, known, strict=True)}
    found: dict[str, list[tuple[np.int64, str]]] = {material: [] for material in materials}
    for replication, lot in keys:
        line: dict[str, str] = {}
        while (replication, lot) in parents:
            parent, material = parents[replication, lot]
            line[material] = lot
            lot = parent
        for material in materials:
            found[material].append((replication, line.get(material, "")))
    return found
