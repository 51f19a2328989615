"""Rows of a table one after the other, without what is empty."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cipsc_sim.export.event_log import Value

Cells = dict[str, Value]


def filled_cells(table: pd.DataFrame) -> Iterator[Cells]:
    """Each row by column, as plain values; empty cells are left out."""
    names = list(table.columns)
    columns = [table[name].astype(object).where(table[name].notna(), None).tolist() for name in names]
    for row in zip(*columns, strict=True):
        yield {name: _plain(value) for name, value in zip(names, row, strict=True) if value is not None}


def attributes(row: Cells, *names: str) -> tuple[tuple[str, Value], ...]:
    """Those of the cells that are filled."""
    return tuple((name, row[name]) for name in names if name in row and row[name] != "")


def _plain(value: object) -> Value:
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    assert isinstance(plain, str | int | float | bool)
    return plain
