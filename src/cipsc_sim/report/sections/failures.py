"""Why orders, batches and other lots fail, the most frequent reason first; and what recovery takes and gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.pareto import ORDER, pareto
from cipsc_sim.analysis.rescue import rescue
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, framed, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, joined, table, tag
from cipsc_sim.report.numerals import count, number, percent, percent_span, quantity
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "failures"
MOST = 8
"""Reasons drawn for orders and for each material; the table has all."""


def section(contents: Contents) -> Section | None:
    """The Pareto of each subject, and the table of recoveries."""
    failures = pareto(contents.rows, contents.manifest)
    if failures.empty:
        return None
    reading = (
        "Bars: share of those that ended, with 95 % simulation interval; beside them the cumulative share of all failures "
        "of that subject. One primary reason each, at the place where it struck."
    )
    origin = "orders and lots of the cohort that ended; decisions for recoveries; all replications."
    drawn = Drawn(NAME, _draw(failures, contents.manifest))
    parts = (drawn, details("The numbers", _numbers(failures, contents.manifest)), _recoveries(contents))
    return Section("failures", "Why they fail", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The Pareto alone."""
    failures = pareto(contents.rows, contents.manifest)
    return None if failures.empty else _draw(failures, contents.manifest)


def _subjects(failures: pd.DataFrame, manifest: Manifest) -> list[str]:
    """Orders first, then batches, then what they are made from, last made first."""
    there = set(failures["subject"])
    wanted = [ORDER, *reversed(manifest.chain)]
    return [each for each in wanted if each in there] + sorted(there - set(wanted))


def _draw(failures: pd.DataFrame, manifest: Manifest) -> Figure:
    from plotly.graph_objects import Bar

    subjects = _subjects(failures, manifest)
    groups = [failures[failures["subject"] == subject].head(MOST) for subject in subjects]
    lengths = [len(group) for group in groups]
    height = 92 + sum(26 * length + 30 for length in lengths)
    drawn = framed(
        "Failures by reason and place",
        height,
        rows=len(groups),
        cols=1,
        row_heights=[float(length) + 0.35 for length in lengths],
        vertical_spacing=32 / height,
        shared_xaxes=True,
        subplot_titles=[f"<b>{label(_title(subject, manifest))}</b>" for subject in subjects],
    )
    for i, (subject, group) in enumerate(zip(subjects, groups, strict=True), start=1):
        names = [label(_what(row, manifest)) for row in group.to_dict("records")]
        fraction = group["failure_fraction"].astype(float)
        ends = (group["failure_fraction_low"], group["failure_fraction_high"])
        drawn.add_trace(
            Bar(
                y=names,
                x=(100 * fraction).round(3).tolist(),
                orientation="h",
                marker_color=ORANGE if subject == ORDER else BLUE if subject == manifest.wanted else GREY,
                error_x=dict(whiskers(fraction, *ends, 100)),
                customdata=list(zip(group["failures"], (100 * group["cumulative_fraction"]).round(1), strict=True)),
                hovertemplate="%{y}<br>%{x:.2f} % (%{customdata[0]} failures)<br>"
                "with those above %{customdata[1]} % of failures<extra></extra>",
            ),
            row=i,
            col=1,
        )
        _cumulative(drawn, names, group, i)
        drawn.update_yaxes(autorange="reversed", type="category", showgrid=False, row=i, col=1)
    drawn.update_xaxes(rangemode="tozero")
    drawn.update_xaxes(title_text="share of those that ended (%)", row=len(groups), col=1)
    drawn.update_layout(bargap=0.3, margin_r=64)
    drawn.for_each_annotation(lambda note: note.update(x=0, xanchor="left") if note.xref == "paper" else None)
    return drawn


def _cumulative(drawn: Figure, names: list[str], group: pd.DataFrame, row: int) -> None:
    for name, share in zip(names, group["cumulative_fraction"].astype(float), strict=True):
        drawn.add_annotation(
            x=1.0,
            xref="x domain" if row == 1 else f"x{row} domain",
            y=name,
            yref="y" if row == 1 else f"y{row}",
            text=f"Σ {100 * share:.0f} %",
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 11, "color": GREY},
        )


def _title(subject: str, manifest: Manifest) -> str:
    if subject == ORDER:
        return "Orders not treated with enough"
    title = manifest.title_of("material", subject)
    return f"{title[:1].upper()}{title[1:]}: lots that failed"


def _what(row: Any, manifest: Manifest) -> str:
    reason, place = str(row["reason"]).replace("_", " "), str(row["place"] or "")
    where = _place(place, manifest.made_by.get(row["subject"], ""), manifest)
    return f"{reason} · {where}" if where and where != reason else reason


def _place(place: str, procedure: str, manifest: Manifest) -> str:
    """The title of a step, of the procedure itself if it has one of that name."""
    steps = manifest.titles.get("step", {})
    own = steps.get(f"{procedure}.{place}") or next(
        (title for key, title in steps.items() if key.partition(".")[2] == place), ""
    )
    return own or place.replace("_", " ")


def _numbers(failures: pd.DataFrame, manifest: Manifest) -> Html:
    heads = ("Of", "Reason and place", "Failures", "Share of ended", "95 % interval", "Days lost", "Cost of the lot")
    rows = [
        (
            "order" if row["subject"] == ORDER else manifest.title_of("material", row["subject"]),
            _what(row, manifest),
            count(row["failures"]),
            percent(row["failure_fraction"]),
            percent_span(row["failure_fraction_low"], row["failure_fraction_high"]),
            number(row["lost_d"]),
            quantity(row["cost_per_failure"], manifest.currency),
        )
        for subject in _subjects(failures, manifest)
        for row in failures[failures["subject"] == subject].to_dict("records")
    ]
    return table(heads, rows, numeric=range(2, 7))


def _recoveries(contents: Contents) -> Html:
    taken = rescue(contents.rows, contents.manifest)
    if taken.empty:
        return Html("")
    heads = ("Recovery", "Taken", "Gave the order its lot", "95 % interval", "Days to release", "Cost of the attempt")
    rows = [
        (
            row["title"],
            count(row["recoveries"]),
            percent(row["success_fraction"]),
            percent_span(row["success_fraction_low"], row["success_fraction_high"]),
            f"{number(row['p50_d'])} ({number(row['p10_d'])}–{number(row['p90_d'])})" if row["p50_d"] == row["p50_d"] else "—",
            quantity(row["cost_per_recovery"], contents.manifest.currency),
        )
        for row in taken.to_dict("records")
    ]
    note = "Those whose outcome is known. Days: median (P10–P90) from the failure to the release, where there was one."
    return joined([tag("h3", "What recovery takes and gives"), table(heads, rows, range(1, 6)), tag("p", note, class_="note")])
