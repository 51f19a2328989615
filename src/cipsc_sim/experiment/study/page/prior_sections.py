"""The sections of studies over what is not known: what to measure next, and the parts of variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cipsc_sim.experiment.headline import Headline, headline_of
from cipsc_sim.experiment.study.page.contents import StudyContents
from cipsc_sim.experiment.study.page.markup import folded
from cipsc_sim.experiment.study.results.crossed import COMMON, IGNORANCE, OWN
from cipsc_sim.experiment.study.results.indices import PROVISIONAL_ABOVE
from cipsc_sim.experiment.study.results.tables import INDICES, INPUTS, VARIANCE, wanted_keys
from cipsc_sim.report.appearance import BLUE, ORANGE, SKY, framed, label, whiskers
from cipsc_sim.report.markup import Html, table, tag
from cipsc_sim.report.numerals import number, percent, percent_span, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

INPUTS_SHOWN = 15


def measure_next(contents: StudyContents) -> list[Section]:
    """Groups of inputs by what they do to the answer, then the single inputs that go with it most."""
    indices = contents.tables.get(INDICES)
    if indices is None or indices.empty:
        return []
    reading = (
        "First order: the share of the variance that would go on average if all numbers of the group were known. Total: the share that "
        "would stay if all others were known; what it has beyond the first acts together with others. Whiskers are 95 %, over rows and "
        "replications; what lies below 0 or above 1 is chance, and more rows draw it in. Measure first what has a high first-order index "
        "and a low grade."
    )
    found = []
    for key in wanted_keys(list(contents.study.margins), list(dict.fromkeys(indices["key"]))):
        mine = indices[indices["key"] == key]
        parts: list[Html | Drawn] = [_caution(mine)]
        for grouping, rows in mine.groupby("grouping", sort=False):
            title = f"{headline_of(key, contents.manifest).title}, by {grouping}"
            parts.append(Drawn(f"indices-{key}-{grouping}", _bars(title, rows.sort_values("total", ascending=False))))
        inputs = contents.tables[INPUTS]
        parts += [tag("h3", "Single inputs that go with it most"), _inputs(inputs[inputs["key"] == key])]
        origin = "indices.parquet, inputs.parquet: Saltelli's design over the priors."
        found.append(
            Section(
                f"next-{key}",
                f"What to measure next: {headline_of(key, contents.manifest).title}",
                reading,
                origin,
                tuple(parts),
            )
        )
    return found


def variance(contents: StudyContents) -> list[Section]:
    """The parts of variance of a crossed design."""
    found = contents.tables.get(VARIANCE)
    if found is None or found.empty:
        return []
    reading = (
        "Every draw of the facts is played with the same replications. Ignorance: between draws. Chance in common: good and bad luck that "
        "meets every draw alike. Chance of its own: what is left. Standard deviations with 95 % intervals; the last two together are "
        "what one count window brings by chance."
    )
    heads = ["", *(f"{name} (95 %)" for name in (IGNORANCE, COMMON, OWN)), "ignorance, share of the variance"]
    rows = [
        _parts_row(headline_of(str(key), contents.manifest), each.set_index("part"))
        for key, each in found.groupby("key", sort=False)
    ]
    return [
        Section(
            "variance", "Ignorance and chance", reading, "variance.parquet.", (table(heads, rows, numeric=range(1, 5)),)
        )
    ]


def _parts_row(headline: Headline, parts: pd.DataFrame) -> list[object]:
    one, two = (percent, percent_span) if headline.is_fraction else (number, span)
    roots = parts[["variance", "variance_low", "variance_high"]].astype(float) ** 0.5
    told = [
        f"{one(roots['variance'][name])} ({two(roots['variance_low'][name], roots['variance_high'][name])})"
        for name in (IGNORANCE, COMMON, OWN)
    ]
    return [headline.title, *told, percent(float(parts["share"][IGNORANCE]))]


def _caution(mine: pd.DataFrame) -> Html:
    noise = float(mine["noise_share"].iloc[0])
    words = f"{noise:.1%} of the variance between rows is noise of the simulation"
    if noise > PROVISIONAL_ABOVE:
        return tag(
            "p",
            tag("strong", "Provisional."),
            f" {words}, more than {PROVISIONAL_ABOVE:.0%}: play more pairs.",
            class_="banner",
        )
    return tag("p", f"{words}.", class_="note")


def _bars(title: str, rows: pd.DataFrame) -> Figure:
    import plotly.graph_objects as go

    names = [label(f"{name} ({inputs})", 40) for name, inputs in zip(rows["group"], rows["inputs"], strict=True)]
    figure = framed(title, 130 + 34 * len(names), legend=True)
    for order, colour in (("first", BLUE), ("total", SKY)):
        bars = dict(whiskers(rows[order], rows[f"{order}_low"], rows[f"{order}_high"]))
        shares = rows[order].astype(float).round(4).tolist()
        called = "first order" if order == "first" else "total"
        figure.add_trace(
            go.Bar(y=names, x=shares, orientation="h", name=called, error_x=bars, marker={"color": colour})
        )
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(title_text="share of the variance", zeroline=True, zerolinecolor=ORANGE)
    return figure


def _inputs(mine: pd.DataFrame) -> Html:
    rows = [
        [
            row["path"],
            row["grade"],
            row["source"],
            f"{row['correlation']:+.2f} ({row['correlation_low']:+.2f} to {row['correlation_high']:+.2f})".replace(
                "-", "−"
            ),
            "" if row["beyond_chance"] else "may be chance",
        ]
        for _, row in mine.head(INPUTS_SHOWN).iterrows()
    ]
    return folded(["Input", "Grade", "Source", "Correlation (95 %)", ""], rows, numeric=(3,))
