"""Three parts of uncertainty of the numbers that are read first, and what each says of what is to come."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from cipsc_sim.analysis.estimates.parts import Variance
from cipsc_sim.analysis.registry import indicator_of, split_quantile, title_of
from cipsc_sim.analysis.uncertainty import Range, Uncertainty
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, framed, label
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import MISSING, number, percent, percent_span, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = "three_parts"
_ORIGIN = "summary.json: pairs of replications that share their facts."
_HEADS = ("", "simulation", "batches of a year", "ignorance", "long run", "next year", "next batch")


def section(contents: Contents) -> Section | None:
    """The parts as standard deviations, and the ranges; nothing where point values were played or of too few pairs."""
    found = contents.summary.uncertainty
    if not found:
        return None
    reading = (
        "Three reasons why a number is not known, each as a standard deviation, its 95 % interval below. Simulation: so few replications "
        "were played; more make it smaller. Batches of a year: one year is good or bad by chance; nothing but time averages that out. "
        "Ignorance: the facts are not known; only evidence makes it smaller. Then the 5–95 % ranges of what is to be expected: "
        "of the long-run value, of next year, and of the next single batch or order."
    )
    heads = list(_HEADS)
    rows = [_row(name, each, contents.manifest) for name, each in found.items()]
    caution = (
        "Next batch: a single one of those that were released or treated; — where one alone has no such value. A part that came out below "
        "zero is told as 0, with its upper end. Next year is told by its mean and variance."
    )
    parts = (
        Drawn(NAME, _draw(found, contents.manifest)),
        table(heads, rows, numeric=range(1, 7)),
        tag("p", caution, class_="note"),
    )
    return Section(
        "uncertainty",
        "What is uncertain, and why",
        reading,
        _ORIGIN,
        parts,
    )


def figure(contents: Contents) -> Figure | None:
    """The shares alone."""
    return _draw(contents.summary.uncertainty, contents.manifest) if contents.summary.uncertainty else None


def _row(name: str, found: Uncertainty, manifest: Manifest) -> list[object]:
    is_fraction = _is_fraction(name)
    spread = [_deviation(each, is_fraction) for each in (found.simulation, found.batches, found.ignorance)]
    ranges = [_range(each, is_fraction) for each in (found.long_run, found.next_year, found.next_batch)]
    return [_title(name, manifest), *spread, *ranges]


def _title(name: str, manifest: Manifest) -> str:
    """With the unit of all that stands beside it; of fractions the cells say %, and a rate is named as one."""
    indicator, member = indicator_of(split_quantile(name)[0])
    unit = indicator.unit_in(manifest, member)
    bare = indicator.in_percent or unit in ("1", "") or unit.endswith("/year")
    return title_of(name, manifest) + ("" if bare else f" ({unit})")


def _deviation(variance: Variance, is_fraction: bool) -> Html:
    one, two = (percent, percent_span) if is_fraction else (number, span)
    return joined([one(sqrt(variance.value)), tag("small", two(sqrt(variance.low), sqrt(variance.high)))])


def _range(ends: Range | None, is_fraction: bool) -> str:
    if ends is None:
        return MISSING
    return percent_span(*ends) if is_fraction else span(*ends)


def _is_fraction(name: str) -> bool:
    return indicator_of(split_quantile(name)[0])[0].in_percent


def _draw(found: dict[str, Uncertainty], manifest: Manifest) -> Figure:
    """Shares of the variance of what next year will bring."""
    from plotly.graph_objects import Bar

    names = [label(title_of(name, manifest), 40) for name in found]
    drawn = framed("Share of the variance of what next year will bring", 130 + 24 * len(names), legend=True)
    totals = [each.batches.value + each.ignorance.value + each.simulation.value for each in found.values()]
    for words, colour, values in (
        ("ignorance of the facts", ORANGE, [each.ignorance.value for each in found.values()]),
        ("chance in batches and orders", BLUE, [each.batches.value for each in found.values()]),
        ("simulation", GREY, [each.simulation.value for each in found.values()]),
    ):
        shares = [100 * value / total if total > 0 else 0.0 for value, total in zip(values, totals, strict=True)]
        drawn.add_trace(
            Bar(y=names, x=[round(each, 2) for each in shares], orientation="h", name=words, marker={"color": colour})
        )
    drawn.update_layout(barmode="stack")
    drawn.update_yaxes(autorange="reversed", type="category")
    drawn.update_xaxes(title_text="% of the variance", range=[0, 100])
    return drawn
