"""What a dose may do: an extrapolation, always shown as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cipsc_sim.analysis.cells import Floats, numbers, places_within, replications, true
from cipsc_sim.analysis.estimates import SHARE, Entry, ratio
from cipsc_sim.analysis.per_replication import PerReplication
from cipsc_sim.report.appearance import BLUE, GREY, framed, label, ticks
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, escaped, tag
from cipsc_sim.report.numerals import percent, percent_span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "response"
MOST, BANDS = 600, 12
SHOWN = 0.99
"""The axis ends at this quantile of the dose."""


@dataclass(frozen=True, slots=True)
class Responses:
    """Dose and extrapolated response of treated cohort orders, which of them are drawn, and the mean response."""

    unit: str
    title: str
    dose: Floats
    response: Floats
    drawn: np.ndarray[tuple[int], np.dtype[np.bool_]]
    mean: Entry


def section(contents: Contents) -> Section | None:
    """The response against the dose, and its mean over treated orders."""
    found = _responses(contents)
    if found is None:
        return None
    reading = (
        "Each point is a treated order; line and band are the median and 5–95 % of orders with about that dose, over "
        "the parameters drawn for the pairs. This is an extrapolation from few dose points, not an observation."
    )
    origin = (
        f"orders: treated cohort orders with a response; drawn are the first of every replication, at most {MOST}; "
        "line, band and mean count all."
    )
    parts = (Drawn(NAME, _draw(found)), _sentence(found))
    return Section("response", "What the dose may do (extrapolation)", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The response against the dose alone."""
    found = _responses(contents)
    return None if found is None else _draw(found)


def _responses(contents: Contents) -> Responses | None:
    manifest, rule = contents.manifest, contents.dose_rule
    relative = rule.relative is not None and rule.response_of == rule.relative
    columns = ["replication", "in_cohort", "amount", "response"] + ([f"has.{rule.over}"] if relative else [])
    orders = contents.quick_rows.table("orders", columns)
    amount, response = numbers(orders["amount"]), numbers(orders["response"])
    if relative:
        amount = amount / numbers(orders[f"has.{rule.over}"])
    known = true(orders["in_cohort"]) & ~np.isnan(response) & ~np.isnan(amount)
    dose, response, replication = amount[known], response[known], replications(orders)[known]
    each = max(1, MOST // max(contents.rows.replications, 1))
    drawn = (places_within(replication) < each) & (replication < MOST)
    counted = PerReplication(contents.rows.replications)
    counted.add("orders", replication)
    counted.add("response", replication, response)
    if len(dose) < 2:
        return None
    attribute = rule.relative if relative else manifest.target.attribute if manifest.target else manifest.wanted
    unit = manifest.unit_of(attribute or "")
    stated = manifest.attributes.get(attribute or "")
    title = (stated.title if stated else "") or "dose"
    mean = ratio(counted.of("response"), counted.of("orders"), "1", pairs=manifest.pairs, bounds=SHARE)
    return Responses(unit, title, dose, response, drawn, mean)


def _draw(found: Responses) -> Figure:
    from plotly.graph_objects import Scatter

    drawn = framed("Extrapolated chance of the wished outcome", 380, legend=True)
    chosen = found.drawn
    drawn.add_trace(
        Scatter(
            x=[float(f"{each:.4g}") for each in found.dose[chosen]],
            y=(100 * found.response[chosen]).round(2).tolist(),
            mode="markers",
            name="treated order",
            marker={"size": 4.5, "color": GREY, "opacity": 0.4},
            hovertemplate="%{x:.4s}: %{y:.1f} %<extra></extra>",
        )
    )
    number = int(np.clip(len(found.dose) // 20, 1, BANDS))
    order = np.argsort(found.dose, kind="stable")
    groups = np.array_split(order, number)
    middles = [float(f"{np.median(found.dose[group]):.4g}") for group in groups]
    low, middle, high = (
        [round(100 * float(np.quantile(found.response[group], q)), 2) for group in groups] for q in (0.05, 0.5, 0.95)
    )
    band = {"x": [*middles, *middles[::-1]], "y": [*high, *low[::-1]], "fill": "toself", "mode": "lines"}
    color = {"line": {"width": 0}, "fillcolor": "rgba(11,106,168,.16)"}
    drawn.add_trace(Scatter(**band, **color, name="5–95 %", hoverinfo="skip"))
    drawn.add_trace(
        Scatter(
            x=middles,
            y=middle,
            mode="lines",
            name="median",
            line={"color": BLUE, "width": 2.4},
            hovertemplate="%{x:.4s}: %{y:.1f} % (median)<extra></extra>",
        )
    )
    unit = "" if found.unit == "1" else f" ({label(found.unit)})"
    most = 1.02 * float(np.quantile(found.dose, SHOWN))
    drawn.update_xaxes(title_text=f"{label(found.title)} at use{unit}", range=[0, most], **ticks(most))
    drawn.update_yaxes(title_text="chance of the wished outcome (%)", range=[0, 102])
    return drawn


def _sentence(found: Responses) -> Html:
    mean = found.mean
    said = f"Over treated orders the extrapolated chance is {percent(mean.mean)} on average"
    if mean.low is not None:
        said += f", simulation interval {percent_span(mean.low, mean.high)}"
    if mean.ignorance_low is not None:
        said += f", ignorance range {percent_span(mean.ignorance_low, mean.ignorance_high)}"
    return tag("p", escaped(f"{said}."))
