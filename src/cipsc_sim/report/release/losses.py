"""Limit against both errors, and against the expected loss at the stated prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cipsc_sim.analysis.release.answer import ReleaseAnswer, ReleaseTables
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, SKY, VERMILLION, label
from cipsc_sim.report.markup import Html, table, tag
from cipsc_sim.report.numerals import count, number, span, trimmed
from cipsc_sim.report.release.multiples import small_multiples
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LOGARITHMIC_FROM = 100.0
_HEADS = (
    "Test",
    "Lots",
    "Limit now",
    "Loss now",
    "Least loss at",
    "Least loss",
    "Within a tenth of it",
    "Not told from it",
)


def section(answer: ReleaseAnswer) -> Section | None:
    """Small multiples of the errors and the loss, and where the loss is least."""
    names = [name for name in dict.fromkeys(answer.tables["limits"]["specification"]) if _has_errors(answer, name)]
    if not names:
        return None
    priced = bool(answer.asked.prices)
    reading = (
        "Red: accepted though outside; orange: failed though inside, both per 1,000 lots tested, against where the limit is "
        "set. The dashed line is the limit as it is (the outer one where results between two are reviewed and go on); the true "
        "limit stays where it was."
    )
    if priced:
        reading += (
            " Blue is the expected loss at the stated prices, drawn to its own scale; pale blue are the limits whose loss is "
            "within a tenth of the least: a wide band says that it matters little where in it the limit stands."
        )
    origin = (
        "results of the cohort, the first reading and retests of the run judged again; a retest that the run never began counts "
        "with its chance in closed form. What a limit does to the rest of the plant is not in it."
    )
    parts: list[Html | Drawn] = [] if priced else [_without_prices(answer)]
    parts.append(Drawn("limits", draw(answer, names)))
    if len(answer.tables["best"]):
        parts.append(_best(answer))
    return Section("limits", "Where to set a limit", reading, origin, tuple(parts))


def _has_errors(answer: ReleaseAnswer, name: str) -> bool:
    """Whether any limit that was looked at makes an error."""
    return bool((answer.of("limits", name)[["false_release", "false_reject"]] > 0).any(axis=None))


def _without_prices(answer: ReleaseAnswer) -> Html:
    path = f"release.{answer.manifest.wanted}.prices"
    text = f"No prices are stated, so the errors are not weighed. State {path}: {{false_release: …, false_reject: …}}."
    return tag("p", text, class_="banner")


def draw(answer: ReleaseTables, names: Sequence[str]) -> Figure:
    """Small multiples, one for each specification."""
    drawn = small_multiples("Both errors against the limit", answer, names, _panel, legend=True)
    drawn.update_yaxes(rangemode="tozero")
    return drawn


def _panel(drawn: Figure, answer: ReleaseTables, name: str, place: dict[str, int]) -> None:
    from plotly.graph_objects import Scatter

    limits, best = answer.of("limits", name), answer.of("best", name)
    x = [float(f"{value:.5g}") for value in limits["limit"]]
    logarithmic = x[0] > 0 and x[-1] > LOGARITHMIC_FROM * x[0]
    lines = [("accepted though outside", "false_release", VERMILLION), ("failed though inside", "false_reject", ORANGE)]
    highest = max(float(limits[column].max()) for _, column, _ in lines) or 1.0
    curves = [(words, limits[column].astype(float), color, "per 1,000") for words, column, color in lines]
    if len(best):
        scale = highest / max(float(limits["loss"].max()), 1e-12)
        curves.append(("expected loss, own scale", scale * limits["loss"].astype(float), BLUE, "of its own scale"))
    for words, values, color, unit in curves:
        hover = f"limit %{{x:.4g}}: %{{y:.3g}} {unit}<extra>{words}</extra>"
        line = {"color": color, "width": 2.4 if color == BLUE else 1.6}
        trace = Scatter(x=x, y=values.round(5).tolist(), mode="lines", line=line, name=words, legendgroup=words)
        drawn.add_trace(
            trace.update(showlegend=not any(each.name == words for each in drawn.data), hovertemplate=hover), **place
        )
    if len(best):
        ends = {"x0": float(best["nearly_low"].iloc[0]), "x1": float(best["nearly_high"].iloc[0])}
        drawn.add_vrect(**ends, fillcolor=SKY, opacity=0.3, line_width=0, layer="below", **place)
    drawn.add_vline(x=float(limits["now"].iloc[0]), line={"color": GREY, "width": 1.2, "dash": "dash"}, **place)
    unit = answer.manifest.unit_of(answer.manifest.specifications[name].attribute)
    kind: dict[str, Any] = {"type": "log", "dtick": 1, "exponentformat": "power"} if logarithmic else {"nticks": 5}
    within = "" if unit == "1" else f" ({label(unit)})"
    drawn.update_xaxes(title_text=f"limit{within}", title_standoff=2, **kind, **place)


def _best(answer: ReleaseAnswer) -> Html:
    rows = []
    for row in answer.tables["best"].to_dict("records"):
        unit = row["unit"]
        cells = [row["title"], count(row["lots"]), trimmed(row["limit_now"], unit), number(row["loss_now"])]
        cells += [trimmed(row["limit_least"], unit), number(row["loss_least"])]
        rows.append([*cells, *(span(row[f"{each}_low"], row[f"{each}_high"]) for each in ("nearly", "same"))])
    text = f"Losses are in {answer.manifest.currency} per 1,000 lots tested."
    return tag("div", table(_HEADS, rows, numeric=range(1, 8)), tag("p", text, class_="note"))
