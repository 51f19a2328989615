"""Whether the dose is enough: against the target, and for the body weight it is given to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cipsc_sim.analysis.cells import Floats, Truths, filled, numbers, true
from cipsc_sim.analysis.tallies.usable import usable
from cipsc_sim.report.appearance import BLUE, PALE, VERMILLION, framed, label, ticks
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, escaped, tag
from cipsc_sim.report.numerals import count, percent, percent_span, trimmed
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "dose"
BINS = 44
MOST = 0.995
"""Doses beyond this quantile are gathered in the last bar."""


@dataclass(frozen=True, slots=True)
class Doses:
    """True doses of batches that reached release testing, or of orders, in one unit; which were released; what is enough."""

    title: str
    unit: str
    values: Floats
    released: Truths
    limit: float | None
    limit_name: str
    of_batches: bool = True


def section(contents: Contents) -> Section | None:
    """The distributions of the dose, and what share of batches is enough."""
    kinds = _doses(contents)
    if not kinds:
        return None
    sums = "Enough is what an order is given in all, batches one by one may hold less. " if _in_sum(contents) else ""
    reading = (
        f"{sums}To the right of the dashed line is enough; pale bars reached release testing and were not released; "
        f"the last bar gathers the highest {percent(1 - MOST)}."
    )
    counted = next(kind for kind in kinds if kind.of_batches)
    origin = f"lots: true values at release testing of {count(len(counted.values))} cohort batches, all replications"
    origin += "; orders: true amounts given, treated orders of the cohort." if _in_sum(contents) else "."
    parts = (Drawn(NAME, _draw(kinds)), _sentence(contents, kinds))
    return Section("dose", "Is the dose enough?", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The distributions alone."""
    kinds = _doses(contents)
    return _draw(kinds) if kinds else None


def _doses(contents: Contents) -> list[Doses]:
    manifest, rule = contents.manifest, contents.dose_rule
    if manifest.target is None:
        return []
    limits: list[tuple[str, float | None, str]] = [(manifest.target.attribute, manifest.target.amount, "target")]
    if rule.relative is not None:
        limits.append((rule.relative, rule.minimum, "minimum"))
    known = [each for each in limits if contents.has("lots", f"true.{each[0]}")]
    columns = [f"true.{name}" for name, _, _ in known]
    needed = ("in_cohort", "tested_at", "made_at", "released_at")
    batches = contents.rows.table("lots", [*needed, *columns], where={"material": manifest.wanted})
    tested = batches[true(batches["in_cohort"]) & filled(batches["tested_at"])]
    released = usable(tested)
    found = []
    for (name, limit, limit_name), column in zip(known, columns, strict=True):
        amounts = numbers(tested[column])
        there = ~np.isnan(amounts)
        stated = manifest.attributes.get(name)
        title = (stated.title if stated else "") or name.replace("_", " ")
        if there.any():
            unit = manifest.unit_of(name)
            found.append(Doses(title, unit, amounts[there], released[there], limit, limit_name))
    return _with_sums(contents, found) if _in_sum(contents) else found


def _in_sum(contents: Contents) -> bool:
    return contents.manifest.target is not None and contents.dose_rule.several


def _with_sums(contents: Contents, found: list[Doses]) -> list[Doses]:
    """The target belongs to all that an order was given: it stands beside that, and not beside single batches."""
    target = contents.manifest.target
    assert target is not None
    orders = contents.rows.table("orders", ["in_cohort", "treated_at", "amount"])
    amounts = numbers(orders["amount"])[true(orders["in_cohort"]) & filled(orders["treated_at"])]
    amounts = amounts[~np.isnan(amounts)]
    if not len(amounts) or not found:
        return found
    single, *others = found
    title = f"{single.title}, in all"
    given = np.ones(len(amounts), dtype=np.bool_)
    sums = Doses(title, single.unit, amounts, given, target.amount, "target", of_batches=False)
    return [replace(single, title=f"{single.title} of a batch", limit=None), sums, *others]


def _draw(kinds: list[Doses]) -> Figure:
    from plotly.graph_objects import Bar

    titles = [_panel_title(kind) for kind in kinds]
    drawn = framed(
        "True dose",
        380,
        legend=True,
        rows=1,
        cols=len(kinds),
        subplot_titles=titles,
        horizontal_spacing=0.09,
    )
    for i, kind in enumerate(kinds, start=1):
        highest = float(np.quantile(kind.values, MOST))
        edges = np.linspace(0.0, max(highest, 1e-12), BINS + 1)
        held = np.minimum(kind.values, np.nextafter(edges[-1], 0))
        middles = ((edges[1:] + edges[:-1]) / 2).tolist()
        for name, chosen, color in (("released", kind.released, BLUE), ("not released", ~kind.released, PALE)):
            share = 100 * np.histogram(held[chosen], edges)[0] / len(kind.values)
            drawn.add_trace(
                Bar(
                    x=middles,
                    y=share.round(4).tolist(),
                    width=float(edges[1] - edges[0]) * 0.94,
                    name=name,
                    legendgroup=name,
                    showlegend=i == 1,
                    marker_color=color,
                    hovertemplate=f"about %{{x:.3s}} {label(kind.unit)}: %{{y:.2f}} % of batches<extra>{name}</extra>",
                ),
                row=1,
                col=i,
            )
        if kind.limit is not None:
            drawn.add_vline(x=kind.limit, line={"color": VERMILLION, "width": 1.8, "dash": "dash"}, row=1, col=i)
        unit = "" if kind.unit == "1" else f" ({label(kind.unit)})"
        drawn.update_xaxes(title_text=f"true dose{unit}", rangemode="tozero", **ticks(highest), row=1, col=i)
    drawn.update_yaxes(title_text="share (%)", row=1, col=1)
    drawn.update_layout(barmode="stack", bargap=0)
    return drawn


def _panel_title(kind: Doses) -> str:
    title = label(f"{kind.title[:1].upper()}{kind.title[1:]}")
    if kind.limit is None:
        return title
    return f"{title} (dashed: {kind.limit_name} {label(trimmed(kind.limit, kind.unit))})"


def _sentence(contents: Contents, kinds: list[Doses]) -> Html:
    said = []
    of, what = (
        ("dose_true_fraction", "treated orders were given")
        if _in_sum(contents)
        else ("dose_sufficient_fraction", "tested batches reach")
    )
    enough = contents.estimate(of)
    if enough.mean is not None:
        interval = f" ({percent_span(enough.low, enough.high)})" if enough.low is not None else ""
        said.append(f"{percent(enough.mean)}{interval} of {what} the target.")
    for kind in kinds[1:]:
        if kind.limit is not None and kind.limit_name == "minimum":
            reached = float(np.mean(kind.values >= kind.limit))
            said.append(f"{percent(reached)} reach the minimum of {trimmed(kind.limit, kind.unit)}.")
    return tag("p", escaped(" ".join(said)))
