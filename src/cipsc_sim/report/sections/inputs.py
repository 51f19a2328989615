"""Which inputs go with the answer most: what to measure next."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.analysis.grade_shares import chance_limit, strongest_inputs
from cipsc_sim.report.appearance import GREY, framed, grade_color, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, table, tag
from cipsc_sim.report.numerals import SPACE
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "strongest_inputs"
LONGEST = 46
"""Characters of a path beside its line; the table has it whole."""


def section(contents: Contents) -> Section | None:
    """The ten strongest inputs, and whether that is more than chance."""
    if contents.spread is None:
        return None
    scores, headline = contents.spread[0].that_move_orders(), contents.spread[1]
    inputs = strongest_inputs(scores, headline)
    limit = chance_limit(len(scores.paths), scores.pairs)
    reading = (
        "Correlation of each input with order success over the pairs, with 95 % interval; the grey field is where the "
        f"strongest of {len(scores.paths)} inputs without any effect would lie in 95 % of runs."
    )
    origin = (
        "priors.csv and orders of the cohort, pair by pair; without prices and what a dose may do, which move no order."
    )
    parts = (_note(inputs), Drawn(NAME, _draw(inputs, limit)), details("The numbers", _numbers(inputs)))
    return Section("inputs", "What to measure next", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The strongest inputs alone."""
    if contents.spread is None:
        return None
    scores, headline = contents.spread[0].that_move_orders(), contents.spread[1]
    return _draw(strongest_inputs(scores, headline), chance_limit(len(scores.paths), scores.pairs))


def _note(inputs: pd.DataFrame) -> Html:
    beyond = int(inputs["beyond_chance"].sum())
    found = {0: "None of these lies", 1: "One of these lies"}.get(beyond, f"{beyond} of these lie")
    text = f"{found} outside the grey field. Rank with a sensitivity study before paying for a measurement."
    return tag("p", tag("b", "Provisional. "), text)


def _draw(inputs: pd.DataFrame, limit: float) -> Figure:
    from plotly.graph_objects import Scatter

    drawn = framed("Inputs that go with order success most", 116 + 30 * len(inputs), legend=True)
    drawn.add_vrect(x0=-limit, x1=limit, fillcolor="#eef1f4", line_width=0, layer="below")
    drawn.add_vline(x=0, line={"color": GREY, "width": 1})
    order = [label(_short(path)) for path in inputs["path"]]
    for grade in sorted(set(inputs["grade"])):
        r = inputs["correlation"].where(inputs["grade"] == grade)
        drawn.add_trace(
            Scatter(
                y=order,
                x=[round(float(each), 3) if each == each else nan for each in r],
                mode="markers",
                name=f"grade {label(str(grade))}",
                marker={"size": 9, "color": grade_color(str(grade))},
                error_x=whiskers(r, inputs["correlation_low"], inputs["correlation_high"]),
                customdata=[label(path) for path in inputs["path"]],
                hovertemplate="%{customdata}<br>r = %{x:.2f}<extra></extra>",
            )
        )
    drawn.update_xaxes(title_text="correlation with order success", range=[-1, 1])
    drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=order, autorange="reversed", showgrid=False
    )
    return drawn


def _short(path: str) -> str:
    """The end of a long path, which tells most."""
    parts = path.split(".")
    while len(".".join(parts)) > LONGEST and len(parts) > 2:
        parts = parts[1:]
    short = ".".join(parts)
    return short if short == path else f"…{short}"


def _numbers(inputs: pd.DataFrame) -> Html:
    heads = ("Input", "Grade", "Correlation", "95 % interval", f"Success per{SPACE}+1{SPACE}sd", "Beyond chance")
    rows = [
        (
            tag("code", row["path"]),
            row["grade"],
            _signed(row["correlation"], 2),
            f"{_signed(row['correlation_low'], 2)} to {_signed(row['correlation_high'], 2)}",
            f"{_signed(100 * row['effect_per_sd'], 1)} points",
            "yes" if row["beyond_chance"] else "no",
        )
        for row in inputs.to_dict("records")
    ]
    return table(heads, rows, range(2, 5))


def _signed(value: float, digits: int) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")
