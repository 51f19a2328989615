"""Whether the plant had forgotten that it began empty when counting began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.analysis.warm_up import WarmUp, warm_up
from cipsc_sim.report.appearance import BLUE, ORANGE, VERMILLION, framed
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import tag
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "warm_up"


def section(contents: Contents) -> Section | None:
    """The curve, and what warm-up would do; nothing for plants that are counted from their first day."""
    found = warm_up(contents.rows, contents.manifest)
    if found is None:
        return None
    reading = (
        "Orders in process day by day, averaged over replications, from an empty plant. Counting should begin where the curve "
        "has become level; the suggestion is MSER-5, the cut in the first half after which the mean is known best. A warm-up that is "
        "shorter and changes the mean by no more than 1 % is long enough."
    )
    kind = "note" if found.is_long_enough else "banner"
    parts = (Drawn(NAME, _draw(found)), tag("p", found.in_words(), class_=kind))
    return Section("warm-up", "Warm-up", reading, "orders, all of them, of every replication.", parts)


def figure(contents: Contents) -> Figure | None:
    """The curve alone."""
    found = warm_up(contents.rows, contents.manifest)
    return None if found is None else _draw(found)


def _draw(found: WarmUp) -> Figure:
    from plotly.graph_objects import Scatter

    drawn = framed("Orders in process", 300)
    drawn.add_trace(
        Scatter(
            x=list(range(len(found.in_process))), y=found.in_process.round(4).tolist(), line={"color": BLUE}, name=""
        )
    )
    marks = [(found.stated_d, "counting begins", ORANGE)]
    if found.suggested_d is not None:
        marks.append((found.suggested_d, "suggested", VERMILLION))
    for place, (day, words, colour) in enumerate(marks):
        where = "bottom right" if place == 0 else "top right"
        drawn.add_vline(
            x=day, line={"color": colour, "dash": "dot", "width": 1.5}, annotation_text=words, annotation_position=where
        )
    drawn.update_xaxes(title_text="day")
    drawn.update_yaxes(title_text="orders", rangemode="tozero")
    return drawn
