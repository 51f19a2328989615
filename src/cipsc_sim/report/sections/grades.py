"""On which evidence the answer rests, and what to measure next: a linear look at the priors."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.analysis.estimates.ignorance import PairValues
from cipsc_sim.analysis.grade_shares import (
    NOT_LINEAR,
    SIMULATION,
    chance_limit,
    grade_shares,
    strongest_inputs,
    success_by_pair,
)
from cipsc_sim.analysis.prior_scores import PriorScores
from cipsc_sim.report.appearance import BLUE, GREY, INK, ORANGE, PALE, SKY, TEAL, framed, label
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import SPACE, percent, percent_span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHARES, INPUTS = "grade_shares", "strongest_inputs"
_COLORS = {"A": SKY, "B": TEAL, "C": BLUE, "D": ORANGE, SIMULATION: GREY, NOT_LINEAR: PALE}
_WORDS = {
    "A": "grade A, measured on this product",
    "B": "grade B, a close analogue",
    "C": "grade C, derived",
    "D": "grade D, judgement",
    SIMULATION: "chance in two replications",
    NOT_LINEAR: "not explained linearly",
}


def section(contents: Contents) -> Section | None:
    """The shares and the ten strongest inputs."""
    known = _known(contents)
    if known is None:
        return None
    scores, headline = known
    shares, inputs = grade_shares(scores, headline), strongest_inputs(scores, headline)
    reading = (
        "How much of the variance of order success between pairs goes linearly with the inputs of each grade: a linear "
        "estimate from squared correlations, less what chance gives; whiskers are 95 % intervals of the jackknife over pairs."
    )
    origin = f"priors.csv: {len(scores.paths)} inputs drawn in {scores.pairs} pairs; order success of each pair from orders."
    parts = (Drawn(SHARES, _draw_shares(shares)), _caution(shares), *_next(scores, inputs))
    return Section("grades", "What the answer rests on", reading, origin, parts)


def shares_figure(contents: Contents) -> Figure | None:
    """The shares alone."""
    known = _known(contents)
    return None if known is None else _draw_shares(grade_shares(*known))


def inputs_figure(contents: Contents) -> Figure | None:
    """The strongest inputs alone."""
    known = _known(contents)
    return None if known is None else _draw_inputs(known[0], strongest_inputs(*known))


def _known(contents: Contents) -> tuple[PriorScores, PairValues] | None:
    scores = contents.scores
    if scores is None or not scores.paths or 2 * scores.pairs != contents.rows.replications:
        return None
    headline = success_by_pair(contents.rows, contents.manifest)
    return None if headline is None else (scores, headline)


def _draw_shares(shares: pd.DataFrame) -> Figure:
    from plotly.graph_objects import Bar

    drawn = framed("Share of the variance of order success between pairs", 84 + 36 * len(shares))
    names = []
    for row in shares.to_dict("records"):
        of = f", {row['inputs']:.0f} inputs" if row["inputs"] == row["inputs"] and row["inputs"] is not None else ""
        names.append(f"{_WORDS.get(row['part'], row['part'])}{of}")
    share = shares["share"].clip(0, 1)
    low, high = shares["share_low"].clip(0, 1), shares["share_high"].clip(0, 1)
    drawn.add_trace(
        Bar(
            y=names,
            x=(100 * share).round(2).tolist(),
            orientation="h",
            marker_color=[_COLORS.get(part, PALE) for part in shares["part"]],
            error_x={
                **{"type": "data", "symmetric": False, "color": INK, "thickness": 1.2, "width": 4},
                "array": (100 * (high - share)).round(2).tolist(),
                "arrayminus": (100 * (share - low)).round(2).tolist(),
            },
            customdata=[percent(each) for each in shares["share"]],
            hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        )
    )
    drawn.update_xaxes(title_text="share of the variance (%)", range=[0, 102])
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return drawn


def _caution(shares: pd.DataFrame) -> Html:
    said = [
        f"{_WORDS.get(row['part'], row['part'])}: {percent(max(row['share'], 0.0))} "
        f"({percent_span(max(row['share_low'], 0.0), min(max(row['share_high'], 0.0), 1.0))})"
        for row in shares.to_dict("records")
    ]
    text = f"{'; '.join(said)}. "
    provisional = tag("b", "Provisional: ") if shares["provisional"].any() else ""
    wide = "for so many inputs these are few pairs, and the intervals are wide. " if provisional else ""
    bent = "Effects that bend, or that need two inputs at once, fall under “not explained linearly”."
    return tag("p", text[:1].upper() + text[1:], provisional, wide, bent, class_="note")


def _next(scores: PriorScores, inputs: pd.DataFrame) -> tuple[Html | Drawn, ...]:
    limit = chance_limit(len(scores.paths), scores.pairs)
    beyond = int(inputs["beyond_chance"].sum())
    found = f"{beyond} of these {len(inputs)}" if beyond else "None of these"
    note = (
        f"Provisional. {found} {'go' if beyond != 1 else 'goes'} with the answer more than chance would let the strongest of "
        f"{len(scores.paths)} inputs without any effect (|r| above {limit:.2f} in 5 % of runs). Rank with a Sobol or Morris "
        "study before paying for a measurement."
    )
    heads = ("Input", "Grade", "Correlation", "95 % interval", f"Success per{SPACE}+1{SPACE}sd", "Beyond chance")
    rows = [
        (
            tag("code", row["path"]),
            row["grade"],
            f"{row['correlation']:+.2f}".replace("-", "−"),
            f"{row['correlation_low']:+.2f} to {row['correlation_high']:+.2f}".replace("-", "−"),
            f"{100 * row['effect_per_sd']:+.1f} points".replace("-", "−"),
            "yes" if row["beyond_chance"] else "no",
        )
        for row in inputs.to_dict("records")
    ]
    head = joined([tag("h3", "What to measure next"), tag("p", note)])
    return head, Drawn(INPUTS, _draw_inputs(scores, inputs)), table(heads, rows, range(2, 5))


def _draw_inputs(scores: PriorScores, inputs: pd.DataFrame) -> Figure:
    from plotly.graph_objects import Scatter

    drawn = framed("Inputs that go with order success most", 110 + 30 * len(inputs), legend=True)
    limit = chance_limit(len(scores.paths), scores.pairs)
    drawn.add_vrect(x0=-limit, x1=limit, fillcolor="#f0f2f4", line_width=0, layer="below")
    drawn.add_vline(x=0, line={"color": GREY, "width": 1})
    order = [label(_short(path)) for path in inputs["path"]]
    for grade in sorted(set(inputs["grade"])):
        chosen = inputs["grade"] == grade
        r = inputs["correlation"].where(chosen)
        drawn.add_trace(
            Scatter(
                y=order,
                x=[round(float(each), 3) if each == each else nan for each in r],
                mode="markers",
                name=f"grade {label(str(grade))}",
                marker={"size": 9, "color": _COLORS.get(str(grade), GREY)},
                error_x={
                    **{"type": "data", "symmetric": False, "color": INK, "thickness": 1.2, "width": 3},
                    "array": (inputs["correlation_high"] - r).tolist(),
                    "arrayminus": (r - inputs["correlation_low"]).tolist(),
                },
                customdata=[label(path) for path in inputs["path"]],
                hovertemplate="%{customdata}<br>r = %{x:.2f}<extra></extra>",
            )
        )
    title = "correlation with order success (grey: the strongest of as many inputs without effect)"
    drawn.update_xaxes(title_text=title, range=[-1, 1])
    drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=order, autorange="reversed", showgrid=False
    )
    return drawn


def _short(path: str) -> str:
    """The end of a long path, which tells most."""
    parts = path.split(".")
    while len(".".join(parts)) > 46 and len(parts) > 2:
        parts = parts[1:]
    short = ".".join(parts)
    return short if short == path else f"…{short}"
