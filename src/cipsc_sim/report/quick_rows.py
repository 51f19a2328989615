"""The rows of a run as a report reads them: the same tables many times over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from cipsc_sim.records.rows import Rows, table_named

KEPT = ("orders",)
"""Tables that are small, wanted by nearly every section, and kept once they were read."""


ENOUGH = {
    "lots": (
        *("order", "material", "procedure", "in_cohort", "begun_at", "made_at", "tested_at", "released_at", "ended_at"),
        *(
            "end",
            "reason",
            "place",
            "cost_consumables",
            "cost_labour",
            "cost_tests",
            "cost_equipment",
            "cost_action_plans",
        ),
    )
}
"""What views of a table look at that ask for all of it; of some seventy columns of lots, these few."""


class QuickRows:
    """Rows of which small tables are kept, and of wide ones no more is read than somebody looks at."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: dict[str, list[pd.DataFrame]] = {}
        self.replications = rows.replications

    def column_names(self, name: str) -> tuple[str, ...]:
        return self._rows.column_names(name)

    def table(
        self, name: str, columns: Sequence[str] | None = None, replications: Collection[int] | None = None
    ) -> pd.DataFrame:
        return self._rows.table(name, _named(name, columns), replications)

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        wanted = list(_named(name, columns))
        if name not in KEPT:
            yield from self._rows.row_groups(name, wanted)
            return
        if name not in self._kept:
            self._kept[name] = [group for _, group in self._rows.row_groups(name)]
        for replication, whole in enumerate(self._kept[name]):
            yield replication, whole[wanted]


def _named(name: str, columns: Sequence[str] | None) -> Sequence[str]:
    return ENOUGH.get(name, table_named(name).names) if columns is None else columns
