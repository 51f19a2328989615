"""Operating characteristics: the chance to be accepted against the true value, with the lots beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cipsc_sim.analysis.release.answer import ReleaseAnswer, ReleaseTables
from cipsc_sim.records.manifest import SpecificationLimits
from cipsc_sim.report.appearance import BLUE, GREY, INK, PALE, VERMILLION, label, whiskers
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import MISSING, count, percent, percent_span, trimmed
from cipsc_sim.report.release.multiples import small_multiples
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FEWEST = 10
"""Lots below which a share that was seen is not drawn."""
LOGARITHMIC_FROM = 100.0


def section(answer: ReleaseAnswer) -> Section | None:
    """Small multiples of what measures or counts; a table of what is found or not."""
    names = list(dict.fromkeys(answer.tables["curves"]["specification"]))
    if not names:
        return None
    found_or_not = [name for name in names if len(answer.of("curves", name)) < 5]
    drawn = [name for name in names if name not in found_or_not]
    reading = (
        "The line is the chance to be accepted, retests included, in closed form; dots with whiskers "
        f"are what this run saw (at least {FEWEST} lots each). Pale bars are the lots themselves, the tallest half as high "
        "as the panel. Upright lines are limits: dashed of the report (two where results between them are reviewed), dotted of "
        "the truth where it is another. Where the line is steep among many lots, noise decides much; elsewhere the truth does."
    )
    origin = (
        "results of the cohort. The line knows lots of reagent that a retest shares; sessions of one day, and what is not known "
        "of the assay, are in the dots alone."
    )
    parts: list[Html | Drawn] = [Drawn("characteristics", draw(answer, drawn))] if drawn else []
    if found_or_not:
        parts.append(_found_or_not(answer, found_or_not))
    return Section("characteristics", "Operating characteristics", reading, origin, tuple(parts))


def draw(answer: ReleaseTables, names: Sequence[str]) -> Figure:
    """Small multiples, one for each specification."""
    drawn = small_multiples("Chance to be accepted against the true value", answer, names, _panel)
    drawn.update_yaxes(range=[0, 104], tickvals=[0, 50, 100], ticktext=["0 %", "50 %", "100 %"])
    drawn.update_layout(bargap=0)
    return drawn


def _panel(drawn: Figure, answer: ReleaseTables, name: str, place: dict[str, int]) -> None:
    from plotly.graph_objects import Bar, Scatter

    curve, seen = answer.of("curves", name), answer.of("seen", name)
    limits, unit = (
        answer.manifest.specifications[name],
        answer.manifest.unit_of(answer.manifest.specifications[name].attribute),
    )
    logarithmic = _is_logarithmic(curve)
    low, high = _ends(seen, logarithmic)
    tallest = float(seen["lots"].max())
    drawn.add_trace(
        Bar(
            x=((low + high) / 2).tolist(),
            y=(50 * seen["lots"] / tallest).round(3).tolist(),
            width=(0.97 * (high - low)).tolist(),
            marker_color=PALE,
            customdata=seen["lots"].tolist(),
            hovertemplate="%{customdata} lots about %{x:.3g}<extra></extra>",
            showlegend=False,
        ),
        **place,
    )
    drawn.add_trace(
        Scatter(
            x=_significant(curve["true_value"]),
            y=(100 * curve["chance"]).round(3).tolist(),
            mode="lines",
            line={"color": BLUE, "width": 2},
            hovertemplate="true %{x:.3g}: %{y:.1f} % accepted<extra>closed form</extra>",
            showlegend=False,
        ),
        **place,
    )
    enough = (seen["lots"] >= FEWEST).to_numpy()
    marks = seen[enough]
    drawn.add_trace(
        Scatter(
            x=_significant(marks["true_value"]),
            y=(100 * marks["accepted"]).round(3).tolist(),
            mode="markers",
            marker={"color": INK, "size": 5},
            error_y=whiskers(marks["accepted"], marks["accepted_low"], marks["accepted_high"], 100),
            hovertemplate="about %{x:.3g}: %{y:.1f} % accepted<extra>this run</extra>",
            showlegend=False,
        ),
        **place,
    )
    for limit in _limits(limits):
        drawn.add_vline(x=limit, line={"color": VERMILLION, "width": 1.2, "dash": "dash"}, **place)
    if limits.true_limit is not None and limits.true_limit not in _limits(limits):
        drawn.add_vline(x=limits.true_limit, line={"color": GREY, "width": 1.2, "dash": "dot"}, **place)
    within = "" if unit == "1" else f" ({label(unit)})"
    ends = [float(curve["true_value"].min()), float(curve["true_value"].max())]
    kind: dict[str, Any] = {"range": ends, "nticks": 5}
    if logarithmic:
        kind = {"type": "log", "dtick": 1, "exponentformat": "power", "range": np.log10(ends).tolist()}
    drawn.update_xaxes(title_text=f"true{within}", title_standoff=2, **kind, **place)


def _limits(limits: SpecificationLimits) -> list[float]:
    """The limits on the report, those of a review included."""
    stated = (limits.at_least, limits.at_most, limits.below, limits.review_at_least, limits.review_at_most)
    return [each for each in stated if each is not None]


def _found_or_not(answer: ReleaseAnswer, names: list[str]) -> Html:
    heads = ("Found or not", "True state", "Lots", "Accepted, closed form", "Accepted, seen")
    rows = []
    for name in names:
        curve, seen = answer.of("curves", name), answer.of("seen", name)
        for place, row in enumerate(seen.to_dict("records")):
            chance = float(curve["chance"].iloc[(curve["true_value"] - row["true_value"]).abs().argmin()])
            interval = percent_span(row["accepted_low"], row["accepted_high"])
            shown = joined([percent(row["accepted"]), tag("small", interval) if interval != MISSING else ""])
            state = (
                "absent"
                if row["true_value"] == 0
                else trimmed(row["true_value"])
                if row["true_value"] != 1
                else "there"
            )
            rows.append((answer.title_of(name) if not place else "", state, count(row["lots"]), percent(chance), shown))
    return table(heads, rows, numeric=range(2, 5))


def _is_logarithmic(curve: pd.DataFrame) -> bool:
    """Whether the grid of the curve was laid out so."""
    x = curve["true_value"].to_numpy(dtype=float)
    return bool(x[0] > 0 and x[-1] > LOGARITHMIC_FROM * x[0])


def _ends(seen: pd.DataFrame, logarithmic: bool) -> tuple[Any, Any]:
    """Where the bar of each bin begins and ends."""
    low, high = seen["low"].to_numpy(dtype=float), seen["high"].to_numpy(dtype=float)
    return (np.maximum(low, high * 1e-3), high) if logarithmic else (low, high)


def _significant(values: Any) -> list[float]:
    return [float(f"{value:.5g}") for value in values]
