"""The two errors of each test: true state × decision, for every lot that was tested."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.estimates import Entry, fraction
from cipsc_sim.analysis.per_replication import estimate_columns, estimate_names
from cipsc_sim.analysis.release.tested import Tested, sums_of
from cipsc_sim.records.manifest import Manifest

CELLS = ("inside_accepted", "inside_failed", "outside_accepted", "outside_failed")
SHARES = ("failed_though_inside", "accepted_though_outside")
COLUMNS = ["specification", "title", "on", "concerns", "role", "lots"]
COLUMNS += [name for cell in CELLS for name in estimate_names(cell)]
COLUMNS += [name for share in SHARES for name in estimate_names(share)]


def errors(
    tested: Mapping[str, Tested], accepted: Mapping[str, Floats], manifest: Manifest, replications: int
) -> pd.DataFrame:
    """One row for each specification that has a limit.

    The four cells are per 1,000 lots tested by it: truly inside or outside its own true limit, accepted or failed by the
    value that stands. The two shares are the errors, each of the lots that could suffer it.
    """
    rows = [_row(each, accepted[name], manifest, replications) for name, each in tested.items() if each.has_limit]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(tested: Tested, accepted: Floats, manifest: Manifest, replications: int) -> dict[str, object]:
    def sums(amounts: Floats) -> Floats:
        return sums_of(tested.replication, amounts, replications)

    def share(some: Floats, of: Floats) -> Entry:
        return fraction(np.minimum(sums(some), sums(of)), sums(of), pairs=manifest.pairs)

    inside, limits = tested.truly_inside.astype(np.float64), tested.limits
    every = np.ones(len(tested))
    cells = (inside * accepted, inside * (1 - accepted), (1 - inside) * accepted, (1 - inside) * (1 - accepted))
    row: dict[str, object] = {"specification": tested.name, "title": limits.title or tested.name.replace("_", " ")}
    row |= {"on": limits.on, "concerns": limits.concerns, "role": limits.role, "lots": len(tested)}
    for name, amounts in zip(CELLS, cells, strict=True):
        row |= estimate_columns(name, share(amounts, every).scaled(1000, "per 1,000 lots"))
    row |= estimate_columns(SHARES[0], share(cells[1], inside))
    return row | estimate_columns(SHARES[1], share(cells[2], 1 - inside))
