"""What every resource did in the count window."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import YEAR_MIN, Floats, numbers, replications, texts
from cipsc_sim.analysis.estimates import POSITIVE, SHARE, mean, ratio
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.per_replication import PerReplication, estimate_columns, estimate_names
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

PARTS = ("working", "held_waiting", "changeover", "down", "idle", "off_shift")
COLUMNS = ["resource", "title", "kind", "count", *(f"{part}_fraction" for part in PARTS)]
COLUMNS += [name for each in ("utilisation", "wait_h", "wait_h_per_year") for name in estimate_names(each)]
COLUMNS += ["overtime_h_per_year", "longest_overtaken_h"]

_SUMS = ("calendar_min", *(f"{part}_min" for part in PARTS), "overtime_min", "seized", "wait_min")
_COLUMNS = ("replication", "resource", "kind", "count", "longest_overtaken_min", *_SUMS)


def resource_use(rows: Rows, manifest: Manifest) -> pd.DataFrame:
    """One row for each resource.

    ``<part>_fraction`` of the calendar for each of working, held_waiting, changeover, down, idle, off_shift: they sum
    to 1. ``utilisation`` (worked over minutes not off shift), ``wait_h`` (for each request) and ``wait_h_per_year``
    with interval; ``overtime_h_per_year``; ``longest_overtaken_h`` in any replication.
    """
    table = rows.table("resources", _COLUMNS)
    counted = PerReplication(rows.replications)
    groups = grouped(texts(table["resource"]))
    for column in _SUMS:
        counted.add_grouped((column,), groups, replications(table), np.nan_to_num(numbers(table[column])))
    longest = np.nan_to_num(numbers(table["longest_overtaken_min"]))
    kinds, units = texts(table["kind"]), np.nan_to_num(numbers(table["count"]))
    found = []
    for name in dict.fromkeys(texts(table["resource"])):
        ours = np.flatnonzero(groups.of(name))
        known = {"resource": name, "kind": kinds[ours[-1]], "count": int(units[ours[-1]])}
        known |= {"longest_overtaken_h": float(longest[ours].max()) / 60}
        title = manifest.title_of("material" if known["kind"] == "stock" else "resource", name)
        found.append(known | {"title": title} | _row(name, counted, manifest))
    return pd.DataFrame(found, columns=COLUMNS)


def _row(name: str, counted: PerReplication, manifest: Manifest) -> dict[str, object]:
    def of(column: str) -> Floats:
        return counted.of((column, name))

    pairs, years = manifest.pairs, manifest.window.minutes / YEAR_MIN
    row: dict[str, object] = {
        f"{part}_fraction": ratio(of(f"{part}_min"), of("calendar_min"), "1", pairs=pairs).mean for part in PARTS
    }
    present = of("calendar_min") - of("off_shift_min")
    row |= estimate_columns("utilisation", ratio(of("working_min"), present, "1", pairs=pairs, bounds=SHARE))
    row |= estimate_columns("wait_h", ratio(of("wait_min") / 60, of("seized"), "h", pairs=pairs, bounds=POSITIVE))
    row |= estimate_columns(
        "wait_h_per_year", mean(of("wait_min") / 60 / years, "h/year", pairs=pairs, bounds=POSITIVE)
    )
    row["overtime_h_per_year"] = mean(of("overtime_min") / 60 / years, "h/year", pairs=pairs).mean
    return row
