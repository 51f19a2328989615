"""Use of resources, and what was waited for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cipsc_sim.analysis.cells import DAY_MIN, YEAR_MIN, Floats, Table, numbers, texts
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest


def tally_resources(resources: Table, manifest: Manifest, tally: Tally) -> None:
    """Utilisation and waiting of each resource in the window."""
    years = manifest.window.minutes / YEAR_MIN
    minutes = {name: np.nan_to_num(numbers(resources[name])) for name in _MINUTES}
    occupied = _out_of_reach(minutes)
    for i, name in enumerate(texts(resources["resource"])):
        tally.count(f"utilisation.{name}", minutes["working_min"][i])
        tally.base(f"present_min.{name}", minutes["calendar_min"][i] - minutes["off_shift_min"][i])
        tally.base(f"occupied_min.{name}", occupied[i] + minutes["down_min"][i])
        tally.count(f"wait_h.{name}", minutes["wait_min"][i] / 60)
        tally.base(f"seized.{name}", minutes["seized"][i])
        tally.count(f"wait_h_per_year.{name}", minutes["wait_min"][i] / 60 / years)
        tally.count(f"overtime_h_per_year.{name}", minutes["overtime_min"][i] / 60 / years)
        if minutes["jammed_min"][i]:
            tally.count(f"jammed_d.{name}", minutes["jammed_min"][i] / DAY_MIN)
            tally.count(f"jammed_orders.{name}", minutes["jammed_orders"][i])
            tally.base(f"units.{name}", minutes["count"][i])
    _tally_roles(texts(resources["role"]), occupied, tally)


def _out_of_reach(minutes: dict[str, Floats]) -> Floats:
    used, held, cleared = (minutes[part] for part in _OUT_OF_REACH)
    return used + held + cleared


def _tally_roles(roles: npt.NDArray[np.object_], occupied_min: Floats, tally: Tally) -> None:
    """How long suites and cabinets are out of reach of other orders."""
    for role, key, unit_min in (
        ("suite", "suite_days_per_treated_order", DAY_MIN),
        ("cabinet", "cabinet_h_per_treated_order", 60),
    ):
        if (roles == role).any():
            tally.count(key, float(occupied_min[roles == role].sum()) / unit_min)


_OUT_OF_REACH = ("working_min", "held_waiting_min", "changeover_min")
_MINUTES = (
    *_OUT_OF_REACH,
    "down_min",
    "calendar_min",
    "off_shift_min",
    "overtime_min",
    "wait_min",
    "seized",
    "jammed_min",
    "jammed_orders",
    "count",
)
