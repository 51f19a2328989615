"""True state × decision of the panel: all tests of a release together, safety and quality apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.estimates import fraction
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.analysis.release.batches import FrozenBatches
from cipsc_sim.analysis.release.tested import Words
from cipsc_sim.analysis.truth import FAR_OUTSIDE, INSIDE, OUTSIDE
from cipsc_sim.records.manifest import Manifest

CONCERNS = ("all", "safety", "quality")
RELEASED, FOR_SAFETY, FOR_QUALITY = "released", "rejected for safety", "rejected for quality"
EXPIRED, OTHER = "expired", "other"
OUT_OF_SPECIFICATION = "released out of specification"
DECISIONS = (RELEASED, OUT_OF_SPECIFICATION, FOR_SAFETY, FOR_QUALITY, EXPIRED, OTHER)
COLUMNS = ["concern", "truth", "decision", "batches", *estimate_names("per_1000")]


def panel(batches: FrozenBatches, manifest: Manifest) -> pd.DataFrame:
    """One row for each concern, true state and decision, per 1,000 frozen batches; the rows of a concern sum to 1,000.

    Outside by more than a tenth is told apart where all specifications count; ``outside`` is either elsewhere.
    """
    decisions, every = decisions_of(batches, manifest), batches.sums(np.ones(len(batches)))
    rows = []
    for concern in CONCERNS:
        truth = _states(batches, concern)
        for state in dict.fromkeys((INSIDE, OUTSIDE, FAR_OUTSIDE) if concern == "all" else (INSIDE, "outside")):
            for decision in DECISIONS:
                chosen = (truth == state) & (decisions == decision)
                entry = fraction(batches.sums(chosen), every, pairs=batches.pairs).scaled(1000, "per 1,000 batches")
                row = {"concern": concern, "truth": state, "decision": decision, "batches": int(chosen.sum())}
                rows.append({**row, **estimate_columns("per_1000", entry)})
    return pd.DataFrame(rows, columns=COLUMNS)


def decisions_of(batches: FrozenBatches, manifest: Manifest) -> Words:
    """What was decided of each batch in the run, and for which concern it was rejected."""
    safety = {each.reason for each in manifest.specifications.values() if each.concerns == "safety"}
    rejected = np.isin(batches.end, ("rejected", "stopped_in_process"))
    for_safety = np.isin(batches.reason, list(safety))
    found = np.where(batches.end == "expired", EXPIRED, OTHER).astype(object)
    found[rejected & for_safety] = FOR_SAFETY
    found[rejected & ~for_safety] = FOR_QUALITY
    found[batches.released] = RELEASED
    found[batches.end == "released_out_of_specification"] = OUT_OF_SPECIFICATION
    return found


def _states(batches: FrozenBatches, concern: str) -> Words:
    if concern == "all":
        outside = np.where(batches.far_outside, FAR_OUTSIDE, OUTSIDE)
        return np.where(batches.inside, INSIDE, outside).astype(object)
    return np.where(batches.safe if concern == "safety" else batches.good, INSIDE, "outside").astype(object)
