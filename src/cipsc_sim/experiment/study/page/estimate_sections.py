"""A section of the page of a study for each estimate: a figure and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cipsc_sim.experiment.comparison.difference import in_line
from cipsc_sim.experiment.headline import Headline
from cipsc_sim.experiment.study.designs.design import called
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.page.contents import StudyContents
from cipsc_sim.experiment.study.page.figures import curve, differences, heat_map, response_surface, tornado
from cipsc_sim.experiment.study.page.markup import cell, folded, judged, labels, one
from cipsc_sim.experiment.study.results.surface import fitted
from cipsc_sim.experiment.study.study import ONE_AT_A_TIME
from cipsc_sim.experiment.study.target import MET
from cipsc_sim.report.appearance import label
from cipsc_sim.report.markup import Html, tag
from cipsc_sim.report.numerals import PP, number, percent, percent_span, points, points_span, span
from cipsc_sim.report.section import Drawn, Section
from cipsc_sim.report.uncertainty import ROUGH

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

POINTS_DRAWN = 60

ABOUT_ROUGH = (
    f" {ROUGH} before an interval: it is rough, as so few pairs do not show how skewed the values are, or whether "
    "events come in swarms; it may miss the truth more often than it says."
)


def estimates(contents: StudyContents) -> list[Section]:
    """A figure and a table for each estimate; of a design over facts none, for its points are no variants."""
    return [_estimate(each, contents) for each in contents.shown] if contents.study.compares else []


def _estimate(headline: Headline, contents: StudyContents) -> Section:
    mine, unit = contents.of(headline), contents.unit(headline)
    heads = ["Point", unit, "95 % simulation", "5–95 % ignorance"]
    heads += [f"difference to “{contents.base}”", "95 %", "verdict"]
    rows = [[*_row(headline, row), judged(mine, place)] for place, (_, row) in enumerate(mine.iterrows())]
    parts = (*_figures(headline, contents, mine, unit), folded(heads, rows, numeric=range(1, 6)))
    reading = _reading(headline, contents) + (
        ABOUT_ROUGH if any(_rough(row, "rough") + _rough(row, "difference_rough") for _, row in mine.iterrows()) else ""
    )
    return Section(headline.name, headline.title, reading, "estimates.parquet.", parts)


def _reading(headline: Headline, contents: StudyContents) -> str:
    if headline.name != MET:
        return (
            "Whiskers are 95 % simulation intervals; differences are paired, the same random numbers for both points."
        )
    limits = "; ".join(str(target) for target in contents.study.targets)
    window = contents.manifest.window
    days = (window.to_min - window.from_min) / 1440
    return (
        f"The design space: the chance that one such plant keeps all of these at once, each worked out from its own {days:,.0f} d "
        f"of counting: {limits}. It holds what batches do by chance and what is not known of the facts."
    )


def _figures(headline: Headline, contents: StudyContents, mine: pd.DataFrame, unit: str) -> list[Html | Drawn]:
    name = headline.name
    times = 100.0 if headline.is_fraction else 1.0
    if contents.along is not None:
        columns = ["mean", "low", "high", "ignorance_low", "ignorance_high"]
        values = mine[columns].astype(float) * times
        values = values.assign(x=contents.points[contents.along.name].astype(float), name=labels(mine))
        return [Drawn(name, curve(headline.title, contents.along.name, unit, values))]
    if contents.grid is not None:
        return [Drawn(name, _map(headline, contents, mine, unit, contents.grid))]
    if len(contents.spanned) > 1:
        return _surface(headline, contents, mine, unit, name)
    if len(mine) > POINTS_DRAWN:
        return [tag("p", f"{len(mine)} points are too many to draw; they are in the table.", class_="note")]
    parted = mine[["difference", "difference_low", "difference_high"]].astype(float) * times
    parted.loc[contents.study.base] = 0.0
    values = parted.set_axis(["mean", "low", "high"], axis=1).assign(name=labels(mine))
    unit = PP if headline.is_fraction else unit
    if contents.study.kind == ONE_AT_A_TIME and len(contents.study.factors) > 1:
        title = f"{headline.title}: one change at a time, the widest first"
        return [Drawn(name, tornado(title, unit, _changes(contents, values)))]
    return [
        Drawn(
            name, differences(f"{headline.title}: difference to “{contents.base}”", unit, values, contents.study.base)
        )
    ]


def _changes(contents: StudyContents, values: pd.DataFrame) -> pd.DataFrame:
    """Each point by the one factor that it changes."""
    study = contents.study
    chosen = [place for place, point in enumerate(study.points) if point.levels and place != study.base]
    levels = [next(iter(study.points[place].levels.items())) for place in chosen]
    words = {"factor": [name for name, _ in levels], "level": [in_line(level) for _, level in levels]}
    return values.iloc[chosen].assign(**words).dropna(subset=["mean"])


def _map(
    headline: Headline, contents: StudyContents, mine: pd.DataFrame, unit: str, factors: tuple[Factor, Factor]
) -> Figure:
    times = 100.0 if headline.is_fraction else 1.0
    columns = {
        axis: [_level(contents, factor, place) for place in range(len(contents.points))]
        for axis, factor in zip("xy", factors, strict=True)
    }
    text = [label(one(headline, float(value))) for value in mine["mean"]]
    values = pd.DataFrame({**columns, "mean": mine["mean"].astype(float) * times, "text": text})
    return heat_map(headline.title, factors, unit, values, (0.0, 100.0) if headline.name.startswith(MET) else None)


def _level(contents: StudyContents, factor: Factor, place: int) -> str:
    """The level of a factor at a point, as an axis has room for it."""
    value, levels = contents.points[factor.name].iloc[place], contents.study.points[place].levels
    return called(factor, levels[factor.name]) if isinstance(value, str) and factor.name in levels else cell(value)


def _surface(
    headline: Headline, contents: StudyContents, mine: pd.DataFrame, unit: str, name: str
) -> list[Html | Drawn]:
    values = mine.drop(index=contents.study.base)["mean"].to_numpy(dtype=np.float64)
    found = None if np.isnan(values).any() else fitted(contents.shares, values)
    if found is None:
        return [tag("p", "Too few points for a response surface; they are in the table.", class_="note")]
    explained = f"{'Quadratic surface' if found.degree == 2 else 'Plane'} through {len(values)} points; of points left out it explains "
    explained += f"{100 * max(0.0, found.explained):.0f} % of the variance."
    if not found.is_trusted:
        text = f"{explained} That is too little to look at it; the points are in the table."
        return [tag("p", text, class_="note")]
    bounds = (0.0, 1.0) if headline.is_fraction else None
    times = 100.0 if headline.is_fraction else 1.0
    drawn = response_surface(headline.title, contents.spanned, found, contents.shares, unit, times, bounds)
    others = len(contents.spanned) - 2
    rest = f" The other {others} factors stand at the middle of their spans." if others > 0 else ""
    return [tag("p", explained + rest, class_="note"), Drawn(name, drawn)]


def _row(headline: Headline, row: pd.Series) -> list[object]:
    single, two = (percent, percent_span) if headline.is_fraction else (number, span)
    gap, reach = (points, points_span) if headline.is_fraction else (number, span)
    value, low, high, least, most, difference, below, above = (
        None if pd.isna(row[name]) else float(row[name])
        for name in (
            *("mean", "low", "high", "ignorance_low", "ignorance_high"),
            *("difference", "difference_low", "difference_high"),
        )
    )
    found = [single(value), _rough(row, "rough") + two(low, high), two(least, most), gap(difference)]
    found.append(_rough(row, "difference_rough") + reach(below, above))
    return [row["label"], *(text if text != "—" else "" for text in found)]


def _rough(row: pd.Series, column: str) -> str:
    """The mark of a rough interval, in the tables of studies that know it."""
    return ROUGH if isinstance(row.get(column), str) else ""
