"""Use of resources, and what was waited for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import YEAR_MIN, numbers, texts
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest


def tally_resources(resources: pd.DataFrame, manifest: Manifest, tally: Tally) -> None:
    """Utilisation and waiting of each resource in the window."""
    years = manifest.window.minutes / YEAR_MIN
    minutes = {name: np.nan_to_num(numbers(resources[name])) for name in _MINUTES}
    for i, name in enumerate(texts(resources["resource"])):
        tally.count(f"utilisation.{name}", minutes["working_min"][i])
        tally.base(f"present_min.{name}", minutes["calendar_min"][i] - minutes["off_shift_min"][i])
        tally.count(f"wait_h.{name}", minutes["wait_min"][i] / 60)
        tally.base(f"seized.{name}", minutes["seized"][i])
        tally.count(f"wait_h_per_year.{name}", minutes["wait_min"][i] / 60 / years)


_MINUTES = ("working_min", "calendar_min", "off_shift_min", "wait_min", "seized")
