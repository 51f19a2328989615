"""Whether the dose is enough, by body weight or what else an order brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import numbers, true
from cipsc_sim.analysis.doses import dose_by_band
from cipsc_sim.report.appearance import BLUE, VERMILLION, framed, label, ticks, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, table
from cipsc_sim.report.numerals import count, number, percent, percent_span, trimmed
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "dose_by_weight"
BANDS = 6


def section(contents: Contents) -> Section | None:
    """Sufficiency and dose per kg in bands of weight."""
    bands = _bands(contents)
    if bands is None:
        return None
    over = _words(contents)
    reading = (
        f"Left: the chance that a tested batch reaches the target, with 95 % simulation interval, by {over} of the "
        "order it is made for; right: the dose for each unit of it, median with P10 to P90."
    )
    parts = (Drawn(NAME, _draw(contents, bands)), details("The numbers", _numbers(contents, bands)))
    origin = "lots that reached release testing, with the orders they were made for; cohort, all replications."
    return Section("weight", f"Is it enough by {over}?", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The two panels alone."""
    bands = _bands(contents)
    return None if bands is None else _draw(contents, bands)


def _words(contents: Contents) -> str:
    return (contents.dose_rule.over or "").removesuffix("_kg").replace("_", " ") or "order"


def _bands(contents: Contents) -> pd.DataFrame | None:
    rule, manifest = contents.dose_rule, contents.manifest
    if manifest.target is None or rule.over is None or rule.relative is None:
        return None
    column = f"has.{rule.over}"
    if not (contents.has("orders", column) and contents.has("lots", f"true.{rule.relative}")):
        return None
    orders = contents.quick_rows.table("orders", ("in_cohort", column))
    values = numbers(orders[column])[true(orders["in_cohort"])]
    edges = _edges(values[~np.isnan(values)])
    if len(edges) < 3:
        return None
    bands = dose_by_band(contents.quick_rows, manifest, rule.over, edges, rule.relative)
    return bands if bands["batches"].sum() else None


def _edges(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    """Round numbers about as far apart as the sixths of the values."""
    if not len(values):
        return []
    inner = np.quantile(values, np.linspace(0, 1, BANDS + 1)[1:-1])
    spread = float(np.ptp(inner)) or 1.0
    power = 10.0 ** np.floor(np.log10(spread / (BANDS - 2)))
    step = max(each * power for each in (1, 2, 5) if each * power <= spread / (BANDS - 2))
    lowest, highest = np.floor(values.min() / step) * step, np.ceil((values.max() + 1e-9) / step) * step
    return sorted({float(edge) for edge in (lowest, *np.round(inner / step) * step, highest)})


def _draw(contents: Contents, bands: pd.DataFrame) -> Figure:
    from plotly.graph_objects import Bar, Scatter

    manifest, rule = contents.manifest, contents.dose_rule
    assert manifest.target is not None and rule.relative is not None
    goal = trimmed(manifest.target.amount, manifest.unit_of(manifest.target.attribute))
    unit = manifest.unit_of(rule.relative)
    least = f" (dashed: minimum {label(trimmed(rule.minimum))})" if rule.minimum is not None else ""
    titles = [f"Batches with at least {label(goal)}", f"Dose, {label(unit)}{least}"]
    drawn = framed(
        f"Dose by {_words(contents)}",
        340,
        rows=1,
        cols=2,
        subplot_titles=titles,
        horizontal_spacing=0.1,
    )
    names = _names(bands)
    mean = bands["dose_sufficient_fraction"].astype(float)
    ends = (bands["dose_sufficient_fraction_low"], bands["dose_sufficient_fraction_high"])
    drawn.add_trace(
        Scatter(
            x=names,
            y=(100 * mean).round(2).tolist(),
            mode="markers",
            marker={"size": 9, "color": BLUE},
            error_y=whiskers(mean, *ends, 100),
            customdata=bands["batches"].tolist(),
            hovertemplate="%{x}: %{y:.1f} % of %{customdata} batches<extra></extra>",
        ),
        row=1,
        col=1,
    )
    low, middle, high = (bands[each].astype(float) for each in ("p10", "p50", "p90"))
    drawn.add_trace(
        Bar(
            x=names,
            y=(high - low).tolist(),
            base=low.tolist(),
            width=0.34,
            marker_color="#bcd7e8",
            hovertemplate="%{x}: P10 %{base:.3s}, P90 %{y:.3s}<extra></extra>",
        ),
        row=1,
        col=2,
    )
    drawn.add_trace(
        Scatter(
            x=names,
            y=middle.tolist(),
            mode="markers",
            marker={"symbol": "line-ew", "size": 20, "line": {"width": 3, "color": BLUE}},
            hovertemplate="%{x}: P50 %{y:.3s}<extra></extra>",
        ),
        row=1,
        col=2,
    )
    if rule.minimum is not None:
        drawn.add_hline(y=rule.minimum, line={"color": VERMILLION, "width": 1.6, "dash": "dash"}, row=1, col=2)
    drawn.update_xaxes(title_text=label((rule.over or "").replace("_kg", " (kg)").replace("_", " ")), type="category")
    drawn.update_yaxes(title_text="batches (%)", range=[0, 104], row=1, col=1)
    drawn.update_yaxes(rangemode="tozero", **ticks(float(high.max())), row=1, col=2)
    return drawn


def _names(bands: pd.DataFrame) -> list[str]:
    return [f"{low:g}–{high:g}" for low, high in zip(bands["from"], bands["to"], strict=True)]


def _numbers(contents: Contents, bands: pd.DataFrame) -> Html:
    unit = contents.manifest.unit_of(contents.dose_rule.relative or "")
    heads = (_words(contents).capitalize(), "Batches", "Enough", "95 % interval", f"P10, {unit}", "P50", "P90")
    rows = [
        (
            name,
            count(row["batches"]),
            percent(row["dose_sufficient_fraction"]),
            percent_span(row["dose_sufficient_fraction_low"], row["dose_sufficient_fraction_high"]),
            *(number(row[each]) for each in ("p10", "p50", "p90")),
        )
        for name, row in zip(_names(bands), bands.to_dict("records"), strict=True)
    ]
    return table(heads, rows, numeric=range(1, 7))
