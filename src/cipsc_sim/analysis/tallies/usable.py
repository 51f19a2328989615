"""When a lot could be used: at its release, or as soon as it was made where nothing is released."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats, Truths, numbers, one_of
from cipsc_sim.records.manifest import Manifest


def usable_at(lots: pd.DataFrame, manifest: Manifest) -> Floats:
    """Minute of the release; of the end of the procedure for a material without one; NaN if it never came to that."""
    released = one_of(lots["material"], *manifest.releases)
    return np.where(released, numbers(lots["released_at"]), numbers(lots["made_at"]))


def usable(lots: pd.DataFrame, manifest: Manifest) -> Truths:
    """Which lots were released, or made where nothing is released."""
    return ~np.isnan(usable_at(lots, manifest))
