"""How figures look: one palette, one frame. plotly is imported when the first figure is made."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

INK, QUIET, GREY, PALE, GRID = "#1f2a36", "#5d6975", "#7b8794", "#d5dce3", "#e9edf1"
BLUE, SKY, ORANGE, VERMILLION = "#0b6aa8", "#8ec9ea", "#e8a33d", "#c8501e"
GREEN, PURPLE, TEAL = "#1b8a6b", "#a4588f", "#5aa9a3"
"""After Okabe and Ito: told apart by colour-blind eyes, and by lightness in print."""

GRADES = {"A": SKY, "B": TEAL, "C": BLUE, "D": ORANGE}
SERIES = (BLUE, ORANGE, TEAL, PURPLE, SKY, VERMILLION, GREEN, GREY)
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_AXIS = {
    "gridcolor": GRID,
    "linecolor": PALE,
    "zeroline": False,
    "ticks": "outside",
    "ticklen": 4,
    "tickcolor": PALE,
    "title": {"font": {"size": 12, "color": INK}, "standoff": 8},
    "tickfont": {"size": 11.5, "color": INK},
    "automargin": True,
}


def label(text: str, width: int = 0) -> str:
    """Text in a figure, shown as it is written; broken into lines of at most ``width`` characters."""
    lines = textwrap.wrap(text, width) if width else [text]
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def framed(title: str, height: int, *, legend: bool = False, **panels: Any) -> Figure:
    """An empty figure with its title and room for a legend below it; ``panels`` are those of plotly's make_subplots."""
    from plotly.graph_objects import Figure
    from plotly.subplots import make_subplots

    frame = _frame(title, height, legend, with_titles=bool(panels.get("subplot_titles")))
    if panels:
        figure = make_subplots(**panels)
        for name, value in {**frame, **_panels(figure.to_plotly_json()["layout"])}.items():
            figure.layout[name] = value
    else:
        figure = Figure(layout={**frame, "xaxis": _AXIS, "yaxis": _AXIS})
    figure.update_layout(template={"layout": {"colorway": list(SERIES)}})
    return figure


def _frame(title: str, height: int, legend: bool, *, with_titles: bool) -> dict[str, Any]:
    """All but axes. Each property is given whole: plotly takes ten times as long to change a part of one."""
    top = 40 + (26 if legend else 0) + (18 if with_titles else 0)
    text = {"text": f"<b>{label(title)}</b>", "font": {"size": 14, "color": INK}}
    return {
        "title": {**text, **_at_top(1.0), "pad": {"t": 10, "l": 6}},
        "showlegend": legend,
        "legend": {"orientation": "h", "traceorder": "normal", **_at_top(1 - 32 / height), "font": {"size": 12}},
        "height": height,
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {"l": 8, "r": 16, "t": top, "b": 48},
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": GREY, "font": {"family": FONT, "size": 12, "color": INK}},
        "bargap": 0.32,
    }


def _panels(layout: dict[str, Any]) -> dict[str, Any]:
    """The axes and titles of panels as plotly placed them, in our looks."""
    axes = {name: {**axis, **_AXIS} for name, axis in layout.items() if name.startswith(("xaxis", "yaxis"))}
    titles = [{**title, "font": {"size": 12.5, "color": INK}} for title in layout.get("annotations", ())]
    return {**axes, "annotations": titles} if titles else axes


BILLION = 1e9


def ticks(most: float) -> dict[str, str]:
    """How an axis of amounts up to ``most`` is marked, as the text beside it writes them: 2×10⁹, not 2G or 2B; 43k and 1.5M below."""
    return {"exponentformat": "power"} if most >= BILLION else {"tickformat": "~s"}


def grade_color(grade: str) -> str:
    """The colour of an evidence grade."""
    return GRADES.get(grade, GREY)


def _at_top(y: float) -> dict[str, Any]:
    """Flush left, hanging from a height of the whole figure."""
    return {"x": 0, "xref": "container", "xanchor": "left", "y": y, "yref": "container", "yanchor": "top"}


def in_margin(figure: Figure, places: Sequence[str], words: Sequence[str], row: int = 1) -> None:
    """Words to the right of a panel, beside its categories."""
    axis = "" if row == 1 else str(row)
    where = {"x": 1, "xref": f"x{axis} domain", "xanchor": "left", "xshift": 6, "yref": f"y{axis}", "showarrow": False}
    from plotly.graph_objects import layout

    notes = [
        layout.Annotation(**where, y=place, text=word, font={"size": 11, "color": QUIET})
        for place, word in zip(places, words, strict=True)
        if word
    ]
    figure.layout.annotations += tuple(notes)
    figure.update_layout(margin_r=64)


def whiskers(estimates: Any, low: Any, high: Any, factor: float = 1.0) -> dict[str, Any]:
    """Error bars from an estimate to the ends of its interval; none where there is no interval."""
    import numpy as np

    middle, below, above = (np.asarray(each, dtype=np.float64) * factor for each in (estimates, low, high))
    return {
        "type": "data",
        "symmetric": False,
        "array": np.nan_to_num(above - middle).tolist(),
        "arrayminus": np.nan_to_num(middle - below).tolist(),
        "color": INK,
        "thickness": 1.2,
        "width": 3,
    }
