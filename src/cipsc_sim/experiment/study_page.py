"""The page of a study: one HTML file, everything in it, nothing fetched from anywhere."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.experiment.headline import Headline, compared
from cipsc_sim.experiment.study import Study
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BLUE, GREY, SKY, framed, label, whiskers
from cipsc_sim.report.markup import Html, escaped, in_script, joined, table, tag
from cipsc_sim.report.numerals import number, percent, percent_span, span

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

POINTS_DRAWN = 60
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)


def study_page(study: Study, points: pd.DataFrame, estimates: pd.DataFrame, manifest: Manifest) -> str:
    """The text of the page: the points, and for each estimate a figure and a table with paired differences."""
    from plotly.offline import get_plotlyjs

    shown = [each for each in compared(manifest) if estimates.loc[estimates["key"] == each.name, "mean"].notna().any()]
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", study.title),
            tag("style", Html(_asset("page.css"))),
            tag("script", Html(_asset("watch.js"))),
        ]
    )
    entries = (tag("a", each.title, href=f"#{each.name}") for each in shown)
    sections = (_section(each, study, points, estimates) for each in shown)
    body = joined(
        [
            tag("nav", *entries, id="contents", aria_label="Contents"),
            tag("main", _header(study, manifest), _points(points), *sections),
            Html('<output id="page-errors" hidden></output>'),
            tag("script", Html(str(get_plotlyjs()).strip())),
            tag("script", Html(_asset("page.js"))),
        ]
    )
    return f'<!DOCTYPE html>\n<html lang="en">\n{tag("head", head)}\n{tag("body", body)}\n</html>\n'


def _asset(name: str) -> str:
    return files("cipsc_sim.report").joinpath("assets", name).read_text(encoding="utf-8").strip()


def _header(study: Study, manifest: Manifest) -> Html:
    played = f"{2 * study.pairs} replications of each of {len(study.points)} points, the same random numbers for all"
    facts = [played, f"seed {study.seed}", f"study {study.hash[:8]}"]
    if study.fixed:
        facts.append("point values of all facts")
    return tag(
        "header",
        tag("p", f"{manifest.name} · report of a study", class_="kicker"),
        tag("h1", study.title),
        tag("p", study.question, class_="question"),
        tag("p", " · ".join(facts), class_="facts"),
    )


def _points(points: pd.DataFrame) -> Html:
    heads = [name for name in points.columns if name not in ("point", "base", "file")]
    short = points.assign(scenario_hash=points["scenario_hash"].str[:8])
    rows = [[_cell(row[name]) for name in heads] for _, row in short.iterrows()]
    return tag("section", tag("h2", "Points"), table(heads, rows), id="points")


def _section(headline: Headline, study: Study, points: pd.DataFrame, estimates: pd.DataFrame) -> Html:
    mine = estimates[estimates["key"] == headline.name].reset_index(drop=True)
    unit = str(mine["unit"].iloc[0])
    against = study.points[study.base].label
    parts = [tag("h2", headline.title), _figure(headline, study, points, mine, unit)]
    heads = ["Point", _unit(headline, unit), "95 % simulation", "5–95 % ignorance"]
    heads += [f"difference to “{against}”", "95 %", "verdict"]
    rows = [_row(headline, row) for _, row in mine.iterrows()]
    return tag("section", *parts, table(heads, rows, numeric=range(1, 6)), id=headline.name)


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


def _figure(headline: Headline, study: Study, points: pd.DataFrame, mine: pd.DataFrame, unit: str) -> Html:
    if len(mine) > POINTS_DRAWN:
        return tag("p", f"{len(mine)} points are too many to draw; they are in the table.", class_="note")
    figure = _drawn(headline, study, points, mine, unit)
    name = escaped(f"figure-{headline.name}")
    written = in_script(figure.to_json(engine="json"))
    place = tag("div", class_="figure", id=name, style=f"height:{figure.layout.height:.0f}px")
    return joined([place, Html(f'<script type="application/json" data-figure="{name}">{written}</script>')])


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
