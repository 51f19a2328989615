"""One order from its arrival to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import filled, numbers, one_of, texts, true
from cipsc_sim.analysis.timeline import timeline
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BLUE, GREEN, PALE, PURPLE, SKY, VERMILLION, framed, label
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import escaped, tag
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "timeline"
BAD = ("fail", "failed", "rejected", "stopped_in_process", "lost", "expired", "aborted", "not_started")
_RULE = "It is the first cohort order treated after one or two recoveries, else the first treated, else the first."


def section(contents: Contents) -> Section | None:
    """One order that shows what can happen: with a recovery that ended in a treatment, if there is one."""
    chosen = _chosen(contents)
    if chosen is None:
        return None
    replication, order = chosen
    events = timeline(contents.rows, contents.manifest, replication, order)
    if events.empty:
        return None
    reading = (
        "A line for every lot: grey while it exists, blue while a step is done, pale while it waits for one; below it, "
        "tests from sampling to report. Stars are recoveries, diamonds dispositions."
    )
    origin = f"all tables, order {order} in replication {replication}; attended tasks are not drawn. {_RULE}"
    note = tag("p", escaped(_sentence(contents, events, replication, order)))
    parts = (note, Drawn(NAME, _draw(events, contents.manifest, order)))
    return Section("timeline", "One order from day to day", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The timeline alone."""
    chosen = _chosen(contents)
    if chosen is None:
        return None
    events = timeline(contents.rows, contents.manifest, *chosen)
    return None if events.empty else _draw(events, contents.manifest, chosen[1])


def _chosen(contents: Contents) -> tuple[int, int] | None:
    """Replication and order: the first of the cohort treated after a recovery, else treated, else the first of all."""
    ranked: dict[int, tuple[int, int]] = {}
    columns = ("order", "in_cohort", "started_at", "treated_at", "attempts")
    for replication, orders in contents.first_rows.row_groups("orders", columns):
        cohort = orders[true(orders["in_cohort"]) & filled(orders["started_at"])]
        treated = filled(cohort["treated_at"])
        attempts = np.nan_to_num(numbers(cohort["attempts"]), nan=1.0)
        rescued = treated & (attempts > 1) & (attempts <= 3)
        for rank, found in enumerate((rescued, treated, np.ones(len(cohort), dtype=bool))):
            if rank not in ranked and found.any():
                ranked[rank] = replication, int(numbers(cohort["order"])[found][0])
        if 0 in ranked:
            break
    return ranked[min(ranked)] if ranked else None


def _sentence(contents: Contents, events: pd.DataFrame, replication: int, order: int) -> str:
    orders = contents.rows.table("orders", replications=[replication])
    row = orders.loc[numbers(orders["order"]) == order]
    outcome, reason = texts(row["outcome"])[0].replace("_", " "), texts(row["reason"])[0].replace("_", " ")
    recoveries = [title.removeprefix("recovery ") for title in events.loc[events["name"] == "recovery", "title"]]
    titles = contents.manifest.titles.get("rung", {})
    names = [titles.get(name.replace(" ", "_"), name) for name in recoveries]
    closed = (numbers(row["closed_at"])[0] - numbers(row["arrived_at"])[0]) / 1440
    end = f"{outcome} on day {closed:.0f}" if not np.isnan(closed) else "open at the end of the run"
    why = f" ({reason})" if reason and reason != outcome else ""
    rescued = f" Recoveries: {', '.join(names)}." if names else " No recovery was needed."
    return f"Order {order}: {end}{why}.{rescued}"


def _draw(events: pd.DataFrame, manifest: Manifest, order: int) -> Figure:
    lanes = _lanes(events, manifest)
    height = 118 + 30 * len(lanes)
    drawn = framed(f"Order {order}, days since its arrival", height, legend=True)
    place = {lot: i for i, lot in enumerate(lanes)}
    lots, steps, tests = (events[events["kind"] == kind] for kind in ("lot", "step", "test"))
    until = float(np.nanmax(events[["from_d", "to_d"]].to_numpy(dtype=np.float64)))
    _bars(drawn, lots, place, until, "exists", PALE, 0.18, 0.0)
    waits = steps.assign(to_d=steps["from_d"].fillna(until), from_d=steps["asked_d"])
    _bars(drawn, waits[waits["to_d"] > waits["from_d"]], place, until, "waits", SKY, 0.5, 0.0, "waits for: ")
    _bars(drawn, steps[steps["outcome"] != "failed"], place, until, "step", BLUE, 0.5, 0.0)
    _bars(drawn, steps[steps["outcome"] == "failed"], place, until, "step that failed", VERMILLION, 0.5, 0.0)
    sampled = tests.assign(from_d=tests["asked_d"])
    failed = one_of(sampled["outcome"], *BAD)
    _bars(drawn, sampled[~failed], place, until, "test", GREEN, 0.13, 0.36)
    _bars(drawn, sampled[failed], place, until, "test that failed", VERMILLION, 0.13, 0.36)
    _marks(drawn, events[events["kind"] == "decision"], place, manifest)
    drawn.update_xaxes(title_text="days since the order arrived", showgrid=True, range=[-0.01 * until, 1.02 * until])
    names = [label(name, 40) for name in lanes.values()]
    drawn.update_yaxes(
        tickvals=list(range(len(lanes))), ticktext=names, range=[len(lanes) - 0.4, -0.6], showgrid=False, ticks=""
    )
    drawn.update_layout(barmode="overlay")
    return drawn


def _lanes(events: pd.DataFrame, manifest: Manifest) -> dict[str, str]:
    """Lots in the order in which something first happened to them, each with what it is called."""
    shown = events[events["kind"].isin(("lot", "step")) & (events["lot"] != "")]
    first = shown.assign(at=shown["from_d"].fillna(shown["asked_d"])).groupby("lot")["at"].min()
    lanes = sorted(first.index, key=lambda lot: (round(float(first[lot]), 6), _ordinals(lot)))
    return {lot: f"{_material(lot, manifest)} {lot.rpartition(':')[2]}".strip() for lot in lanes}


def _material(lot: str, manifest: Manifest) -> str:
    """A label is owner:material:ordinals."""
    parts = lot.split(":")
    return manifest.title_of("material", parts[1]) if len(parts) > 2 else parts[0]


def _ordinals(lot: str) -> tuple[int, ...]:
    return tuple(int(part) for part in lot.rpartition(":")[2].split(".") if part.isdigit())


def _bars(
    drawn: Figure,
    events: pd.DataFrame,
    place: dict[str, int],
    until: float,
    name: str,
    color: str,
    width: float,
    below: float,
    before: str = "",
) -> None:
    from plotly.graph_objects import Bar

    shown = events[events["lot"].isin(place) & events["from_d"].notna()]
    if shown.empty:
        return
    begins = shown["from_d"].to_numpy(dtype=np.float64)
    lengths = np.maximum(shown["to_d"].fillna(until).to_numpy(dtype=np.float64) - begins, 0.15)
    words = [label(f"{before}{title}") for title in shown["title"]]
    ends = [label(str(outcome).replace("_", " ")) for outcome in shown["outcome"]]
    drawn.add_trace(
        Bar(
            base=begins.round(3).tolist(),
            x=lengths.round(3).tolist(),
            y=[place[lot] + below for lot in shown["lot"]],
            orientation="h",
            width=width,
            name=name,
            marker={"color": color, "line": {"width": 0.6, "color": "#ffffff"} if width > 0.3 else {"width": 0}},
            customdata=list(zip(words, ends, (begins + lengths).round(1), lengths.round(1), strict=True)),
            hovertemplate="%{customdata[0]}<br>day %{base:.1f} to %{customdata[2]} (%{customdata[3]} d)"
            "<br>%{customdata[1]}<extra></extra>",
        )
    )


def _marks(drawn: Figure, decisions: pd.DataFrame, place: dict[str, int], manifest: Manifest) -> None:
    from plotly.graph_objects import Scatter

    rungs = manifest.titles.get("rung", {})
    there = decisions[decisions["lot"].isin(place)]
    released = there["outcome"].str.startswith("released")
    for name, kind, chosen, symbol, color, size in (
        ("released", "disposition", released, "diamond", GREEN, 9),
        ("not released", "disposition", ~released, "diamond", VERMILLION, 9),
        ("investigation", "investigation", ~released, "circle-open", PURPLE, 8),
        ("action plan", "action_plan", ~released, "triangle-up", VERMILLION, 11),
        ("recovery", "recovery", ~released, "star", PURPLE, 13),
    ):
        shown = there[(there["name"] == kind) & chosen]
        if shown.empty:
            continue
        subjects = [str(title).removeprefix(kind.replace("_", " ")).strip() for title in shown["title"]]
        words = [f"{kind.replace('_', ' ')}: {rungs.get(each.replace(' ', '_'), each)}" for each in subjects]
        ends = [str(each).replace("_", " ") for each in shown["outcome"]]
        drawn.add_trace(
            Scatter(
                x=shown["from_d"].round(3).tolist(),
                y=[place[lot] - (0.3 if kind == "recovery" else 0) for lot in shown["lot"]],
                mode="markers",
                name=name,
                marker={"symbol": symbol, "size": size, "color": color, "line": {"width": 1, "color": "#ffffff"}},
                customdata=[(label(word), label(end)) for word, end in zip(words, ends, strict=True)],
                hovertemplate="%{customdata[0]}<br>day %{x:.1f}: %{customdata[1]}<extra></extra>",
            )
        )
