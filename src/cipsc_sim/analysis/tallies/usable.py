"""When a lot could be used: at its release, or as soon as it was made where nothing is released."""

from __future__ import annotations

import numpy as np

from cipsc_sim.analysis.cells import Floats, Table, Truths, filled, numbers


def usable_at(lots: Table) -> Floats:
    """Minute of the release of a lot that came to release testing, else of the end of its procedure; NaN if neither."""
    to_release = filled(lots["tested_at"]) | filled(lots["released_at"])
    return np.where(to_release, numbers(lots["released_at"]), numbers(lots["made_at"]))


def usable(lots: Table) -> Truths:
    """Which lots were released, or made where nothing is released."""
    return ~np.isnan(usable_at(lots))
