"""How a bottleneck is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cipsc_sim.cli.answering import shown_path
from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import plain_table, plus_minus, printer

if TYPE_CHECKING:
    from cipsc_sim.experiment.bottleneck.bottleneck import Bottleneck


def show_bottleneck(found: Bottleneck) -> None:
    """A row for each resource, the sentences, and where the rest is."""
    console, study = printer(), found.swept.study
    console.print(readable(study.title), style="bold")
    console.print(readable(study.question))
    console.print()
    heads = ["Resource", "units", "used", "waiting h/y", "+1: treated/y", "+1: P90, d"]
    console.print(plain_table(heads, [_row(each) for each in found.table.to_dict("records")]))
    console.print()
    for place, sentence in enumerate(found.sentences):
        console.print(readable(sentence), style="bold" if place == 0 else None)
    console.print()
    console.print(
        "Waiting is charged in equal shares to all that blocked a request; +1 is paired; its ± hold together at 95 %."
    )
    how = "played now" if found.swept.played else "played before"
    points, replications = len(study.points), 2 * study.pairs
    console.print(f"Played   {points:,} points, {replications:,} replications each, seed {study.seed}; {how}.")
    console.print(f"Folder   {shown_path(found.swept.folder)}", soft_wrap=True)
    console.print(f"Report   {shown_path(found.page)}", soft_wrap=True)


def _row(row: dict[Any, Any]) -> list[str]:
    from cipsc_sim.report.numerals import number, percent

    return [
        row["title"],
        f"{row['units']:,}",
        percent(row["utilisation"]),
        number(row["wait_h_per_year"]),
        _effect(row, "treated"),
        _effect(row, "lead_time_d"),
    ]


def _effect(row: dict[Any, Any], name: str) -> str:
    value, low, high = (row[f"{name}{part}"] for part in ("", "_low", "_high"))
    if value != value:
        return "—"
    if value == low == high == 0:
        return "none"
    ends = (None, None) if low != low or high != high else (low, high)
    return f"{'+' if value > 0 else ''}{plus_minus(value, *ends)}"
