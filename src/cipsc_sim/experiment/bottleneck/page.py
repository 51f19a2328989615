"""The page of a bottleneck study."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cipsc_sim.experiment.study.page.page import study_heading
from cipsc_sim.report.appearance import BLUE, GREEN, GREY, SKY, VERMILLION, framed, label, whiskers
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import count, number, percent, span
from cipsc_sim.report.section import Drawn, Section
from cipsc_sim.report.sheet import sheet

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from cipsc_sim.experiment.bottleneck.bottleneck import Bottleneck

_PANELS = (
    ("utilisation", "used of its time there (%)", 100.0, SKY),
    ("wait_h_per_year", "waiting charged to it (h a year)", 1.0, GREY),
    ("treated", "one more: treated a year", 1.0, GREEN),
    ("lead_time_d", "one more: P90 lead time (d)", 1.0, BLUE),
)


def bottleneck_page(found: Bottleneck) -> str:
    """The text of the page."""
    swept = found.swept
    heading = study_heading(swept.study, swept.manifest)
    return sheet(replace(heading, kicker=f"{swept.study.file.stem} · what one more gives"), [_section(found)])


def _section(found: Bottleneck) -> Section:
    reading = (
        "Left, the site as it is: how busy each resource is, and the hours of waiting charged to it in equal shares with "
        "all else that blocked a request. Right, what one more unit changes (of people, one more in every shift), played "
        "on the same random numbers: a whisker that stays clear of zero is an effect that was seen."
    )
    origin = "estimates.parquet: utilisation and wait_h_per_year as it is; differences of treated_per_year, order_to_treatment_d.p90."
    sentences = joined(
        [tag("p", each, class_="answer" if place == 0 else "note") for place, each in enumerate(found.sentences)]
    )
    parts = (sentences, Drawn("bottleneck", bottleneck_figure(found.table)), _numbers(found.table))
    return Section("bottleneck", "What one more of each resource gives", reading, origin, parts)


def bottleneck_figure(found: pd.DataFrame) -> Figure:
    """Four panels, a row for each resource: as it is on the left, with one more on the right."""
    import plotly.graph_objects as go

    names = [label(f"{title} ({n:,})", 26) for title, n in zip(found["title"], found["units"], strict=True)]
    drawn = framed(
        "As it is, and with one more",
        130 + 34 * len(names),
        rows=1,
        cols=len(_PANELS),
        shared_yaxes=True,
        horizontal_spacing=0.035,
    )
    for column, (name, title, factor, color) in enumerate(_PANELS, start=1):
        values = found[name].astype(float) * factor
        ends = whiskers(found[name], found[f"{name}_low"], found[f"{name}_high"], factor)
        if name in ("treated", "lead_time_d"):
            good = found["treated_low"] > 0 if name == "treated" else found["lead_time_d_high"] < 0
            bad = found["treated_high"] < 0 if name == "treated" else found["lead_time_d_low"] > 0
            colors = [color if yes else VERMILLION if no else GREY for yes, no in zip(good, bad, strict=True)]
            marks = {"mode": "markers", "marker": {"size": 10, "color": colors}}
            drawn.add_trace(go.Scatter(y=names, x=values, error_x=ends, showlegend=False, name="", **marks), 1, column)
            drawn.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"}, row=1, col=column)
        else:
            bar = go.Bar(
                y=names, x=values, orientation="h", marker_color=color, error_x=ends, showlegend=False, name=""
            )
            drawn.add_trace(bar, 1, column)
            drawn.update_xaxes(rangemode="tozero", row=1, col=column)
        drawn.update_xaxes(title_text=title, row=1, col=column)
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return drawn


def _numbers(found: pd.DataFrame) -> Html:
    heads = ["Resource", "Units", "Used", "Waiting, h a year", "+1: treated a year", "95 %"]
    heads += ["+1: P90, d", "95 %"]
    rows = [
        (
            row["title"],
            count(row["units"]),
            percent(row["utilisation"]),
            number(row["wait_h_per_year"]),
            *_effect(row, "treated"),
            *_effect(row, "lead_time_d"),
        )
        for row in found.to_dict("records")
    ]
    return table(heads, rows, numeric=range(1, 8))


def _effect(row: dict[Hashable, Any], name: str) -> tuple[str, str]:
    """The difference and its interval; none where every replication went the same."""
    value, low, high = (row[f"{name}{part}"] for part in ("", "_low", "_high"))
    return ("none", "") if value == low == high == 0 else (number(value), span(low, high))
