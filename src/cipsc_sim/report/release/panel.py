"""All tests together: true state × decision."""

from __future__ import annotations

from typing import Any

from cipsc_sim.analysis.release.answer import ReleaseAnswer
from cipsc_sim.analysis.release.panel import (
    CONCERNS,
    DECISIONS,
    FOR_QUALITY,
    FOR_SAFETY,
    OUT_OF_SPECIFICATION,
    RELEASED,
)
from cipsc_sim.analysis.truth import INSIDE
from cipsc_sim.report.markup import Html, joined, tag
from cipsc_sim.report.numerals import MISSING, count, number, span
from cipsc_sim.report.section import Section

_HEADS = {"all": "Every limit", "safety": "Limits that concern safety", "quality": "Limits that concern quality"}


def section(answer: ReleaseAnswer) -> Section | None:
    """The matrix of every limit, and of safety and quality apart."""
    table = answer.tables["panel"]
    if not table["batches"].sum():
        return None
    reading = (
        "Rows are what is true of a batch, columns what was decided, per 1,000 batches that came to judgement. Red cells "
        "are the errors: released though outside, rejected though inside. A batch inside all safety limits that is "
        "rejected for quality is no error of the safety tests."
    )
    origin = (
        f"lots of the run: {count(answer.asked.batches)} cohort batches that reached release testing or were stopped by a "
        "result, truth at the place where they were judged; 95 % simulation intervals."
    )
    parts = tuple(_matrix(table[table["concern"] == concern], concern) for concern in CONCERNS)
    return Section("panel", "All tests together", reading, origin, parts)


def is_wrong(concern: str, truth: str, decision: str) -> bool:
    """Whether a cell is an error of the tests of that concern."""
    if truth != INSIDE:
        return decision in (RELEASED, OUT_OF_SPECIFICATION)
    rejections = {"all": (FOR_SAFETY, FOR_QUALITY), "safety": (FOR_SAFETY,), "quality": (FOR_QUALITY,)}
    return decision in rejections[concern]


def _matrix(table: Any, concern: str) -> Html:
    cells = {(row["truth"], row["decision"]): row for row in table.to_dict("records")}
    states = list(dict.fromkeys(table["truth"]))
    decisions = [each for each in DECISIONS if any(cells[state, each]["batches"] for state in states)]
    head = tag("tr", tag("th", "", scope="col"), *(tag("th", each, scope="col", class_="number") for each in decisions))
    rows = [
        tag("tr", tag("th", f"truly {state}", scope="row"), *(_cell(cells[state, each], concern) for each in decisions))
        for state in states
    ]
    whole = tag("table", tag("thead", head), tag("tbody", *rows), class_="matrix")
    return joined([tag("h3", _HEADS[concern]), tag("div", whole, class_="table")])


def _cell(row: dict[str, Any], concern: str) -> Html:
    wrong = is_wrong(concern, row["truth"], row["decision"])
    interval = span(row["per_1000_low"], row["per_1000_high"])
    small = tag("small", interval) if interval != MISSING else ""
    kind = "number wrong" if wrong and row["batches"] else "number"
    return tag("td", number(row["per_1000"]), small, class_=kind)
