"""The page of a study: its points, and each estimate over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.experiment.headline import Headline, compared
from cipsc_sim.experiment.study import Study
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BLUE, GREY, SKY, framed, label, whiskers
from cipsc_sim.report.markup import Html, table, tag
from cipsc_sim.report.numerals import number, percent, percent_span, span
from cipsc_sim.report.section import Drawn, Section
from cipsc_sim.report.sheet import Heading, sheet

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from cipsc_sim.experiment.sweep import Swept

POINTS_DRAWN = 60


def study_page(swept: Swept) -> str:
    """The text of the page: the views of the study, its points, and for each estimate a figure and a table."""
    study, points, estimates, manifest = swept.study, swept.points, swept.estimates, swept.manifest
    shown = [each for each in compared(manifest) if estimates.loc[estimates["key"] == each.name, "mean"].notna().any()]
    sections = [_points(points), *(_section(each, study, points, estimates) for each in shown)]
    return sheet(study_heading(study, manifest), sections)


def study_heading(study: Study, manifest: Manifest, kind: str = "report of a study") -> Heading:
    """What stands at the top of every page of a study."""
    played = f"{2 * study.pairs} replications of each of {len(study.points)} points, the same random numbers for all"
    facts = [played, f"seed {study.seed}", f"study {study.hash[:8]}"]
    if study.fixed:
        facts.append("point values of all facts")
    return Heading(f"{manifest.name} · {kind}", study.title, study.question, tuple(facts))


def _points(points: pd.DataFrame) -> Section:
    heads = [name for name in points.columns if name not in ("point", "base", "file")]
    short = points.assign(scenario_hash=points["scenario_hash"].str[:8])
    rows = [[_cell(row[name]) for name in heads] for _, row in short.iterrows()]
    reading = "Every point is a variant of the scenario; what is not named here is as the scenario says."
    return Section("points", "Points", reading, "points.parquet.", (table(heads, rows),))


def _section(headline: Headline, study: Study, points: pd.DataFrame, estimates: pd.DataFrame) -> Section:
    mine = estimates[estimates["key"] == headline.name].reset_index(drop=True)
    unit = str(mine["unit"].iloc[0])
    against = study.points[study.base].label
    heads = ["Point", _unit(headline, unit), "95 % simulation", "5–95 % ignorance"]
    heads += [f"difference to “{against}”", "95 %", "verdict"]
    rows = [_row(headline, row) for _, row in mine.iterrows()]
    parts = (_figure(headline, study, points, mine, unit), table(heads, rows, numeric=range(1, 6)))
    reading = "Whiskers are 95 % simulation intervals; differences are paired, the same random numbers for both points."
    return Section(headline.name, headline.title, reading, "estimates.parquet.", parts)


def _row(headline: Headline, row: pd.Series) -> list[object]:
    one, two = (percent, percent_span) if headline.is_fraction else (number, span)
    value, low, high, least, most, difference, below, above = (
        None if pd.isna(row[name]) else float(row[name])
        for name in (
            *("mean", "low", "high", "ignorance_low", "ignorance_high"),
            *("difference", "difference_low", "difference_high"),
        )
    )
    verdict = "" if pd.isna(row["verdict"]) else row["verdict"]
    found = [one(value), two(low, high), two(least, most), one(difference), two(below, above)]
    return [row["label"], *(text if text != "—" else "" for text in found), verdict]


def _figure(headline: Headline, study: Study, points: pd.DataFrame, mine: pd.DataFrame, unit: str) -> Html | Drawn:
    if len(mine) > POINTS_DRAWN:
        return tag("p", f"{len(mine)} points are too many to draw; they are in the table.", class_="note")
    return Drawn(headline.name, _drawn(headline, study, points, mine, unit))


def _drawn(headline: Headline, study: Study, points: pd.DataFrame, mine: pd.DataFrame, unit: str) -> Figure:
    """Values along the factor if there is one and it is a number; else, point by point, paired differences."""
    factor = 100.0 if headline.is_fraction else 1.0
    names = [label(str(each), 48) for each in mine["label"]]
    along = _only_factor(study, points)
    if along is not None:
        columns = ["mean", "low", "high", "ignorance_low", "ignorance_high"]
        values = mine[columns].astype(float) * factor
        where = points[along].astype(float)
        return _curve(headline.title, label(along), _unit(headline, unit), values.assign(x=where, name=names))
    parted = mine[["difference", "difference_low", "difference_high"]].astype(float) * factor
    parted.loc[study.base] = 0.0
    values = parted.set_axis(["mean", "low", "high"], axis=1)
    title = f"{headline.title}: difference to “{study.points[study.base].label}”"
    return _list(title, _unit(headline, unit), values.assign(name=names), study.base)


def _curve(title: str, along: str, unit: str, values: pd.DataFrame) -> Figure:
    import plotly.graph_objects as go

    values = values.sort_values("x", kind="stable")
    figure = framed(title, 340)
    pale = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_trace(go.Scatter(x=values["x"], y=values["ignorance_low"], **pale))
    pale |= {"fill": "tonexty", "fillcolor": "rgba(142,202,234,.3)"}
    figure.add_trace(go.Scatter(x=values["x"], y=values["ignorance_high"], **pale))
    bars = dict(whiskers(values["mean"], values["low"], values["high"]))
    line = {"mode": "lines+markers", "line": {"color": BLUE}, "text": values["name"], "name": ""}
    figure.add_trace(go.Scatter(x=values["x"], y=values["mean"], error_y=bars, **line))
    figure.update_xaxes(title_text=along)
    figure.update_yaxes(title_text=label(unit))
    return figure


def _list(title: str, unit: str, values: pd.DataFrame, base: int) -> Figure:
    import plotly.graph_objects as go

    figure = framed(title, 120 + 24 * len(values))
    colours = [GREY if place == base else BLUE for place in range(len(values))]
    marks = {"mode": "markers", "marker": {"color": colours, "size": 9}, "name": ""}
    bars = dict(whiskers(values["mean"], values["low"], values["high"]))
    figure.add_trace(go.Scatter(x=values["mean"], y=values["name"], error_x=bars, **marks))
    figure.add_vline(x=0, line={"color": SKY, "dash": "dot", "width": 1})
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(title_text=label(unit))
    return figure


def _only_factor(study: Study, points: pd.DataFrame) -> str | None:
    """The factor that every point has a number of, if there is just one."""
    names = [factor.name for factor in study.factors]
    if len(names) != 1 or not pd.api.types.is_numeric_dtype(points[names[0]]) or points[names[0]].duplicated().any():
        return None
    return names[0]


def _unit(headline: Headline, unit: str) -> str:
    return "%" if headline.is_fraction else unit if unit != "1" else "value"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else number(value)
    return str(value)
