"""What assays reported against what was true."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.truth import assay_agreement
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BILLION, BLUE, GREY, INK, PURPLE, VERMILLION, framed, label, ticks
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import MISSING, SPACE, count, percent, percent_span, quantity, trimmed
from cipsc_sim.report.readings import MOST, Readings, readings
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "true_and_reported"
COLUMNS, PANEL = 3, 262
LOGARITHMIC_FROM = 100.0
"""Where the largest true value is so many times the smallest, the axes are logarithmic."""

_KINDS = (
    ("judged as it is", BLUE, "circle", 4.5),
    ("failed though inside", PURPLE, "triangle-up", 7.5),
    ("passed though outside", VERMILLION, "x", 7),
)


def section(contents: Contents) -> Section | None:
    """The small multiples and the table of agreement."""
    every = readings(contents.first_rows, contents.manifest)
    if not every:
        return None
    drawn = [each for each in every if not each.is_found_or_not]
    reading = (
        "A point on the diagonal was reported as it is; the horizontal line is the limit on the report, the vertical "
        "one the limit on the truth. Triangles would be wrongly rejected by this run alone, crosses wrongly passed."
    )
    origin = (
        f"results of the cohort, {contents.spoken_of}; drawn are the first valid runs of each, at most {MOST} for each "
        "specification; the numbers count all. Zero cannot stand on a logarithmic axis and is drawn at its low end."
    )
    parts: list[Html | Drawn] = [Drawn(NAME, _draw(drawn, contents.manifest))] if drawn else []
    parts.append(_numbers(assay_agreement(contents.first_rows, contents.manifest), every, contents.manifest))
    return Section("assays", "What the assays see", reading, origin, tuple(parts))


def figure(contents: Contents) -> Figure | None:
    """The small multiples alone; what is only found or not has none."""
    drawn = [each for each in readings(contents.first_rows, contents.manifest) if not each.is_found_or_not]
    return _draw(drawn, contents.manifest) if drawn else None


def _draw(every: list[Readings], manifest: Manifest) -> Figure:
    from plotly.graph_objects import layout

    rows = ceil(len(every) / COLUMNS)
    height = 96 + PANEL * rows
    drawn = framed(
        "True and reported values",
        height,
        legend=True,
        rows=rows,
        cols=COLUMNS,
        subplot_titles=[label(_title(each), 34) for each in every],
        horizontal_spacing=0.075,
        vertical_spacing=84 / height if rows > 1 else 0,
    )
    drawn.layout.annotations = [title.update(font_size=11.5) for title in drawn.layout.annotations]
    for i, each in enumerate(every):
        _panel(drawn, each, manifest, 1 + i // COLUMNS, 1 + i % COLUMNS, first=i == 0)
    lines = [line for i, each in enumerate(every, start=1) for line in _limits(each, i)]
    drawn.layout.shapes = [layout.Shape(**line) for line in lines]
    return drawn


def _title(each: Readings) -> str:
    return each.limits.title or each.name.replace("_", " ")


def _panel(drawn: Figure, each: Readings, manifest: Manifest, row: int, column: int, *, first: bool) -> None:
    from plotly.graph_objects import Scatter

    place = {"row": row, "col": column}
    values, reported, logarithmic = _on_axis(each.true_values, each.reported)
    wrong = [each.inside & each.failed, ~each.inside & ~each.failed]
    masks = [~(wrong[0] | wrong[1]), *wrong]
    for (name, color, symbol, size), mask in zip(_KINDS, masks, strict=True):
        marker = {"color": color, "symbol": symbol, "size": size, "opacity": 0.45 if symbol == "circle" else 0.85}
        x, y = ([float(f"{value:.4g}") for value in column_of[mask]] for column_of in (values, reported))
        hover = f"true %{{x:.4g}}<br>reported %{{y:.4g}}<extra>{name}</extra>"
        trace = Scatter(x=x, y=y, mode="markers", marker=marker, name=name, legendgroup=name, hovertemplate=hover)
        drawn.add_trace(trace.update(showlegend=False), **place)
        if first:
            key = {**marker, "opacity": 0.9, "size": 8}
            shown = Scatter(x=[None], y=[None], mode="markers", marker=key, name=name, legendgroup=name)
            drawn.add_trace(shown, **place)
    low, high = _ends(np.concatenate([values, reported]), logarithmic)
    diagonal = {"x": [low, high], "y": [low, high], "mode": "lines", "line": {"color": GREY, "width": 1, "dash": "dot"}}
    drawn.add_trace(Scatter(**diagonal, hoverinfo="skip", showlegend=False), **place)
    shown = [float(np.log10(low)), float(np.log10(high))] if logarithmic else [low, high]
    kind: dict[str, object] = (
        {"type": "log", "dtick": 1, "exponentformat": "power", "tickfont_size": 10} if logarithmic else {"nticks": 5}
    )
    if high >= BILLION:
        kind |= ticks(high)
    unit = manifest.unit_of(each.limits.attribute)
    within = "" if unit == "1" else f" ({label(unit)})"
    axis = {"title_standoff": 2, "range": shown, **kind, **place}
    drawn.update_xaxes(title_text=f"true{within}", **axis)
    drawn.update_yaxes(title_text=f"reported{within}" if column == 1 else "", **axis)


def _limits(each: Readings, panel: int) -> Iterator[dict[str, Any]]:
    """The lines of the limits on the report and on the truth, in the panel of that number, from 1."""
    limits, axis = each.limits, "" if panel == 1 else str(panel)
    across = {"type": "line", "x0": 0, "x1": 1, "xref": f"x{axis} domain", "yref": f"y{axis}"}
    upright = {"type": "line", "y0": 0, "y1": 1, "yref": f"y{axis} domain", "xref": f"x{axis}"}
    for limit in (limits.at_least, limits.at_most, limits.below):
        if limit is not None:
            yield across | {"y0": limit, "y1": limit, "line": {"color": INK, "width": 1}}
            at = limit if limits.true_limit is None else limits.true_limit
            yield upright | {"x0": at, "x1": at, "line": {"color": INK, "width": 1}}
    for limit in (limits.review_at_least, limits.review_at_most):
        if limit is not None:
            yield across | {"y0": limit, "y1": limit, "line": {"color": INK, "width": 1, "dash": "dot"}}


def _on_axis(values: Floats, reported: Floats) -> tuple[Floats, Floats, bool]:
    """The values as they are drawn, and whether on logarithmic axes: what is zero then stands at the low end."""
    positive = values[values > 0]
    if not len(positive) or (values < 0).any() or positive.max() < LOGARITHMIC_FROM * positive.min():
        return values, reported, False
    lowest = float(np.concatenate([positive, reported[reported > 0]]).min()) / 2
    return np.maximum(values, lowest), np.maximum(reported, lowest), True


def _ends(values: Floats, logarithmic: bool) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if logarithmic:
        return low / 1.5, high * 1.5
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    return low - margin, high + margin


def _numbers(agreement: pd.DataFrame, every: list[Readings], manifest: Manifest) -> Html:
    heads = ["Specification", "Limit", "Runs", "Bias", "Sd of error"]
    heads += ["Failed though inside", "Passed though outside", "Invalid"]
    by_name = {row["specification"]: row for row in agreement.to_dict("records")}
    rows = []
    for each in every:
        row = by_name[each.name]
        wrong = [_share(each, row, kind) for kind in ("failed though inside", "passed though outside")]
        bias, sd = (
            (MISSING, MISSING)
            if each.is_found_or_not
            else (quantity(row[size], row["unit"]) for size in ("bias", "sd"))
        )
        invalid = percent(row["invalid_fraction"])
        rows.append((_title(each), _limit(each, manifest), count(row["runs"]), bias, sd, *wrong, invalid))
    return table(heads, rows, numeric=range(2, 8))


def _limit(each: Readings, manifest: Manifest) -> str:
    limits, unit = each.limits, manifest.unit_of(each.limits.attribute)
    kinds = (("≥", limits.at_least), ("≤", limits.at_most), ("<", limits.below))
    if (each.is_found_or_not and limits.at_most == 0) or limits.tolerance == "zero":
        return "not found"
    stated = [f"{sign}{SPACE}{trimmed(value)}" for sign, value in kinds if value is not None]
    return " and ".join(stated) + ("" if unit == "1" or not stated else f" {unit}") if stated else "none"


def _share(each: Readings, row: dict[Hashable, Any], kind: str) -> str | Html:
    """How many of those inside, or outside, were judged wrongly, and what share that is."""
    limits = each.limits
    if limits.at_least is None and limits.at_most is None and limits.below is None:
        return MISSING
    name = f"{kind.replace(' ', '_')}_fraction"
    of = each.counts["inside"] if kind.endswith("inside") else each.counts["runs"] - each.counts["inside"]
    if not of:
        return "none there"
    interval = percent_span(row[f"{name}_low"], row[f"{name}_high"])
    told = f", {interval}" if interval != MISSING else ""
    return joined([percent(row[name]), tag("small", f"{count(each.counts[kind])} of {count(of)}{told}")])
