"""Figures of a study: curves, maps, response surfaces, fronts, and lists of differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.results.surface import Surface
from cipsc_sim.report.appearance import BLUE, GREY, ORANGE, SKY, framed, label, whiskers

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

STEPS = 41
_COLOURS = [[0.0, "#f3f6f9"], [0.5, "#8ec9ea"], [1.0, "#0b4f80"]]


def curve(title: str, along: str, unit: str, values: pd.DataFrame, *, log: bool = False) -> Figure:
    """Means along one factor (columns x, mean, low, high, ignorance_low, ignorance_high, name), intervals, ignorance."""
    import plotly.graph_objects as go

    values = values.sort_values("x", kind="stable")
    figure = framed(title, 340)
    pale: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_trace(go.Scatter(x=values["x"], y=values["ignorance_low"], **pale))
    pale |= {"fill": "tonexty", "fillcolor": "rgba(142,202,234,.3)"}
    figure.add_trace(go.Scatter(x=values["x"], y=values["ignorance_high"], **pale))
    bars = dict(whiskers(values["mean"], values["low"], values["high"]))
    line = {"mode": "lines+markers", "line": {"color": BLUE}, "text": values["name"], "name": ""}
    figure.add_trace(go.Scatter(x=values["x"], y=values["mean"], error_y=bars, **line))
    figure.update_xaxes(title_text=label(along), type="log" if log else "linear")
    figure.update_yaxes(title_text=label(unit))
    return figure


def differences(title: str, unit: str, values: pd.DataFrame, base: int) -> Figure:
    """Point by point (columns mean, low, high, name), the differences to the base point."""
    import plotly.graph_objects as go

    figure = framed(title, 120 + 24 * len(values))
    colours = [GREY if place == base else BLUE for place in range(len(values))]
    marks = {"mode": "markers", "marker": {"color": colours, "size": 9}, "name": ""}
    bars = dict(whiskers(values["mean"], values["low"], values["high"]))
    figure.add_trace(go.Scatter(x=values["mean"], y=values["name"], error_x=bars, **marks))
    figure.add_vline(x=0, line={"color": SKY, "dash": "dot", "width": 1})
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(title_text=label(unit))
    return figure


def tornado(title: str, unit: str, values: pd.DataFrame) -> Figure:
    """Factor by factor (columns factor, level, mean), how far each level moves the estimate; the widest first."""
    import plotly.graph_objects as go

    # A row for each level: whiskers of two levels on one row would lie on one another, and on their names.
    widest = values.assign(size=values["mean"].abs().groupby(values["factor"]).transform("max"))
    rows = widest.sort_values(["size", "factor", "mean"], ascending=[False, True, True], kind="stable")
    names = [label(f"{name} · {level}", 44) for name, level in zip(rows["factor"], rows["level"], strict=True)]
    figure = framed(title, 130 + 22 * len(rows))
    figure.add_trace(
        go.Bar(
            y=list(range(len(names))),
            x=rows["mean"].round(6).tolist(),
            text=names,
            textposition="none",
            orientation="h",
            marker={"color": [ORANGE if mean < 0 else BLUE for mean in rows["mean"]]},
            error_x=dict(whiskers(rows["mean"], rows["low"], rows["high"])),
            hovertemplate="%{text}: %{x:.4g}<extra></extra>",
        )
    )
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, autorange="reversed")
    figure.update_xaxes(title_text=label(unit), zeroline=True, zerolinecolor=GREY)
    return figure


def heat_map(
    title: str, factors: tuple[Factor, Factor], unit: str, values: pd.DataFrame, span: tuple[float, float] | None
) -> Figure:
    """Two factors across and up, the mean as colour and in words (columns x, y, mean, text)."""
    import plotly.graph_objects as go

    across, up = (list(dict.fromkeys(values[name])) for name in ("x", "y"))
    table = values.pivot(index="y", columns="x", values="mean").reindex(index=up, columns=across)
    words = values.pivot(index="y", columns="x", values="text").reindex(index=up, columns=across)
    figure = framed(title, 170 + 46 * len(up))
    figure.add_trace(
        go.Heatmap(
            x=[label(str(each)) for each in across],
            y=[label(str(each)) for each in up],
            z=table.astype(float).to_numpy().tolist(),
            text=words.fillna("").to_numpy().tolist(),
            texttemplate="%{text}",
            hovertemplate="%{x} · %{y}: %{z:.4g}<extra></extra>",
            colorscale=_COLOURS,
            zmin=None if span is None else span[0],
            zmax=None if span is None else span[1],
            xgap=2,
            ygap=2,
            colorbar={"title": {"text": label(unit), "side": "right"}, "thickness": 12},
        )
    )
    figure.update_xaxes(title_text=label(factors[0].name), type="category", showgrid=False)
    figure.update_yaxes(title_text=label(factors[1].name), type="category", showgrid=False)
    return figure


def response_surface(
    title: str,
    factors: Sequence[Factor],
    surface: Surface,
    shares: Floats,
    unit: str,
    factor: float,
    bounds: tuple[float, float] | None,
) -> Figure:
    """The surface over the two factors that move it most, all others at the middle, and where the points lie."""
    import plotly.graph_objects as go

    most = [int(each) for each in np.argsort(-surface.weights(len(factors)), kind="stable")[:2]]
    x, y = sorted(most)
    grid = np.linspace(0, 1, STEPS)
    rows = np.full((STEPS * STEPS, len(factors)), 0.5)
    rows[:, x], rows[:, y] = np.tile(grid, STEPS), np.repeat(grid, STEPS)
    values = surface.at(rows)
    if bounds is not None:
        values = np.clip(values, *bounds)
    figure = framed(title, 460)
    places = [[_value(factors[each], u) for u in grid] for each in (x, y)]
    figure.add_trace(
        go.Contour(
            x=places[0],
            y=places[1],
            z=(factor * values.reshape(STEPS, STEPS)).round(6).tolist(),
            colorscale=_COLOURS,
            contours={"showlabels": True},
            colorbar={"title": {"text": label(unit), "side": "right"}, "thickness": 12},
            hovertemplate="%{x:.4g} · %{y:.4g}: %{z:.4g}<extra></extra>",
        )
    )
    at = [[_value(factors[each], float(u)) for u in shares[:, each]] for each in (x, y)]
    figure.add_trace(
        go.Scatter(
            x=at[0], y=at[1], mode="markers", marker={"color": ORANGE, "size": 5}, hoverinfo="skip", name="points"
        )
    )
    for axis, each in ((figure.update_xaxes, x), (figure.update_yaxes, y)):
        span = factors[each].span
        axis(title_text=label(factors[each].name), type="log" if span is not None and span.log else "linear")
    return figure


def scatter_front(title: str, axes: tuple[str, str], table: pd.DataFrame, names: Sequence[str]) -> Figure:
    """Two estimates against each other (columns x, y, on_front), the front joined by a line."""
    import plotly.graph_objects as go

    figure = framed(title, 420, legend=True)
    beaten, best = table[~table["on_front"]], table[table["on_front"]].sort_values("x", kind="stable")
    labels = [label(str(name), 48) for name in names]
    for rows, mode, colour, called in (
        (beaten, "markers", GREY, "beaten"),
        (best, "lines+markers", BLUE, "on the front"),
    ):
        text = [labels[int(point)] for point in rows.index]
        marks = {"mode": mode, "marker": {"color": colour, "size": 9}, "line": {"color": colour, "shape": "hv"}}
        figure.add_trace(
            go.Scatter(
                x=rows["x"],
                y=rows["y"],
                text=text,
                name=called,
                hovertemplate="%{text}<br>%{x:.4g} · %{y:.4g}<extra></extra>",
                **marks,
            )
        )
    figure.update_xaxes(title_text=label(axes[0]))
    figure.update_yaxes(title_text=label(axes[1]))
    return figure


def _value(factor: Factor, share: float) -> float:
    span = factor.span
    assert span is not None
    if span.log:
        return float(span.low * (span.high / span.low) ** share)
    return float(span.low + share * (span.high - span.low))
