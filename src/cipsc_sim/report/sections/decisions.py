"""Who is wrongly released, who wrongly rejected."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from cipsc_sim.analysis.truth import DECISIONS, INSIDE, decisions_by_truth
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, joined, tag
from cipsc_sim.report.markup import table as table_of
from cipsc_sim.report.numerals import MISSING, count, number, span
from cipsc_sim.report.section import Section
from cipsc_sim.report.uncertainty import estimate_of, ignorance_of, interval_of

_ERRORS = (
    (
        "false_release_fraction",
        "Released though outside",
        "released",
        {"": "any", ".safety": "safety", ".quality": "quality", ".material": "any, by more than a tenth"},
    ),
    (
        "false_reject_fraction",
        "Rejected though inside",
        "rejected",
        {"": "any", ".safety": "safety", ".quality": "quality", ".material": "none outside by more than a tenth"},
    ),
)


def section(contents: Contents) -> Section | None:
    """True state by decision per 1,000 batches, and the rates of both errors."""
    table = decisions_by_truth(contents.quick_rows, contents.manifest)
    if table.empty or not table["batches"].sum():
        return None
    reading = (
        "Rows are what is true of a batch, columns what was decided, per 1,000 batches that reached release testing; "
        "red cells are the errors: released though outside, rejected though inside."
    )
    origin = f"lots: {count(table['batches'].sum())} cohort batches whose truth is known; 95 % simulation intervals."
    parts = (_matrix(table), *_rates(contents))
    return Section("decisions", "Wrongly released, wrongly rejected", reading, origin, parts)


def _matrix(table: pd.DataFrame) -> Html:
    cells = {(row["truth"], row["decision"]): row for row in table.to_dict("records")}
    states = list(dict.fromkeys(table["truth"]))
    decisions = [each for each in DECISIONS if any(cells[state, each]["batches"] for state in states)]
    rows = [
        tag("tr", tag("th", f"truly {state}", scope="row"), *(_cell(cells[state, each]) for each in decisions))
        for state in states
    ]
    head = tag("tr", tag("th", "", scope="col"), *(tag("th", each, scope="col", class_="number") for each in decisions))
    return tag("div", tag("table", tag("thead", head), tag("tbody", *rows), class_="matrix"), class_="table")


def _cell(row: dict[Hashable, Any]) -> Html:
    inside = row["truth"] == INSIDE
    wrong = row["decision"] == ("rejected" if inside else "released")
    right = row["decision"] == ("released" if inside else "rejected")
    interval = span(row["per_1000_low"], row["per_1000_high"])
    small = tag("small", interval) if interval != MISSING else ""
    kind = "wrong" if wrong and row["batches"] else "right" if right else ""
    return tag("td", number(row["per_1000"]), small, class_=f"number {kind}".strip())


def _rates(contents: Contents) -> list[Html]:
    pairs = contents.manifest.pairs
    heads = ["Error", "By which specifications", "Rate", "95 % interval"]
    heads += (["5–95 % ignorance range"] if pairs else []) + ["Batches"]
    rows = []
    for kind, error, of, words in _ERRORS:
        seen = False
        for ending, by in words.items():
            entry = contents.estimate(f"{kind}{ending}")
            if entry.mean is None or entry.denominator is None:
                continue
            cells = ["" if seen else error, by, estimate_of(entry, True), interval_of(entry, True)]
            cells += [ignorance_of(entry, True)] if pairs else []
            rows.append([*cells, f"{count(entry.numerator or 0)} of {count(entry.denominator)} {of}"])
            seen = True
    if not rows:
        return []
    return [joined([tag("h3", "The rate of each error"), table_of(heads, rows, range(2, len(heads)))])]
