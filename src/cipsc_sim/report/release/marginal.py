"""What each test alone keeps back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cipsc_sim.analysis.release.answer import ReleaseAnswer, ReleaseTables
from cipsc_sim.report.appearance import ORANGE, VERMILLION, framed, label
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import MISSING, count, number, percent, percent_span, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_HEADS = (
    *("Test", "Failed", "By it alone", "All others known"),
    *("Alone, per 1,000", "Outside, per 1,000", "Share outside"),
)


def section(answer: ReleaseAnswer) -> Section | None:
    """A bar and a row for each blocking test."""
    marginal = answer.tables["marginal"]
    if marginal.empty:
        return None
    reading = (
        "Without a test, what it alone fails would go on: orange were truly inside every limit, red truly outside one. A test "
        "with a long orange bar and no red rejects what is good; one without a bar is covered by others, or never needed here."
    )
    origin = (
        "frozen batches judged again without the test. A batch that fails is tested no further, so nearly every failure is its "
        "only one, and later tests might have stopped it all the same; “all others known” counts those that would surely be "
        "released. Truth is that at the place where the batch was stopped; what later steps would have made of it is not in it."
    )
    shown = marginal.loc[marginal["failed"] > 0, "specification"].tolist()
    parts: list[Html | Drawn] = [Drawn("marginal", draw(answer, shown))] if shown else []
    parts.append(table(_HEADS, [_row(row) for row in marginal.to_dict("records")], numeric=range(1, 7)))
    return Section("marginal", "What each test alone keeps back", reading, origin, tuple(parts))


def draw(answer: ReleaseTables, names: Sequence[str]) -> Figure:
    """A bar for each specification, the longest first."""
    from plotly.graph_objects import Bar

    every = answer.tables["marginal"]
    marginal = every[every["specification"].isin(names)].sort_values("alone", ascending=False, kind="stable")
    drawn = framed("Failed by this test and by no other, per 1,000 batches", 104 + 28 * len(marginal), legend=True)
    titles = [label(title, 34) for title in marginal["title"]]
    outside = marginal["outside_per_1000"].astype(float)
    inside = marginal["alone_per_1000"].astype(float) - outside
    for name, values, color in (("truly inside", inside, ORANGE), ("truly outside", outside, VERMILLION)):
        hover = f"%{{y}}<br>%{{x:.2f}} per 1,000, {name}<extra></extra>"
        bar = Bar(
            y=titles, x=values.round(4).tolist(), orientation="h", name=name, marker_color=color, hovertemplate=hover
        )
        drawn.add_trace(bar)
    drawn.update_layout(barmode="stack")
    drawn.update_xaxes(title_text="per 1,000 batches that came to judgement", rangemode="tozero")
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return drawn


def _row(row: dict[Any, Any]) -> list[object]:
    cells: list[object] = [
        row["title"],
        count(row["failed"]),
        count(row["alone"]),
        count(row["alone_complete"]),
    ]
    cells += [
        _with(number(row[name]), span(row[f"{name}_low"], row[f"{name}_high"]))
        for name in ("alone_per_1000", "outside_per_1000")
    ]
    if not row["alone"]:
        return [*cells, MISSING]
    return [
        *cells,
        _with(percent(row["outside_share"]), percent_span(row["outside_share_low"], row["outside_share_high"])),
    ]


def _with(value: str, interval: str) -> Html:
    return joined([value, tag("small", interval) if interval != MISSING else ""])
