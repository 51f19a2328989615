"""The staffing grid: how many of a group on which shifts, and what becomes of the tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cipsc_sim.analysis.cells import YEAR_MIN
from cipsc_sim.experiment.shift_words import shifts_in_words
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.page.figures import heat_map
from cipsc_sim.experiment.views.view import View
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import number, percent, percent_span, span
from cipsc_sim.report.section import Drawn, Section

if TYPE_CHECKING:
    from cipsc_sim.experiment.study.sweep import Swept

GROUP = "facility.people."
WITHIN = 0.01
"""As good as the best: on-time share within a percentage point of it."""

_KEYS = {
    "on_time": "on_time_task_fraction",
    "late": "late_task_fraction",
    "missed": "missed_task_fraction",
    "treated": "treated_per_year",
    "time_p90": "order_to_treatment_d.p90",
}


def view(swept: Swept) -> View:
    """The grid of the two factors: the count of a group, and its shifts."""
    grid = grid_of(swept)
    title = swept.manifest.title_of("resource", group_of(swept.study.factors))
    said = tuple(sentences(grid, title))
    return View(said, lambda: [_section(grid, said, title, _factors(swept.study.factors))])


def group_of(factors: Sequence[Factor]) -> str:
    """The staff group that both factors are about."""
    return factors[0].path.removeprefix(GROUP).partition(".")[0]


def _factors(factors: Sequence[Factor]) -> tuple[Factor, Factor]:
    """The count first, then the shifts."""
    first, second = factors
    return (first, second) if first.path.endswith(".count") else (second, first)


def grid_of(swept: Swept) -> pd.DataFrame:
    """One row for each point: ``count``, ``shifts`` in words, estimates, and hours paid for and of overtime in a year."""
    how_many, when = _factors(swept.study.factors)
    group = group_of(swept.study.factors)
    found: dict[str, Any] = {
        "count": [point.levels[how_many.name] for point in swept.study.points],
        "shifts": [shifts_in_words(point.levels[when.name]) for point in swept.study.points],
    }
    for name, key in _KEYS.items():
        values = swept.values(key)
        for column, part in (("mean", ""), ("low", "_low"), ("high", "_high")):
            found[f"{name}{part}"] = values[column].astype(float).to_numpy()
    years = swept.manifest.window.minutes / YEAR_MIN
    use = swept.values(f"utilisation.{group}")
    present = use["denominator"].astype(float) / use["n"].astype(float) / 60 / years
    overtime = swept.values(f"overtime_h_per_year.{group}")["mean"].astype(float)
    return pd.DataFrame(found | {"paid_h": (present + overtime).to_numpy(), "overtime_h": overtime.to_numpy()})


def sentences(grid: pd.DataFrame, title: str) -> Iterator[str]:
    """The fewest paid hours that are as good as the best, and what that is."""
    if grid["on_time_low"].isna().all():
        yield "Fewer than ten replications: which of these keep tasks on time cannot be told. Play more with --pairs."
        return
    best = grid["on_time"].max()
    chosen = grid[grid["on_time"] >= best - WITHIN].sort_values("paid_h", kind="stable").iloc[0]
    yield (
        f"{title}: {chosen['count']} on {chosen['shifts']} keep {percent(chosen['on_time'])} of tasks on time with "
        f"{number(chosen['paid_h'])} paid hours a year; no other that is within a point of the best ({percent(best)}) pays fewer."
    )
    worst = grid.sort_values("on_time", kind="stable").iloc[0]
    yield (
        f"The least on time is {worst['count']} on {worst['shifts']}: {percent(worst['on_time'])}, "
        f"{percent(worst['missed'])} missed, P90 from order to treatment {number(worst['time_p90'])} d."
    )


def _section(grid: pd.DataFrame, said: tuple[str, ...], title: str, factors: tuple[Factor, Factor]) -> Section:
    reading = (
        f"{title} on duty at once, across, and their shifts, up; a number in brackets is all that are on duty in that shift. "
        "On time: of all attended tasks of the site that fell due. Overtime is worked past the end of a shift: tasks are begun "
        "only if their planned minutes fit, and may last longer. Paid hours are those on duty and of overtime."
    )
    origin = "estimates.parquet: on_time_task_fraction, late_task_fraction, missed_task_fraction, overtime_h_per_year, utilisation."
    lead = joined([tag("p", each, class_="answer" if place == 0 else "note") for place, each in enumerate(said)])
    maps = (
        _map("Tasks on time", "on time", factors, grid, "on_time", 100.0),
        _map(
            "Tasks begun late or missed", "late", factors, grid.assign(not_done=1 - grid["on_time"]), "not_done", 100.0
        ),
        _map("Overtime", "overtime", factors, grid, "overtime_h", 1.0),
    )
    return Section("staffing", "Staffing", reading, origin, (lead, *maps, _numbers(grid)))


def _map(
    title: str, name: str, factors: tuple[Factor, Factor], grid: pd.DataFrame, column: str, factor: float
) -> Drawn:
    values = grid[column] * factor
    unit = "%" if factor == 100 else "h a year"
    words = [f"{value:.1f} %" if factor == 100 else number(value) for value in values]
    shown = pd.DataFrame({"x": grid["count"], "y": grid["shifts"], "mean": values, "text": words})
    return Drawn(f"staffing-{name.replace(' ', '-')}", heat_map(title, factors, unit, shown, None))


def _numbers(grid: pd.DataFrame) -> Html:
    heads = [
        "Shifts",
        "On duty",
        "On time",
        "95 %",
        "Late",
        "Missed",
        "Overtime, h/y",
        "Paid, h/y",
        "Treated/y",
        "P90, d",
        "95 %",
    ]
    rows = [
        (
            row["shifts"],
            str(row["count"]),
            percent(row["on_time"]),
            percent_span(row["on_time_low"], row["on_time_high"]),
            percent(row["late"]),
            percent(row["missed"]),
            number(row["overtime_h"]),
            number(row["paid_h"]),
            number(row["treated"]),
            number(row["time_p90"]),
            span(row["time_p90_low"], row["time_p90_high"]),
        )
        for row in grid.to_dict("records")
    ]
    return table(heads, rows, numeric=range(1, 11))
