"""How busy every resource is, and what is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cipsc_sim.analysis.resource_use import PARTS, resource_use
from cipsc_sim.analysis.rising import RISING
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, PALE, PURPLE, SKY, TEAL, framed, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, table
from cipsc_sim.report.numerals import count, number, percent, percent_span, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "resources"
STOCK = "stock"
"""A material that is made for stock or comes from outside: it has no units, and is shown where it is waited for."""

_COLORS = {
    "working": BLUE,
    "held_waiting": ORANGE,
    "changeover": TEAL,
    "down": PURPLE,
    "idle": SKY,
    "off_shift": "#eef1f4",
}


def section(contents: Contents) -> Section | None:
    """Use and waiting of each resource."""
    use = _use(contents)
    if use.empty:
        return None
    waits = _gives_waits(contents)
    reading = "What the units of each resource did in the count window; held waiting is neither work nor free. " + (
        "Right: the hours of waiting charged to it in a year, in equal shares to all that blocked a request; they sum "
        "to all waiting."
        if waits
        else "Waiting is not shown: open orders rise, so it has no steady value."
    )
    origin = "resources: unit-minutes in the count window, all replications; 95 % simulation intervals."
    parts = (Drawn(NAME, _draw(use, waits)), details("The numbers", _numbers(use, waits)))
    return Section("resources", "What is busy, what is waited for", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The bars alone."""
    use = _use(contents)
    return None if use.empty else _draw(use, _gives_waits(contents))


def _use(contents: Contents) -> pd.DataFrame:
    use = resource_use(contents.quick_rows, contents.manifest)
    use = use[(use["kind"] != STOCK) | (use["wait_h_per_year"].astype(float) > 0)]
    return use if use.empty else use.sort_values("utilisation", ascending=False, na_position="last", ignore_index=True)


def _gives_waits(contents: Contents) -> bool:
    return not any(RISING in note for note in contents.summary.notes)


def _draw(use: pd.DataFrame, waits: bool) -> Figure:
    from plotly.graph_objects import Bar

    units = [STOCK if kind == STOCK else n for kind, n in zip(use["kind"], use["count"], strict=True)]
    names = [label(f"{title} ({n})", 30) for title, n in zip(use["title"], units, strict=True)]
    height = 120 + 27 * len(names)
    drawn = framed(
        "Resources in the count window, the busiest first",
        height,
        legend=True,
        rows=1,
        cols=2 if waits else 1,
        shared_yaxes=True,
        horizontal_spacing=0.05,
        column_widths=[0.62, 0.38] if waits else [1.0],
    )
    for part in PARTS:
        share = use[f"{part}_fraction"].astype(float).fillna(0)
        if not share.any():
            continue
        words = part.replace("_", " ")
        drawn.add_trace(
            Bar(
                y=names,
                x=(100 * share).round(2).tolist(),
                orientation="h",
                name=words,
                marker_color=_COLORS.get(part, PALE),
                hovertemplate=f"%{{y}}<br>{words} %{{x:.1f}} %<extra></extra>",
            ),
            row=1,
            col=1,
        )
    if waits:
        hours = use["wait_h_per_year"].astype(float).fillna(0)
        drawn.add_trace(
            Bar(
                y=names,
                x=hours.round(2).tolist(),
                orientation="h",
                showlegend=False,
                marker_color=GREY,
                error_x=whiskers(hours, use["wait_h_per_year_low"], use["wait_h_per_year_high"]),
                hovertemplate="%{y}<br>%{x:,.3s} h a year<extra></extra>",
            ),
            row=1,
            col=2,
        )
        most = float(np.nanmax(use[["wait_h_per_year", "wait_h_per_year_high"]].to_numpy(dtype=np.float64)))
        title = "waiting charged to it (h a year)"
        drawn.update_xaxes(title_text=title, range=[0, 1.04 * most or 1.0], row=1, col=2)
    drawn.update_xaxes(title_text="share of the calendar (%)", range=[0, 100], row=1, col=1)
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    drawn.update_layout(barmode="stack")
    return drawn


def _numbers(use: pd.DataFrame, waits: bool) -> Html:
    heads = ["Resource", "Units", "Use of time there", "95 % interval", "Overtime, h a year"]
    heads += ["Wait for each request, h", "95 % interval", "Waiting, h a year"] if waits else []
    rows = []
    for row in use.to_dict("records"):
        cells = [
            row["title"],
            STOCK if row["kind"] == STOCK else count(row["count"]),
            percent(row["utilisation"]),
            percent_span(row["utilisation_low"], row["utilisation_high"]),
            number(row["overtime_h_per_year"]),
        ]
        if waits:
            interval = span(row["wait_h_low"], row["wait_h_high"])
            cells += [number(row["wait_h"]), interval, number(row["wait_h_per_year"])]
        rows.append(cells)
    return table(heads, rows, numeric=range(1, len(heads)))
