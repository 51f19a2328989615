"""The rows of the first replications of a run, for views that read steps or results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import pandas as pd

from cipsc_sim.records.rows import Rows, Where


class FirstRows:
    """The rows of the first replications; all of them where there are no more."""

    def __init__(self, rows: Rows, replications: int) -> None:
        self._rows = rows
        self.replications = min(replications, rows.replications)

    def column_names(self, name: str) -> tuple[str, ...]:
        return self._rows.column_names(name)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        replications: Collection[int] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        wanted = range(self.replications) if replications is None else replications
        return self._rows.table(name, columns, [each for each in wanted if each < self.replications], where)

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        return islice(self._rows.row_groups(name, columns), self.replications)
