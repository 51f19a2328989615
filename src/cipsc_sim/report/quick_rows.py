"""The rows of a run as a report reads them: the same columns many times over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from cipsc_sim.records.rows import Rows, Where

KEPT = ("orders",)
"""Tables that are wanted by nearly every section and small enough to be held."""


class QuickRows:
    """Rows of which each column of some tables is read once, when somebody looks at it, and kept."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: dict[str, dict[str, pd.Series]] = {name: {} for name in KEPT}
        self.replications = rows.replications

    def column_names(self, name: str) -> tuple[str, ...]:
        return self._rows.column_names(name)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        replications: Collection[int] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        if name not in KEPT or columns is None or replications is not None or where is not None:
            return self._rows.table(name, columns, replications, where)
        kept = self._kept[name]
        missing = [column for column in dict.fromkeys(columns) if column not in kept]
        if missing:
            read = self._rows.table(name, missing)
            kept |= {column: read[column] for column in missing}
        return pd.DataFrame({column: kept[column] for column in columns}, copy=False)

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        return self._rows.row_groups(name, columns)
