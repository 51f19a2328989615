"""The rows of the first replications of a run, for views that read steps or results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import cast

import pandas as pd

from cipsc_sim.records.rows import Rows


class FirstRows:
    """The rows of the first replications; all of them where there are no more.

    Words come as plain Python objects: many of them are looked for among many, and that is slow in Arrow's.
    """

    def __init__(self, rows: Rows, replications: int) -> None:
        self._rows = rows
        self.replications = min(replications, rows.replications)

    def column_names(self, name: str) -> tuple[str, ...]:
        return self._rows.column_names(name)

    def table(
        self, name: str, columns: Sequence[str] | None = None, replications: Collection[int] | None = None
    ) -> pd.DataFrame:
        wanted = range(self.replications) if replications is None else replications
        return self._rows.table(name, columns, [each for each in wanted if each < self.replications])

    def row_groups(self, name: str, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pd.DataFrame]]:
        for replication, group in islice(self._rows.row_groups(name, columns), self.replications):
            yield replication, _with_plain_words(group)


def _with_plain_words(frame: pd.DataFrame) -> pd.DataFrame:
    for column in frame.columns:
        words = frame[column]
        if isinstance(words.dtype, pd.CategoricalDtype):
            plain = words.cat.categories.astype(object)
            frame[column] = words.cat.rename_categories(cast(Sequence[str], plain))
    return frame
