"""The figures of the page about a release, each alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cipsc_sim.analysis.release.answer import ReleaseTables
from cipsc_sim.errors import RunError
from cipsc_sim.report.release import characteristics, losses, marginal

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FIGURES = {
    "characteristics": ("curves", characteristics.draw),
    "marginal": ("marginal", marginal.draw),
    "limits": ("limits", losses.draw),
}
"""By name, the table that says which specifications there are, and what draws them."""


def figure(answer: ReleaseTables, name: str, specifications: Sequence[str] | None = None) -> Figure:
    """One figure, of all specifications or of those that are named. RunError if there is none of that name."""
    if name not in FIGURES:
        raise RunError(f'There is no figure "{name}". There are {", ".join(FIGURES)}.')
    table, draw = FIGURES[name]
    known = list(dict.fromkeys(answer.tables[table]["specification"]))
    chosen = known if specifications is None else list(specifications)
    unknown = [each for each in chosen if each not in known]
    if unknown or not chosen:
        raise RunError(
            f"The figure {name} shows nothing of {', '.join(unknown) or 'this run'}. There are {', '.join(known)}."
        )
    return draw(answer, chosen)
