"""The plant played again: a result a day sooner, a test left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cipsc_sim.analysis.registry import indicator_of
from cipsc_sim.analysis.release.answer import VARIANTS, ReleaseAnswer
from cipsc_sim.report.markup import Html, details, joined, table, tag
from cipsc_sim.report.numerals import MISSING, count, number, percent, percent_span, points, points_span, span, trimmed
from cipsc_sim.report.section import Section

SOONER, WITHOUT = "a day sooner", "left out"
HEADS = {
    "treated_per_year": "Treated a year",
    "expired_fraction": "Expired",
    "action_plan_fraction": "Action plan",
    "false_release_per_1000": "Wrong releases",
    "order_to_treatment_d.p50": "Days, median",
    "cost_per_treated_order": "Cost",
}


def days(answer: ReleaseAnswer) -> Section | None:
    """The value of a day, by assay."""
    reading = (
        "Each row plays the plant again with one result a day sooner (its central value; what is not known scales with it). "
        "Shown is the difference to the scenario as it is, on the same random numbers, with its interval. Where the "
        "interval holds zero nothing was seen. A result that is awaited after release buys no lead time."
    )
    return _section(answer, SOONER, "days", "The value of a day", reading)


def tests(answer: ReleaseAnswer) -> Section | None:
    """What each test does to the plant, by leaving it out."""
    reading = (
        "Each row plays the plant again without one test: no sample, no analyst, no wait, no verdict. The difference is what "
        "the test does to the whole plant, the orders that are rescued instead of rejected included. What is then released though "
        "outside is told above, where the test is judged away: without it the scenario states no limit to be outside of."
    )
    return _section(answer, WITHOUT, "without", "Each test left out", reading)


def _section(answer: ReleaseAnswer, kind: str, key: str, title: str, reading: str) -> Section | None:
    variants = answer.tables.get(VARIANTS)
    if variants is None or not (variants["kind"] == kind).any():
        return None
    base = variants[variants["name"] == ""].set_index("key")
    there = set(variants.loc[variants["kind"] == kind, "key"])
    shown = [each for each in HEADS if each in base.index and each in there]
    heads = ["", *(["Days now"] if kind == SOONER else []), *(HEADS[each] for each in shown)]
    first = ["as it is", *([""] if kind == SOONER else []), *(_value(each, base.loc[each]) for each in shown)]
    rows: list[Sequence[object]] = [first]
    rows += [_row(each, kind, shown) for _, each in variants[variants["kind"] == kind].groupby("name", sort=False)]
    parts = [table(heads, rows, numeric=range(1, len(heads)))]
    if kind == WITHOUT and answer.asked.skipped:
        left = (f"{name}: {reason}" for name, reason in answer.asked.skipped.items())
        parts.append(details("Not played", tag("ul", *(tag("li", each) for each in left))))
    told = variants["name"].nunique() - 1
    origin = (
        f"a study of {count(2 * answer.asked.variant_pairs)} replications for each row, seed {answer.asked.seed}. Wrong releases "
        "are per 1,000 batches that came to judgement, days from order to treatment, costs for each treated order in "
        f"{answer.manifest.currency}. Intervals of one column hold together at 95 %, {told} at a time (Bonferroni)."
    )
    return Section(key, title, reading, origin, tuple(parts))


def _row(variant: pd.DataFrame, kind: str, shown: list[str]) -> list[object]:
    stated = variant.set_index("key")
    cells: list[object] = [str(stated["title"].iloc[0])]
    if kind == SOONER:
        cells.append(trimmed(float(stated["days"].iloc[0])))
    return [*cells, *(_difference(each, stated.loc[each]) if each in stated.index else MISSING for each in shown)]


def is_fraction(key: str) -> bool:
    """Whether an estimate is shown in percent."""
    return indicator_of(_base(key))[0].in_percent


def _base(key: str) -> str:
    return key.rpartition(".")[0] if key.endswith((".p10", ".p50", ".p90")) else key


def _value(key: str, row: Any) -> Html:
    one, two = (percent, percent_span) if is_fraction(key) else (number, span)
    return _with(one(row["mean"]), two(row["low"], row["high"]))


def _difference(key: str, row: Any) -> Html:
    one, two = (points, points_span) if is_fraction(key) else (number, span)
    between, low, high = row["difference"], row["difference_low"], row["difference_high"]
    if between == between and between == 0:
        return _with("same", two(low, high) if low < high else "")
    seen = low == low and (low > 0 or high < 0)
    text = f"{'+' if between > 0 else ''}{one(between)}"
    return _with(tag("b", text) if seen else text, two(low, high))


def _with(value: object, interval: str) -> Html:
    return joined([value, tag("small", interval) if interval not in (MISSING, "") else ""])
