"""The page that shows who is where, when: by order, and by unit of chosen resources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.cells import DAY_MIN, texts
from cipsc_sim.analysis.clock import Clock
from cipsc_sim.analysis.gantt import WAIT, order_bars, unit_bars
from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows
from cipsc_sim.report.appearance import PALE, SERIES, framed, label
from cipsc_sim.report.markup import Html, tag
from cipsc_sim.report.section import Drawn, Section
from cipsc_sim.report.sections.resources import STOCK
from cipsc_sim.report.sheet import Heading, sheet

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ORDERS = "order"
MOST_LANES = 40
"""Resources with more units at work are shown only if they are asked for."""
_MINUTE_MS = 60_000


def gantt_page(
    rows: Rows, manifest: Manifest, replication: int, from_day: int, days: int, by: Sequence[str] = ()
) -> str:
    """The text of the page. ``by``: ``order`` and names of resources; by default orders and all resources with few units.

    RunError for a replication or a resource that the run has not.
    """
    known = _known(rows, replication, by)
    window = from_day * DAY_MIN, (from_day + days) * DAY_MIN
    sections = [_section(rows, manifest, replication, name, window, bool(by)) for name in by or (ORDERS, *known)]
    shown = [each for each in sections if each is not None]
    if not shown:
        raise _nothing(replication, from_day, days)
    return sheet(_heading(manifest, replication, from_day, days), shown)


def gantt_figure(rows: Rows, manifest: Manifest, replication: int, from_day: int, days: int, by: str) -> Figure:
    """One figure of the page alone. RunError as for the page, and where nothing happened."""
    _known(rows, replication, [by])
    section = _section(rows, manifest, replication, by, (from_day * DAY_MIN, (from_day + days) * DAY_MIN), True)
    if section is None or not section.figures:
        raise _nothing(replication, from_day, days)
    return section.figures[0].figure


def _known(rows: Rows, replication: int, by: Sequence[str]) -> list[str]:
    """The resources of a replication that are held. RunError if that is not there, or none is called as one of ``by``."""
    if not 0 <= replication < rows.replications:
        raise RunError(f"There is no replication {replication}. There are 0 to {rows.replications - 1}.")
    resources = rows.table("resources", ["resource", "kind"], [replication])
    kinds = dict(zip(texts(resources["resource"]).astype(str), texts(resources["kind"]), strict=True))
    known = [name for name, kind in kinds.items() if kind != STOCK]
    for name in by:
        if name != ORDERS and name not in known:
            why = " It is stock, which has no units." if name in kinds else ""
            raise RunError(f'There is nothing to show by "{name}".{why} There are {", ".join([ORDERS, *known])}.')
    return known


def _nothing(replication: int, from_day: int, days: int) -> RunError:
    return RunError(f"Nothing happened from day {from_day} to day {from_day + days} of replication {replication}.")


def _heading(manifest: Manifest, replication: int, from_day: int, days: int) -> Heading:
    first = date.fromisoformat(manifest.start_date) + timedelta(days=from_day)
    last = first + timedelta(days=days - 1)
    facts = (
        f"replication {replication}",
        f"seed {manifest.seed}",
        f"days {from_day} to {from_day + days}, {first} to {last}",
        f"scenario {manifest.scenario_hash[:8]}",
    )
    return Heading(f"{manifest.name} · one replication", manifest.title, "Who is where, when?", facts)


def _section(
    rows: Rows, manifest: Manifest, replication: int, name: str, window: tuple[int, int], asked: bool
) -> Section | None:
    is_orders = name == ORDERS
    bars = (
        order_bars(rows, manifest, replication, *window)
        if is_orders
        else unit_bars(rows, manifest, replication, name, *window)
    )
    if not asked and (bars.empty or (not is_orders and bars["lane"].nunique() > MOST_LANES)):
        return None
    if is_orders:
        title, reading = (
            "By order",
            "A lane for each order: coloured while a step is done, pale while a lot waits for one.",
        )
    else:
        title = manifest.title_of("resource", name)
        reading = (
            "A lane for each unit; the number in a bar is its order, where there is room, and colours tell neighbours apart: point at a "
            "bar for its lot and task. Units of a resource are alike in the rows: they are numbered here, "
            "the lowest free number first, so a lane is not a name."
        )
    origin = "steps: what each step and task held (uses)." if not is_orders else "steps, without attended tasks."
    drawn = () if bars.empty else (Drawn(f"gantt-{name}", _draw(bars, manifest, title, numbered=not is_orders)),)
    return Section(f"by-{name}", title, reading, origin, (_sums(bars), *drawn))


def _sums(bars: pd.DataFrame) -> Html:
    if bars.empty:
        return tag("p", "Nothing in these days.", class_="note")
    busy = bars[bars["kind"] != WAIT]
    hours = float((busy["to_min"] - busy["from_min"]).sum()) / 60
    return tag("p", f"{bars['lane'].nunique()} lanes, {len(busy):,} bars, {hours:,.0f} h.", class_="note")


def _draw(bars: pd.DataFrame, manifest: Manifest, title: str, *, numbered: bool) -> Figure:
    import plotly.graph_objects as go

    lanes = list(dict.fromkeys(bars["lane"]))
    drawn = framed(title, 110 + 22 * len(lanes))
    clock = Clock(manifest.start_date)
    for kind, group in bars.groupby(bars["kind"] == WAIT, sort=True):
        begins = [clock(int(minute)).removesuffix("Z") for minute in group["from_min"]]
        ends = [clock(int(minute)).removesuffix("Z").replace("T", " ")[:16] for minute in group["to_min"]]
        told = [
            (_order(order), label(str(lot)), label(f"waits for {what}" if kind else str(what)), end)
            for order, lot, what, end in zip(group["order"], group["lot"], group["what"], ends, strict=True)
        ]
        drawn.add_trace(
            go.Bar(
                base=begins,
                x=((group["to_min"] - group["from_min"]) * _MINUTE_MS).tolist(),
                y=group["lane"].tolist(),
                orientation="h",
                width=0.34 if kind else 0.74,
                marker={"color": [PALE if kind else _color(order) for order in group["order"]], "line": {"width": 0}},
                customdata=told,
                text=[order for order, *_ in told] if numbered else None,
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                hovertemplate="order %{customdata[0]} · %{customdata[1]}<br>%{customdata[2]}<br>%{base|%Y-%m-%d %H:%M} to "
                "%{customdata[3]}<extra></extra>",
                name="",
                showlegend=False,
            )
        )
    drawn.update_xaxes(type="date", showgrid=True, side="bottom")
    drawn.update_yaxes(type="category", categoryorder="array", categoryarray=lanes[::-1], showgrid=False, ticks="")
    drawn.update_layout(barmode="overlay", uniformtext={"mode": "hide", "minsize": 9})
    return drawn


def _color(order: Any) -> str:
    """The colour of an order: neighbours differ."""
    return SERIES[int(order) % len(SERIES)] if order == order else "#5d6975"


def _order(order: Any) -> str:
    return f"{order:.0f}" if order == order else "none (stock)"
