"""The capacity curve: orders treated a year and time in system as demand rises, and the knee."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.rising import RISING, why_open_orders_rise
from cipsc_sim.experiment.views.view import View
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, PALE, VERMILLION, framed, label, whiskers
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import number, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from cipsc_sim.experiment.study.sweep import Swept

TREATED, TIME = "treated_per_year", "order_to_treatment_d"
LONGER = 0.1
"""By how much P90 must surely be longer than at the lowest demand to say that orders wait."""
_COLUMNS = {
    "treated": (TREATED, ("mean", "low", "high")),
    "treated_p10": (f"{TREATED}.p10", ("mean",)),
    "treated_p50": (f"{TREATED}.p50", ("mean",)),
    "time_p50": (f"{TIME}.p50", ("mean",)),
    "time_p90": (f"{TIME}.p90", ("mean", "low", "high")),
    "growth": ("order_growth_per_year", ("mean", "low")),
}


def view(swept: Swept) -> View:
    """The curve over the one factor of the study, which is demand."""
    curve = curve_of(swept)
    said = tuple(sentences(curve))
    return View(said, lambda: [_section(curve, said, swept.study.factors[0].name)])


def curve_of(swept: Swept) -> pd.DataFrame:
    """One row for each demand, rising: ``demand``, estimates with ``_low`` and ``_high``, whether open orders rise, and ``why``."""
    found: dict[str, Any] = {"demand": swept.points[swept.study.factors[0].name].astype(float).to_numpy()}
    for name, (key, columns) in _COLUMNS.items():
        values = swept.values(key)
        for column in columns:
            found[name if column == "mean" else f"{name}_{column}"] = values[column].astype(float).to_numpy()
    found["rises"] = swept.values("waiting_orders")["reason"].astype(str).str.contains(RISING).to_numpy()
    found["why"] = [_why(swept, point) if rises else "" for point, rises in enumerate(found["rises"])]
    return pd.DataFrame(found).sort_values("demand", ignore_index=True)


def _why(swept: Swept, point: int) -> str:
    """``demand exceeds supply, not capacity; where they do, …``"""
    return why_open_orders_rise(swept.tallies(point), swept.manifest).replace(f": {RISING}", "", 1)


def knee(curve: pd.DataFrame) -> tuple[float | None, float | None]:
    """The highest demand that the site serves as it serves the lowest one, and the lowest at which it surely does not; None
    beyond what was played.

    It does not where open orders surely rise, or the P90 from order to treatment is surely more than a tenth longer than at
    the lowest demand played. A rise alone shows late: well beyond the knee it still hides in the noise of a window.
    """
    least = curve["time_p90"].iloc[0]
    strained = curve["rises"] | (curve["time_p90_low"] > (1 + LONGER) * least)
    first = float(curve.loc[strained, "demand"].min()) if strained.any() else None
    kept = curve["demand"] if first is None else curve.loc[curve["demand"] < first, "demand"]
    return (float(kept.max()) if len(kept) else None), first


def sentences(curve: pd.DataFrame) -> Iterator[str]:
    """Where the knee is, and what is treated there with which certainty."""
    if curve["growth_low"].isna().all():
        yield "Fewer than ten replications: where the knee lies cannot be told. Play more with --pairs."
        return
    last, first = knee(curve)
    rows = {row["demand"]: row for row in curve.to_dict("records")}
    if last is None:
        yield f"Already at {first:g} orders a year, the least that was played, open orders surely rise. The knee lies below."
        yield from _causes(curve[curve["rises"]])
        return
    if first is None:
        yield f"The site keeps up with every demand played; the knee lies above {last:g} orders a year."
    else:
        yield (
            f"The knee lies between {last:g} and {first:g} orders a year: P90 from order to treatment is "
            f"{number(rows[last]['time_p90'])} d at {last:g} and {number(rows[first]['time_p90'])} d at {first:g}."
        )
    yield (
        f"At {last:g} it treats {number(rows[last]['treated'])} a year: in half of the replications "
        f"{number(rows[last]['treated_p50'])} or more, in nine of ten {number(rows[last]['treated_p10'])} or more, chance and "
        "ignorance together."
    )
    rising = curve[curve["rises"]]
    if len(rising):
        yield (
            f"From {rising['demand'].min():g} orders a year on open orders surely rise; {number(float(curve['treated'].max()))} "
            "are treated a year at the most."
        )
        yield from _causes(rising)


def _causes(rising: pd.DataFrame) -> Iterator[str]:
    """Why open orders rise at the least demand at which they do, and at each at which that is another thing."""
    heads = rising["why"].str.partition(";")[0]
    for demand, why in zip(rising["demand"], rising["why"].where(heads != heads.shift(), ""), strict=True):
        if why:
            yield f"At {demand:g} orders a year {why}."


def _section(curve: pd.DataFrame, said: tuple[str, ...], along: str) -> Section:
    reading = (
        "Above, orders treated a year: the mean with its 95 % interval, the median of replications, and the tenth percentile, "
        "below which one replication in ten stays. The dotted line is as many as come; patients that leave and batches that "
        "fail keep the curve below it. Below, days from order to treatment. The knee lies in the shaded span: left of it nobody "
        "surely waits longer than at the lowest demand; at its right end open orders surely rise, or P90 is surely more than a "
        "tenth longer."
    )
    origin = f"estimates.parquet: {TREATED} and its quantiles over replications, {TIME}; rising as in every run (order_growth_per_year)."
    lead = joined([tag("p", each, class_="answer" if place == 0 else "note") for place, each in enumerate(said)])
    return Section(
        "capacity", "Capacity", reading, origin, (lead, Drawn("capacity", _draw(curve, along)), _numbers(curve))
    )


def _draw(curve: pd.DataFrame, along: str) -> Figure:
    import plotly.graph_objects as go

    titles = ["orders treated a year", "days from order to treatment"]
    drawn = framed(
        "Capacity curve",
        640,
        legend=True,
        rows=2,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.1,
        subplot_titles=titles,
    )
    x = curve["demand"].tolist()

    def line(row: int, column: str, name: str, color: str, **more: Any) -> None:
        style = {"color": color, "dash": more.pop("dash", "solid")}
        trace = go.Scatter(x=x, y=curve[column].tolist(), name=name, mode="lines+markers", line=style, **more)
        drawn.add_trace(trace, row, 1)

    come = go.Scatter(x=x, y=x, name="as many as come", mode="lines", line={"color": GREY, "dash": "dot", "width": 1})
    drawn.add_trace(come, 1, 1)
    line(1, "treated", "mean", BLUE, error_y=whiskers(curve["treated"], curve["treated_low"], curve["treated_high"]))
    line(1, "treated_p50", "P50 of replications", ORANGE, dash="dash")
    line(1, "treated_p10", "P10 of replications", VERMILLION, dash="dash")
    line(2, "time_p50", "P50 of orders", ORANGE)
    line(
        2,
        "time_p90",
        "P90 of orders",
        BLUE,
        error_y=whiskers(curve["time_p90"], curve["time_p90_low"], curve["time_p90_high"]),
    )
    _mark_knee(drawn, *knee(curve))
    drawn.update_yaxes(rangemode="tozero")
    drawn.update_xaxes(title_text=label(f"{along.replace('_', ' ')}"), row=2, col=1)
    return drawn


def _mark_knee(drawn: Figure, last: float | None, first: float | None) -> None:
    """The span in which the knee lies, shaded in both panels."""
    if last is None or first is None:
        return
    for row in (1, 2):
        drawn.add_vrect(x0=last, x1=first, fillcolor=PALE, opacity=0.45, line_width=0, layer="below", row=row, col=1)
    drawn.add_annotation(
        x=(last + first) / 2, y=1, yref="y domain", text="knee", showarrow=False, yanchor="top", row=1, col=1
    )


def _numbers(curve: pd.DataFrame) -> Html:
    heads = [
        "Demand",
        "Treated a year",
        "95 %",
        "P50",
        "P10",
        "Order to treatment, P50 (d)",
        "P90 (d)",
        "95 %",
        "Open orders",
    ]
    rows = [
        (
            number(row["demand"]),
            number(row["treated"]),
            span(row["treated_low"], row["treated_high"]),
            number(row["treated_p50"]),
            number(row["treated_p10"]),
            number(row["time_p50"]),
            number(row["time_p90"]),
            span(row["time_p90_low"], row["time_p90_high"]),
            "rise" if row["rises"] else "steady",
        )
        for row in curve.to_dict("records")
    ]
    return table(heads, rows, numeric=range(8))
