"""Printing: tables and text that look right in 80 columns, without colour, and in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import TYPE_CHECKING

from cipsc_sim.cli.failure import readable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST = 110


def printer() -> Console:
    """Where answers go; text is printed as it is, whatever brackets it holds."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    return console if console.width <= WIDEST else Console(highlight=False, markup=False, emoji=False, width=WIDEST)


def plain_table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> Table:
    """A table without lines but the one below its heads; columns at the places ``left`` are words, the rest numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for place, head in enumerate(heads):
        words = place in left
        table.add_column(
            Text(readable(head)), justify="left" if words else "right", overflow="fold", no_wrap=not words, min_width=3
        )
    for row in rows:
        table.add_row(*(Text(readable(cell)) for cell in row))
    return table


def width_of(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """How many columns of the terminal a plain table takes."""
    cells = zip(heads, *rows, strict=True)
    return sum(max(map(len, column)) for column in cells) + 2 * (len(heads) - 1)


def narrow_tables(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Table]:
    """The table, in as many as it takes to fit: each begins with the first column, of which up to half of the width is kept."""
    names = min(max((len(row[0]) for row in rows), default=0), width // 2)
    widths = [max(map(len, column)) + 2 for column in zip(heads, *rows, strict=True)]
    pieces: list[list[int]] = [[]]
    for place in range(1, len(heads)):
        if pieces[-1] and names + sum(widths[each] for each in (*pieces[-1], place)) > width:
            pieces.append([])
        pieces[-1].append(place)
    return [plain_table(_chosen(heads, piece), [_chosen(row, piece) for row in rows]) for piece in pieces]


def _chosen(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [cells[0], *(cells[place] for place in places)]


LOPSIDED = 1.25
"""An interval that reaches so many times further to one side is shown with both its reaches."""


def plus_minus(value: float | None, low: float | None, high: float | None) -> str:
    """A value and its half width, to the digits that this deserves: two. ``−8.2 −12/+4`` where it reaches further to one side."""
    from cipsc_sim.report.numerals import number

    if value is None:
        return "—"
    if low is None or high is None:
        return number(value)
    below, above = value - low, high - value
    size = max(abs(value), below, above)
    divisor, suffix = (1e6, "M") if size >= 1e6 else (1e3, "k") if size >= 1e4 else (1.0, "")
    width = (below + above) / 2 / divisor
    digits = min(4, max(0, 1 - floor(log10(width)))) if width > 0 else 0 if value == 0 else 2

    def shown(number: float) -> str:
        return f"{number / divisor:,.{digits}f}{suffix}"

    reach = f"−{shown(below)}/+{shown(above)}"
    if max(below, above) <= LOPSIDED * min(below, above):
        reach = f"±{shown((below + above) / 2)}"
    return f"{shown(value)} {reach}".replace("-", "−")
