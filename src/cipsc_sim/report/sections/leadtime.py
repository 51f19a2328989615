"""Where the days go between the first lot and the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.analysis.leadtime import leadtime
from cipsc_sim.analysis.stretches import STOCK
from cipsc_sim.report.appearance import BLUE, INK, SKY, framed, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, escaped, table, tag
from cipsc_sim.report.numerals import number, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "leadtime"


def section(contents: Contents) -> Section | None:
    """The phases, their mean days and their spread."""
    phases = _phases(contents)
    if phases.empty:
        return None
    reading = (
        "A bar is the mean of the days that a released order spends in a phase, worked and waited; the whisker reaches "
        "from P10 to P90 with the median as a dot. Means add up to the whole, quantiles do not."
    )
    if (phases["phase"] == STOCK).any():
        reading += " Waiting for stock, or for what comes from outside, counts from when it was asked for, before anything was begun."
    origin = f"steps and lots along the lineage of the released lot, cohort, {contents.spoken_of}."
    parts = (Drawn(NAME, _draw(phases)), _whole(contents, phases), details("The numbers", _numbers(phases)))
    return Section("leadtime", "Where the days go", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The phases alone."""
    phases = _phases(contents)
    return None if phases.empty else _draw(phases)


def _phases(contents: Contents) -> pd.DataFrame:
    phases = leadtime(contents.first_rows, contents.manifest)
    if phases.empty:
        return phases
    days = phases["worked_d"].astype(float).fillna(0) + phases["waited_d"].astype(float).fillna(0)
    return phases[days > 0].reset_index(drop=True)


def _draw(phases: pd.DataFrame) -> Figure:
    from plotly.graph_objects import Bar, Scatter

    drawn = framed("Days from the first lot to release, by phase", 104 + 34 * len(phases), legend=True)
    names = [label(phase[:1].upper() + phase[1:], 30) for phase in phases["phase"]]
    for column, name, color in (("worked_d", "worked (mean)", BLUE), ("waited_d", "waited (mean)", SKY)):
        days = phases[column].astype(float).round(3).tolist()
        hover = f"%{{y}}<br>%{{x:.1f}} d {name}<extra></extra>"
        drawn.add_trace(Bar(y=names, x=days, orientation="h", name=name, marker_color=color, hovertemplate=hover))
    low, middle, high = (phases[f"{each}_d"].astype(float) for each in ("p10", "p50", "p90"))
    drawn.add_trace(
        Scatter(
            y=names,
            x=middle.round(3).tolist(),
            mode="markers",
            name="P10 – P50 – P90",
            marker={"size": 8, "color": "#ffffff", "line": {"color": INK, "width": 1.5}},
            error_x=whiskers(middle, low, high),
            customdata=list(zip(low.round(1), high.round(1), strict=True)),
            hovertemplate="%{y}<br>P10 %{customdata[0]} · P50 %{x:.1f} · P90 %{customdata[1]} d<extra></extra>",
        )
    )
    drawn.update_layout(barmode="stack")
    drawn.update_xaxes(title_text="days", rangemode="tozero")
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return drawn


def _whole(contents: Contents, phases: pd.DataFrame) -> Html:
    mean = contents.estimate("start_to_release_d")
    quantiles = [contents.quantile("start_to_release_d", name).mean for name in ("p10", "p50", "p90")]
    if mean.mean is None or None in quantiles:
        return Html("")
    waits = (phases["phase"] == STOCK).any()
    what = "From the start on, without what was waited for stock before it" if waits else "The whole"
    text = f"{what}, from all replications: mean {number(mean.mean)} d"
    text += f" ({span(mean.low, mean.high)})" if mean.low is not None else ""
    low, middle, high = (number(each) for each in quantiles)
    return tag("p", escaped(f"{text}; P10 {low}, P50 {middle}, P90 {high} d."))


def _numbers(phases: pd.DataFrame) -> Html:
    heads = ("Phase", "Worked, d", "95 % interval", "Waited, d", "95 % interval", "P10, d", "P50, d", "P90, d")
    rows = [
        (
            row["phase"],
            number(row["worked_d"]),
            span(row["worked_d_low"], row["worked_d_high"]),
            number(row["waited_d"]),
            span(row["waited_d_low"], row["waited_d_high"]),
            *(number(row[f"{each}_d"]) for each in ("p10", "p50", "p90")),
        )
        for row in phases.to_dict("records")
    ]
    return table(heads, rows, numeric=range(1, 8))
