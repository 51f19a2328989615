"""What a treated order costs, and how much of it went into lots that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.analysis.costs import costs
from cipsc_sim.analysis.tallies.costs import CATEGORIES, SITE
from cipsc_sim.report.appearance import BLUE, ORANGE, framed, label, whiskers
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, details, escaped, table, tag
from cipsc_sim.report.numerals import percent, quantity, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "costs"
_COST, _FAILED = "cost_per_treated_order", "failed_per_treated_order"


def section(contents: Contents) -> Section | None:
    """Cost by category and by material."""
    spent = _spent(contents)
    if spent.empty:
        return None
    currency = contents.manifest.currency
    reading = (
        "Everything that the cohort cost, over the orders that were treated; the orange piece went into lots that "
        "failed: the price of failure, part of the cost. Left by kind of cost with 95 % simulation interval, right by "
        "what was being made."
    )
    origin = "lots of the cohort, stock begun in the window, upkeep and fixed cost of the window; all replications."
    numbers = details("The numbers", _numbers(contents, spent))
    parts = (Drawn(NAME, _draw(contents, spent)), _sentence(contents), numbers)
    return Section("costs", f"What a treated order costs ({currency})", reading, origin, parts)


def figure(contents: Contents) -> Figure | None:
    """The two panels alone."""
    spent = _spent(contents)
    return None if spent.empty else _draw(contents, spent)


def _spent(contents: Contents) -> pd.DataFrame:
    """Cost of each material and category; nothing where nobody was treated or nothing costs anything."""
    if not contents.estimate(_COST).mean:
        return pd.DataFrame()
    return costs(contents.quick_rows, contents.manifest)


def _draw(contents: Contents, spent: pd.DataFrame) -> Figure:
    manifest = contents.manifest
    by_category = _sums(spent, "category", [each for each in (*CATEGORIES, *SITE) if each in set(spent["category"])])
    by_category = by_category[by_category[_COST] > 0]
    made = [each for each in reversed(manifest.chain) if each in set(spent["material"])]
    others = sorted(set(spent["material"]) - {*made, ""})
    by_material = _sums(spent, "material", [*made, *others, ""])
    by_material = by_material[by_material[_COST] > 0]
    titles = ["by kind of cost", "by what was being made"]
    height = 116 + 34 * max(len(by_category), len(by_material))
    drawn = framed(
        f"Cost for each treated order ({label(manifest.currency)})",
        height,
        legend=True,
        rows=1,
        cols=2,
        subplot_titles=titles,
        horizontal_spacing=0.2,
    )
    entries = [contents.estimate(f"{_COST}.{each}") for each in by_category.index]
    mean, low, high = ([getattr(each, name) for each in entries] for name in ("mean", "low", "high"))
    _bars(drawn, by_category, [_words(each) for each in by_category.index], 1, whiskers(mean, low, high))
    names = [manifest.title_of("material", str(each)) if each else "site" for each in by_material.index]
    _bars(drawn, by_material, names, 2, None)
    drawn.update_xaxes(title_text=label(manifest.currency), tickformat="~s", rangemode="tozero")
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    drawn.update_layout(barmode="stack")
    return drawn


def _words(category: object) -> str:
    return str(category).replace("_", " ")


def _sums(spent: pd.DataFrame, by: str, order: list[str]) -> pd.DataFrame:
    return spent.groupby(by)[[_COST, _FAILED]].sum().loc[order]


def _bars(drawn: Figure, spent: pd.DataFrame, names: list[str], column: int, ends: dict[str, object] | None) -> None:
    from plotly.graph_objects import Bar

    labels = [label(name, 24) for name in names]
    kept = spent[_COST] - spent[_FAILED]
    for name, amounts, color in (("lots that did not fail", kept, BLUE), ("lots that failed", spent[_FAILED], ORANGE)):
        is_last = color == ORANGE
        drawn.add_trace(
            Bar(
                y=labels,
                x=amounts.round(2).tolist(),
                orientation="h",
                name=name,
                legendgroup=name,
                showlegend=column == 1,
                marker_color=color,
                error_x=ends if is_last else None,
                hovertemplate=f"%{{y}}<br>%{{x:,.4s}}, {name}<extra></extra>",
            ),
            row=1,
            col=column,
        )


def _sentence(contents: Contents) -> Html:
    whole = contents.estimate(_COST)
    burden = contents.estimate("failed_batch_cost_per_treated_order")
    if whole.mean is None or burden.mean is None:
        return Html("")
    said = f"In all {quantity(whole.mean, whole.unit)}"
    said += f" ({span(whole.low, whole.high, whole.unit)})" if whole.low is not None else ""
    said += f"; batches that failed, those for stock too, took {quantity(burden.mean, burden.unit)} of it"
    return tag("p", escaped(f"{said}, {percent(burden.mean / whole.mean)}."))


def _numbers(contents: Contents, spent: pd.DataFrame) -> Html:
    unit = contents.manifest.currency
    heads = ("Made", "Kind of cost", "For each treated order", "95 % interval", "Of that in lots that failed")
    rows = [
        (
            contents.manifest.title_of("material", row["material"]) if row["material"] else "site",
            _words(row["category"]),
            quantity(row[_COST], unit),
            span(row[f"{_COST}_low"], row[f"{_COST}_high"], unit),
            quantity(row[_FAILED], unit),
        )
        for row in spent.to_dict("records")
        if row[_COST]
    ]
    return table(heads, rows, numeric=range(2, 5))
