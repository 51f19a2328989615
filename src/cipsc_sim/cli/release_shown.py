"""How the answer about a release is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cipsc_sim.cli.answering import shown_path
from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import narrow_tables, plain_table, printer

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd
    from rich.console import Console

    from cipsc_sim.analysis.release.answer import ReleaseAnswer
    from cipsc_sim.experiment.release.answering import Answered

TESTS_SHOWN = 12
WIDEST_TITLE = 24
_HEADS = {
    "treated_per_year": "treated/y",
    "expired_fraction": "expired",
    "action_plan_fraction": "action plans",
    "cost_per_treated_order": "cost each",
}


def show_release(answered: Answered) -> None:
    """The panel, the tests with the largest errors, what each keeps back, limits, variants, and where the page is."""
    from cipsc_sim.report.release.page import notes

    answer, console = answered.answer, printer()
    if answered.before:
        console.print("Answered before; this is the answer that is there. --force answers again.\n", style="dim")
    console.print(readable(answer.manifest.title), style="bold")
    console.print("Who is wrongly released, who wrongly rejected, and what is a test or a day worth?\n")
    for note in notes(answer):
        console.print(note, style="bold")
    _panel(answer, console)
    _tests(answer, console)
    _marginal(answer, console)
    _limits(answer, console)
    _variants(answer, console)
    _played(answered, console)


def _panel(answer: ReleaseAnswer, console: Console) -> None:
    from cipsc_sim.analysis.release.panel import DECISIONS

    if not answer.asked.batches:
        return
    table = answer.tables["panel"]
    mine = table[table["concern"] == "all"]
    cells = {(row["truth"], row["decision"]): row for row in mine.to_dict("records")}
    states = list(dict.fromkeys(mine["truth"]))
    shown = [each for each in DECISIONS if any(cells[state, each]["batches"] for state in states)]
    rows = [[each, *(_with_interval(cells[state, each], "per_1000") for state in states)] for each in shown]
    console.print("All tests together, per 1,000 batches that came to judgement (95 %)", style="bold")
    console.print(plain_table(["", *_STATES], rows))
    console.print()


_STATES = ("truly inside", "out by ≤ a tenth", "out by more")


def _tests(answer: ReleaseAnswer, console: Console) -> None:
    errors = answer.tables["errors"]
    wrong = errors["outside_accepted"].astype(float) + errors["inside_failed"].astype(float)
    worst = errors.loc[wrong.sort_values(ascending=False, kind="stable").index].head(TESTS_SHOWN)
    heads = ["", "lots", "accepted though out", "failed though in"]
    rows = [
        [
            _short(row["title"]),
            f"{row['lots']:,}",
            _with_interval(row, "outside_accepted"),
            _with_interval(row, "inside_failed"),
        ]
        for row in worst.to_dict("records")
    ]
    console.print("Each test by itself, most errors first, per 1,000 lots that it tested (95 %)", style="bold")
    console.print(plain_table(heads, rows))
    console.print()


def _marginal(answer: ReleaseAnswer, console: Console) -> None:
    marginal = answer.tables["marginal"]
    shown = marginal[marginal["alone"] > 0].sort_values("alone", ascending=False, kind="stable")
    if shown.empty:
        return
    heads = ["", "per 1,000 batches", "truly out", "known to the end"]
    rows = [
        [
            _short(row["title"]),
            _with_interval(row, "alone_per_1000"),
            f"{row['alone_outside']:,} of {row['alone']:,}",
            f"{row['alone_complete']:,}",
        ]
        for row in shown.to_dict("records")
    ]
    console.print("Without a test, what it alone fails would go on (95 %)", style="bold")
    console.print(plain_table(heads, rows))
    console.print(
        "A batch that fails is tested no further: only of those known to the end is it sure that they would be released.\n"
    )


def _short(title: str, widest: int = WIDEST_TITLE) -> str:
    return title if len(title) <= widest else f"{title[: widest - 1]}…"


def _limits(answer: ReleaseAnswer, console: Console) -> None:
    from cipsc_sim.report.numerals import number, span, trimmed

    best = answer.tables["best"]
    if best.empty:
        path = f"release.{answer.manifest.wanted}.prices"
        console.print(f"No prices are stated ({path}), so the errors of a limit are not weighed.\n")
        return
    heads = ["", "limit", "loss", "least at", "loss", "within a tenth"]
    rows = [
        [
            _short(row["title"]),
            trimmed(row["limit_now"], row["unit"]),
            number(row["loss_now"]),
            trimmed(row["limit_least"], row["unit"]),
            number(row["loss_least"]),
            span(row["nearly_low"], row["nearly_high"]),
        ]
        for row in best.to_dict("records")
    ]
    console.print(f"Limit against expected loss, {answer.manifest.currency} per 1,000 lots tested", style="bold")
    console.print(plain_table(heads, rows))
    console.print()


def _variants(answer: ReleaseAnswer, console: Console) -> None:
    table = answer.tables.get("variants")
    if table is None:
        return
    base = table[table["name"] == ""].set_index("key")
    shown = [each for each in _HEADS if each in base.index]
    rows = [["as it is", *(_stated(each, base.loc[each].to_dict()) for each in shown)]]
    for (kind, _), variant in table[table["name"] != ""].groupby(["kind", "name"], sort=False):
        stated = {row["key"]: row for row in variant.to_dict("records")}
        title = f"{'−1 d' if kind == 'a day sooner' else ' out'} {_short(str(variant['title'].iloc[0]), 20)}"
        rows.append([title, *(_difference(each, stated[each]) for each in shown)])
    console.print("The plant played again: differences to the scenario as it is", style="bold")
    heads = {**_HEADS, "cost_per_treated_order": f"cost each, {answer.manifest.currency}"}
    for piece in narrow_tables(["", *(heads[each] for each in shown)], rows, console.width):
        console.print(piece)
        console.print()
    console.print(f"−1 d: a result a day sooner; out: the test left out; pp: percentage points. {_sure(table)}")
    for name, reason in answer.asked.skipped.items():
        console.print(readable(f"Not played without {name}: {reason}."))
    console.print()


def _sure(variants: pd.DataFrame) -> str:
    """How far the differences can be trusted."""
    if variants["difference_low"].isna().all():
        return "So few replications give no intervals: play more with --variant-pairs."
    return f"± hold together at 95 %, {variants['name'].nunique() - 1} at a time."


def _played(answered: Answered, console: Console) -> None:
    asked = answered.answer.asked
    played = f"{asked.batches:,} batches of {asked.replications:,} replications judged again, seed {asked.seed}"
    if asked.variant_pairs:
        played += f"; {2 * asked.variant_pairs:,} replications of each variant"
    console.print(f"Played   {played}.")
    console.print(f"Folder   {shown_path(answered.folder)}", soft_wrap=True)
    console.print(f"Report   {shown_path(answered.folder / 'report.html')}", soft_wrap=True)


def _with_interval(row: dict[Any, Any], name: str) -> str:
    from cipsc_sim.report.numerals import MISSING, number, span

    interval = span(row[f"{name}_low"], row[f"{name}_high"])
    return number(row[name]) if interval == MISSING else f"{number(row[name])} ({interval})"


def _stated(key: str, row: Mapping[Hashable, Any]) -> str:
    from cipsc_sim.report.numerals import number, percent

    return (percent if key.endswith("_fraction") else number)(row["mean"])


def _difference(key: str, row: Mapping[Hashable, Any]) -> str:
    from cipsc_sim.cli.printing import plus_minus
    from cipsc_sim.report.numerals import PP

    between, low, high = (float(row[name]) for name in ("difference", "difference_low", "difference_high"))
    if between != between:
        return "—"
    if between == 0:
        return "same"
    factor, unit = (100, f" {PP}") if key.endswith("_fraction") else (1, "")
    ends = (None, None) if low != low else (factor * low, factor * high)
    return f"{'+' if between > 0 else ''}{plus_minus(factor * between, *ends)}{unit}"
