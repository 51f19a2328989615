"""Each test by itself: its two errors."""

from __future__ import annotations

from typing import Any

from cipsc_sim.analysis.release.answer import ReleaseAnswer
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import MISSING, count, number, percent, percent_span, span
from cipsc_sim.report.section import Section

_HEADS = (
    "Test",
    "Concerns",
    "Lots",
    "Outside",
    "Accepted though outside",
    "Failed though inside",
    "of those outside",
    "of those inside",
)


def section(answer: ReleaseAnswer) -> Section | None:
    """The table of errors, by material."""
    errors = answer.tables["errors"]
    if errors.empty:
        return None
    reading = (
        "Each test is held against its own true limit alone, by the value that stands after retests. The first four columns "
        "of numbers are per 1,000 lots that it tested; the last two are the error of those that could suffer it."
    )
    origin = "results of the cohort, judged again by the rules of the scenario; 95 % simulation intervals."
    parts = []
    for material in dict.fromkeys(errors["on"]):
        rows = [_row(row) for row in errors[errors["on"] == material].to_dict("records")]
        title = answer.manifest.title_of("material", material)
        parts.append(joined([tag("h3", title), table(_HEADS, rows, numeric=range(2, 8))]))
    return Section("tests", "Each test by itself", reading, origin, tuple(parts))


def _row(row: dict[Any, Any]) -> list[object]:
    outside = row["outside_accepted"] + row["outside_failed"]
    cells = [row["title"], row["concerns"], count(row["lots"]), number(outside)]
    cells += [_per_1000(row, "outside_accepted"), _per_1000(row, "inside_failed")]
    return [*cells, _share(row, "accepted_though_outside"), _share(row, "failed_though_inside")]


def _per_1000(row: dict[Any, Any], name: str) -> Html:
    return _with(number(row[name]), span(row[f"{name}_low"], row[f"{name}_high"]))


def _share(row: dict[Any, Any], name: str) -> Html | str:
    if row[name] != row[name]:
        return "none there"
    return _with(percent(row[name]), percent_span(row[f"{name}_low"], row[f"{name}_high"]))


def _with(value: str, interval: str) -> Html:
    return joined([value, tag("small", interval) if interval != MISSING else ""])
