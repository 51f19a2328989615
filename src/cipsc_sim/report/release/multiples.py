"""Small multiples: one panel for each specification."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING

from cipsc_sim.analysis.release.answer import ReleaseTables
from cipsc_sim.report.appearance import INK, framed, label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLUMNS, PANEL = 3, 250

DrawPanel = Callable[["Figure", ReleaseTables, str, dict[str, int]], None]
"""Draws one specification into its place (row and column)."""


def small_multiples(
    title: str, answer: ReleaseTables, names: Sequence[str], panel: DrawPanel, *, legend: bool = False
) -> Figure:
    """A figure with a panel for each of the specifications, row by row."""
    columns = min(COLUMNS, len(names))
    rows = ceil(len(names) / columns)
    height = 96 + PANEL * rows
    drawn = framed(
        title,
        height,
        legend=legend,
        rows=rows,
        cols=columns,
        subplot_titles=[label(answer.title_of(name), 34) for name in names],
        horizontal_spacing=0.075,
        vertical_spacing=78 / height if rows > 1 else 0,
    )
    drawn.update_annotations(font={"size": 11.5, "color": INK})
    for place, name in enumerate(names):
        panel(drawn, answer, name, {"row": 1 + place // columns, "col": 1 + place % columns})
    return drawn
