"""Pieces of the page of a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cipsc_sim.experiment.headline import Headline
from cipsc_sim.report.appearance import label
from cipsc_sim.report.markup import Html, details, table
from cipsc_sim.report.numerals import PP, number, percent, trimmed

FOLDED_ABOVE = 24


def folded(heads: list[str], rows: Sequence[Sequence[object]], numeric: Any = ()) -> Html:
    """A table; a long one folded away."""
    made = table(heads, rows, numeric=numeric)
    return details(f"All {len(rows):,} points", made) if len(rows) > FOLDED_ABOVE else made


def judged(estimates: pd.DataFrame, place: int) -> str:
    """The verdict on a difference, as it is read."""
    word, needed = estimates["verdict"].loc[place], estimates["replications_needed"].loc[place]
    if not isinstance(word, str):
        return ""
    return word if pd.isna(needed) else f"{word}, about {float(needed):,.0f} needed"


def margin(margin: float, headline: Headline, unit: str) -> str:
    """A margin, as it is read; ``value`` is no unit."""
    return f"{100 * margin:g} {PP}" if headline.is_fraction else trimmed(margin, "1" if unit == "value" else unit)


def labels(mine: pd.DataFrame) -> list[str]:
    """What the points of these rows are called in a figure."""
    return [label(str(each), 48) for each in mine["label"]]


def scaled(values: pd.Series, headline: Headline) -> pd.Series:
    """Values as they are drawn: fractions in percent."""
    return values.astype(float) * (100.0 if headline.is_fraction else 1.0)


def one(headline: Headline, value: float) -> str:
    """A value of the estimate, as it is read."""
    return percent(value) if headline.is_fraction else number(value)


def cell(value: Any) -> str:
    """A level of a factor, as it is read."""
    if isinstance(value, float):
        return "" if pd.isna(value) else number(value)
    return str(value)
