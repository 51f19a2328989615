"""What must be bought when: for each demand, the site that keeps up with it, and what it has more than the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.rising import RISING
from cipsc_sim.analysis.tallies.costs import CATEGORIES, SITE
from cipsc_sim.experiment.views.view import View
from cipsc_sim.report.appearance import BLUE, SERIES, VERMILLION, framed, label, whiskers
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import number, percent, quantity, span
from cipsc_sim.report.section import Drawn, Section
from cipsc_sim.scenario.paths import get, parse

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from cipsc_sim.experiment.study.sweep import Swept

DEMAND = "orders.arrive.poisson.per_year"
RISE_THAT_MATTERS = 0.1
"""Of the orders that come in a year: where open orders may yet rise by more, few pairs have told nothing."""
_KEYS = {
    "treated": "treated_per_year",
    "time_p90": "order_to_treatment_d.p90",
    "cost": "cost_per_treated_order",
    "growth": "order_growth_per_year",
}


def view(swept: Swept) -> View:
    """Points by demand, each with the site that it was played on."""
    steps = steps_of(swept)
    said = tuple(sentences(steps))
    return View(said, lambda: [_section(steps, said, swept.manifest.currency)])


def steps_of(swept: Swept) -> pd.DataFrame:
    """One row for each point: ``label``, ``demand``, estimates, whether it ``keeps_up`` (None: cannot be told), whether open
    orders ``may_rise`` though they are not seen to, what was ``bought`` since the site of the point before, and the ``busiest``
    resource with its use.
    """
    points = swept.study.points
    rows: list[dict[str, Any]] = []
    before: Mapping[str, Any] | None = None
    values = {name: swept.values(key) for name, key in _KEYS.items()}
    costs = {kind: swept.values(f"cost_per_treated_order.{kind}") for kind in (*CATEGORIES, *SITE)}
    rises = swept.values("waiting_orders")["reason"].astype(str).str.contains(RISING)
    busiest = _busiest(swept)
    tree = points[swept.study.base].load().resolved.tree
    for place, point in enumerate(points):
        levels = {path: value for path, value in point.levels.items() if path != DEMAND}
        row: dict[str, Any] = {
            "label": point.label,
            "demand": float(point.levels.get(DEMAND, get(tree, parse(DEMAND)))),
        }
        for name, found in values.items():
            for column, part in (("mean", ""), ("low", "_low"), ("high", "_high")):
                row[f"{name}{part}"] = float(found[column].astype(float)[place])
        for kind in (*CATEGORIES, *SITE):
            row[f"cost_of_{kind}"] = float(costs[kind]["mean"].astype(float)[place])
        told = row["growth_low"] == row["growth_low"]
        row["keeps_up"] = None if not told else not rises[place]
        row["may_rise"] = bool(row["keeps_up"]) and row["growth_high"] > RISE_THAT_MATTERS * row["demand"]
        row["bought"] = _bought(levels if before is None else before, levels, tree, swept)
        row["busiest"] = busiest[place]
        rows.append(row)
        before = levels
    return pd.DataFrame(rows)


def _bought(before: Mapping[str, Any], now: Mapping[str, Any], tree: Mapping[str, Any], swept: Swept) -> list[str]:
    """What one site has and the other had not: ``Incubators 16 → 31``. What a point does not state is the scenario's."""
    changed = []
    for path in {**before, **now}:
        scenario = get(tree, parse(path))
        earlier, value = before.get(path, scenario), now.get(path, scenario)
        if earlier != value:
            changed.append(f"{_called(path, swept)} {_in_words(earlier)} → {_in_words(value)}")
    return changed


def _in_words(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _called(path: str, swept: Swept) -> str:
    """``Cell operators``; ``Cell operators, shift 2``."""
    parts = path.split(".")
    if path == "costs.fixed_per_year":
        return "fixed cost a year"
    if parts[0] != "facility" or len(parts) < 4:
        return path
    title = swept.manifest.title_of("resource", parts[2])
    return f"{title}, shift {int(parts[4]) + 1}" if parts[3] == "shifts" and len(parts) > 4 else title


def _busiest(swept: Swept) -> list[tuple[str, float]]:
    """By point, the resource that is used most of its time there."""
    estimates = swept.estimates
    use = estimates[estimates["key"].str.startswith("utilisation.")].dropna(subset=["mean"])
    most = use.sort_values("mean", ascending=False, kind="stable").groupby("point").first()
    names = [swept.manifest.title_of("resource", str(key).partition(".")[2]) for key in most["key"]]
    return list(zip(names, most["mean"].astype(float), strict=True))


def sentences(steps: pd.DataFrame) -> Iterator[str]:
    """For each demand, whether the site before still keeps up, and what is bought for it."""
    if steps["keeps_up"].isna().all():
        yield "Fewer than ten replications: which site keeps up cannot be told. Play more with --pairs."
    for demand, played in steps.groupby("demand", sort=True):
        kept = played[played["keeps_up"].eq(True)]
        failed = played[played["keeps_up"].eq(False)]
        if kept.empty and failed.empty:
            continue
        if kept.empty:
            yield f"{number(float(str(demand)))} a year: no site that was played keeps up."
            continue
        sure = kept[~kept["may_rise"]]
        first = (kept if sure.empty else sure).iloc[0]
        bought = f"bought: {', '.join(first['bought'])}" if first["bought"] else "nothing need be bought"
        too_small = "".join(f"“{each}” does not keep up; " for each in failed["label"].tail(1))
        unsure = "".join(f"“{row['label']}” {_in_doubt(row)}; " for _, row in kept[kept["may_rise"]].iterrows())
        does = "" if sure.empty else f"“{first['label']}” does; "
        told = bought if first["bought"] or not sure.empty else "nothing was bought"
        yield f"{number(float(str(demand)))} a year: {too_small}{unsure}{does}{told}."


def _in_doubt(row: pd.Series) -> str:
    return f"is not seen to fall behind, but open orders may rise by up to {number(row['growth_high'])} a year"


def _section(steps: pd.DataFrame, said: tuple[str, ...], currency: str) -> Section:
    reading = (
        "Each demand is played on the site that was there, and on the next one. A site keeps up where open orders do not surely rise "
        "through the count window, and may not by more than a tenth of what comes in a year (95 %); that is the least that can be "
        "asked of it: see also how long patients wait. The sizes are a decision of the study, not the cheapest that there are."
    )
    origin = "estimates.parquet: treated_per_year, order_to_treatment_d, cost_per_treated_order, order_growth_per_year, utilisation."
    lead = joined([tag("p", each, class_="note") for each in said])
    parts: list[Html | Drawn] = [lead, Drawn("purchases", _draw(steps)), _numbers(steps, currency)]
    parts += _money(steps, currency)
    return Section("purchases", "What must be bought when", reading, origin, tuple(parts))


def _money(steps: pd.DataFrame, currency: str) -> tuple[Drawn, ...]:
    """Cost of a treated order by kind, where anything costs anything."""
    import plotly.graph_objects as go

    kinds = [name.removeprefix("cost_of_") for name in steps.columns if name.startswith("cost_of_")]
    if not any(steps[f"cost_of_{kind}"].gt(0).any() for kind in kinds):
        return ()
    names = [label(each, 44) for each in steps["label"]]
    drawn = framed(f"Cost of a treated order ({label(currency)})", 130 + 30 * len(names), legend=True)
    for kind, color in zip(kinds, SERIES, strict=False):
        values = steps[f"cost_of_{kind}"].fillna(0).round(2).tolist()
        drawn.add_trace(go.Bar(y=names, x=values, name=kind.replace("_", " "), orientation="h", marker_color=color))
    drawn.update_layout(barmode="stack")
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False)
    drawn.update_xaxes(title_text=label(currency), tickformat="~s", rangemode="tozero")
    return (Drawn("purchases-cost", drawn),)


def _draw(steps: pd.DataFrame) -> Figure:
    import plotly.graph_objects as go

    names = [label(each, 44) for each in steps["label"]]
    drawn = framed(
        "Demand by demand, on the site before and on the next",
        130 + 30 * len(names),
        rows=1,
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.05,
    )
    colors = [VERMILLION if kept is False else BLUE for kept in steps["keeps_up"]]
    panels = (("treated", "treated, of each order that comes"), ("time_p90", "days from order to treatment, P90"))
    for column, (name, title) in enumerate(panels, start=1):
        by = steps["demand"] if name == "treated" else 1.0
        values = [steps[f"{name}{part}"] / by for part in ("", "_low", "_high")]
        marks = {"mode": "markers", "marker": {"size": 9, "color": colors}, "name": "", "showlegend": False}
        drawn.add_trace(
            go.Scatter(x=values[0].tolist(), y=names, error_x=whiskers(values[0], values[1], values[2]), **marks),
            1,
            column,
        )
        drawn.update_xaxes(title_text=title, rangemode="tozero", row=1, col=column)
    drawn.update_yaxes(autorange="reversed", type="category")
    return drawn


def _numbers(steps: pd.DataFrame, currency: str) -> Html:
    heads = ["Point", "Demand", "Keeps up", "Treated a year", "95 %", "P90, d", "Cost per treated", "Busiest", "Bought"]
    rows = [
        (
            row["label"],
            number(row["demand"]),
            "—" if row["keeps_up"] is None else "not told" if row["may_rise"] else "yes" if row["keeps_up"] else "no",
            number(row["treated"]),
            span(row["treated_low"], row["treated_high"]),
            number(row["time_p90"]),
            quantity(row["cost"], currency),
            f"{row['busiest'][0]}, {percent(row['busiest'][1])}",
            ", ".join(row["bought"]),
        )
        for row in steps.to_dict("records")
    ]
    return table(heads, rows, numeric=(1, 3, 4, 5, 6))
