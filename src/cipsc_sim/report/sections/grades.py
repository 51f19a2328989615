"""On evidence of which grade the answer rests: a linear look at the priors."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.grade_shares import NOT_LINEAR, SIMULATION, grade_shares
from cipsc_sim.report.appearance import GREY, PALE, framed, grade_color, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, tag
from cipsc_sim.report.numerals import percent, percent_span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "grade_shares"
UNTOLD = "cannot be told yet"
"""Said where the interval holds none of it and all of it."""
_WORDS = {
    "A": "grade A, measured on this product",
    "B": "grade B, a close analogue",
    "C": "grade C, derived",
    "D": "grade D, judgement",
    SIMULATION: "chance within a pair",
    NOT_LINEAR: "not explained linearly",
}


def section(contents: Contents) -> Section | None:
    """The shares and how sure they are."""
    if contents.spread is None:
        return None
    scores, headline = contents.spread
    shares = grade_shares(scores, headline)
    reading = (
        "How much of the variance of order success between pairs goes linearly with the inputs of each grade: a linear "
        "estimate from squared correlations, less what chance gives, with 95 % intervals of the jackknife over pairs."
    )
    origin = (
        f"priors.csv ({len(scores.paths)} inputs drawn in {scores.pairs} pairs) and orders of the cohort, pair by pair."
    )
    return Section(
        "grades", "What the answer rests on", reading, origin, (Drawn(NAME, _draw(shares)), _caution(shares))
    )


def figure(contents: Contents) -> Figure | None:
    """The shares alone."""
    return None if contents.spread is None else _draw(grade_shares(*contents.spread))


def _words(row: dict[Hashable, Any]) -> str:
    words = _WORDS.get(str(row["part"]), str(row["part"]))
    inputs = row["inputs"]
    return f"{words}, {inputs:.0f} inputs" if isinstance(inputs, int | float) and inputs > 0 else words


def _draw(shares: pd.DataFrame) -> Figure:
    from plotly.graph_objects import Bar

    drawn = framed("Share of the variance of order success between pairs", 88 + 36 * len(shares))
    untold = [_cannot_be_told(row) for row in shares.to_dict("records")]
    share = shares["share"].clip(0, 1)
    share[untold] = 0.0  # no bar where the interval holds everything
    ends = whiskers(share, shares["share_low"].clip(0, 1), shares["share_high"].clip(0, 1), 100)
    colors = {SIMULATION: GREY, NOT_LINEAR: PALE}
    drawn.add_trace(
        Bar(
            y=[_words(row) for row in shares.to_dict("records")],
            x=(100 * share).round(2).tolist(),
            orientation="h",
            marker_color=[colors.get(part) or grade_color(part) for part in shares["part"]],
            error_x=ends,
            customdata=[UNTOLD if none else percent(each) for each, none in zip(share, untold, strict=True)],
            hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        )
    )
    drawn.update_xaxes(title_text="share of the variance (%)", range=[0, 102])
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return drawn


def _caution(shares: pd.DataFrame) -> Html:
    text = f"{'; '.join(_said(row) for row in shares.to_dict('records'))}. "
    provisional = tag("b", "Provisional: ") if shares["provisional"].any() else ""
    wide = "for so many inputs these are few pairs, and the intervals are wide. " if provisional else ""
    bent = "Effects that bend, or that need two inputs at once, fall under “not explained linearly”."
    return tag("p", text[:1].upper() + text[1:], provisional, wide, bent, class_="note")


def _cannot_be_told(row: dict[Hashable, Any]) -> bool:
    return bool(row["share_low"] <= 0 and row["share_high"] >= 1)


def _said(row: dict[Hashable, Any]) -> str:
    """A share between none and all of it, unless its interval holds both."""
    words = _WORDS.get(row["part"], row["part"])
    if _cannot_be_told(row):
        return f"{words}: {UNTOLD}"
    share, low, high = (min(max(row[name], 0.0), 1.0) for name in ("share", "share_low", "share_high"))
    return f"{words} {percent(share)} ({percent_span(low, high)})"
