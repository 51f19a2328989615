"""Where orders are lost on the way from their arrival to a sufficient dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.analysis.waterfall import ANY, FIRST, waterfall
from cipsc_sim.report.appearance import BLUE, INK, ORANGE, framed, in_margin, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, table
from cipsc_sim.report.numerals import percent, percent_span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "waterfall"
WORTH_A_NUMBER = 0.01
"""A loss smaller than this has no number beside its bar."""


def section(contents: Contents) -> Section | None:
    """The waterfall and its numbers."""
    losses = _losses(contents)
    if losses.empty:
        return None
    reading = (
        "Each bar is the share of orders that came so far at the first attempt; the orange piece was lost since the "
        "line above (in points at the right); the diamond counts every attempt: the gap to it is what recovery wins."
    )
    origin = f"orders, lots and steps of the cohort, {contents.spoken_of}; bars with 95 % simulation intervals."
    parts = (Drawn(NAME, _draw(losses)), details("The numbers", _numbers(losses)))
    return Section("losses", "Where orders are lost", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The waterfall alone."""
    losses = _losses(contents)
    return None if losses.empty else _draw(losses)


def _losses(contents: Contents) -> pd.DataFrame:
    """The milestones, without the making of what comes with the order; none where there is no cohort."""
    losses = waterfall(contents.first_rows, contents.manifest)
    made = contents.manifest.made_by
    comes = losses["milestone"].map(lambda key: key.startswith("made.") and key.partition(".")[2] not in made)
    kept = losses[~comes.astype(bool)].reset_index(drop=True)
    return kept if len(kept) and kept["orders"].iloc[0] > 0 else kept.iloc[:0]


def _draw(losses: pd.DataFrame) -> Figure:
    from plotly.graph_objects import Bar, Scatter

    drawn = framed("From order to dose: how many come how far", 96 + 27 * len(losses), legend=True)
    stations = [label(title, 34) for title in losses["title"]]
    first, lost = losses[FIRST].astype(float), losses["lost_fraction"].astype(float)
    drawn.add_trace(
        Bar(
            y=stations,
            x=(100 * first).round(2).tolist(),
            orientation="h",
            name="reached at the first attempt",
            marker_color=BLUE,
            error_x=whiskers(first, losses[f"{FIRST}_low"], losses[f"{FIRST}_high"], 100),
            hovertemplate="%{y}<br>%{x:.1f} % at the first attempt<extra></extra>",
        )
    )
    drawn.add_trace(
        Bar(
            y=stations,
            x=(100 * lost).round(2).tolist(),
            orientation="h",
            name="lost since the line above",
            marker_color=ORANGE,
            hovertemplate="%{y}<br>%{x:.1f} % lost here<extra></extra>",
        )
    )
    drawn.add_trace(
        Scatter(
            y=stations,
            x=(100 * losses[ANY].astype(float)).round(2).tolist(),
            mode="markers",
            name="reached at any attempt, recoveries included",
            marker={"symbol": "diamond", "size": 9, "color": "#ffffff", "line": {"color": INK, "width": 1.6}},
            error_x=whiskers(losses[ANY], losses[f"{ANY}_low"], losses[f"{ANY}_high"], 100),
            hovertemplate="%{y}<br>%{x:.1f} % at any attempt<extra></extra>",
        )
    )
    in_margin(drawn, stations, [f"−{100 * each:.1f}" if each >= WORTH_A_NUMBER else "" for each in lost])
    drawn.update_layout(barmode="stack")
    drawn.update_xaxes(title_text="orders of the cohort (%)", range=[0, 101.5], tickvals=[0, 20, 40, 60, 80, 100])
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return drawn


def _numbers(losses: pd.DataFrame) -> Html:
    heads = ("Milestone", "First attempt", "95 % interval", "Any attempt", "95 % interval", "Lost here")
    rows = [
        (
            row["title"],
            percent(row[FIRST]),
            percent_span(row[f"{FIRST}_low"], row[f"{FIRST}_high"]),
            percent(row[ANY]),
            percent_span(row[f"{ANY}_low"], row[f"{ANY}_high"]),
            percent(row["lost_fraction"]),
        )
        for row in losses.to_dict("records")
    ]
    return table(heads, rows, numeric=(1, 2, 3, 4, 5))
