"""Why orders, batches and other lots fail, the most frequent reason first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cipsc_sim.analysis.pareto import ORDER, pareto
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, framed, in_margin, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, table
from cipsc_sim.report.numerals import count, number, percent, percent_span, quantity
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "failures"
MOST, MOST_EARLIER = 8, 4
"""Reasons drawn for orders and for batches, and for what batches are made from; the table has all."""

WORTH_DRAWING = 0.005
"""A material that fails less often than this stands in the table only."""


def section(contents: Contents) -> Section | None:
    """The Pareto of each subject."""
    failures = pareto(contents.quick_rows, contents.manifest)
    if failures.empty:
        return None
    reading = (
        "Bars: share of those that ended, with 95 % simulation interval; beside them the cumulative share of all "
        "failures of that subject. One primary reason each, at the place where it struck. Below target: treated, with less than the "
        "target. Aborted: its order closed meanwhile. Left over: made, and not needed any more."
    )
    origin = "orders and lots of the cohort that ended; all replications."
    drawn = Drawn(NAME, _draw(failures, contents.manifest))
    parts = (drawn, details("The numbers", _numbers(failures, contents.manifest)))
    return Section("failures", "Why they fail", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The Pareto alone."""
    failures = pareto(contents.quick_rows, contents.manifest)
    return None if failures.empty else _draw(failures, contents.manifest)


def _subjects(failures: pd.DataFrame, manifest: Manifest) -> list[str]:
    """Orders first, then batches, then what they are made from, last made first."""
    there = set(failures["subject"])
    wanted = [ORDER, *reversed(manifest.chain)]
    return [each for each in wanted if each in there] + sorted(there - set(wanted))


def _draw(failures: pd.DataFrame, manifest: Manifest) -> Figure:
    from plotly.graph_objects import Bar

    subjects: list[str] = []
    groups: list[pd.DataFrame] = []
    for subject in _subjects(failures, manifest):
        most = MOST if subject in (ORDER, manifest.wanted) else MOST_EARLIER
        group = failures[failures["subject"] == subject].head(most)
        if group["failure_fraction"].max() >= WORTH_DRAWING or not groups:
            subjects.append(subject)
            groups.append(group)
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
                error_x=whiskers(fraction, *ends, 100),
                customdata=list(zip(group["failures"], (100 * group["cumulative_fraction"]).round(1), strict=True)),
                hovertemplate="%{y}<br>%{x:.2f} % (%{customdata[0]} failures)<br>"
                "with those above %{customdata[1]} % of failures<extra></extra>",
            ),
            row=i,
            col=1,
        )
        in_margin(drawn, names, [f"Σ {100 * share:.0f} %" for share in group["cumulative_fraction"]], i)
        drawn.update_yaxes(autorange="reversed", type="category", showgrid=False, row=i, col=1)
    drawn_values = pd.concat(groups)[["failure_fraction", "failure_fraction_high"]].to_numpy(dtype=np.float64)
    drawn.update_xaxes(range=[0, 104 * float(np.nanmax(drawn_values))])
    drawn.update_xaxes(title_text="share of those that ended (%)", row=len(groups), col=1)
    drawn.update_layout(bargap=0.3)
    drawn.for_each_annotation(lambda note: note.update(x=0, xanchor="left") if note.xref == "paper" else None)
    return drawn


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
