"""How the answer of a run is shown."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import plain_table, printer

if TYPE_CHECKING:
    from cipsc_sim.analysis.estimates import Entry
    from cipsc_sim.experiment.headline import Headline
    from cipsc_sim.experiment.obtain import Obtained
    from cipsc_sim.records.folder import RunFolder


def show_answer(obtained: Obtained) -> None:
    """The table of a run, why it fails, what was played and where it is."""
    from cipsc_sim.experiment.answer import answer

    run, console = obtained.run, printer()
    found = answer(run)
    if obtained.seconds is None:
        console.print(f"{_before(run)} --force plays it again.\n", style="dim")
    console.print(readable(run.manifest.title), style="bold")
    console.print(readable(run.manifest.question))
    if found.rows:
        console.print()
        heads = ["", "value", "95 % simulation", "5–95 % ignorance", ""]
        console.print(plain_table(heads, [_row(headline, entry) for headline, entry in found.rows], left=(0, 4)))
    if found.failures:
        rows = [[_in_words(each.reason), _share(each.orders), _share(each.batches)] for each in found.failures]
        console.print()
        console.print(plain_table(["Why it fails, most frequent first", "of orders", "of batches"], rows))
    console.print()
    for note in found.notes:
        console.print(readable(note), style="bold")
    for line in _played(obtained, found.orders, found.tasks):
        console.print(readable(line), soft_wrap=True)


def _before(run: RunFolder) -> str:
    """That it was played before, and by which version if it was another one."""
    from importlib.metadata import version

    then, now = run.manifest.versions.get("cipsc-sim", "?"), version("cipsc-sim")
    by = "" if then == now else f" by cipsc-sim {then} (this is {now})"
    return f"Played before{by}; this is the answer that is there."


def _row(headline: Headline, entry: Entry) -> list[str]:
    """The estimate, its interval, what ignorance leaves, and the unit; the reason where there is none."""
    from cipsc_sim.report.numerals import number, percent, percent_span, span
    from cipsc_sim.report.uncertainty import NOT_ABOVE_CHANCE, has_ignorance, mark_of

    one, two = (percent, percent_span) if headline.is_fraction else (number, span)
    if entry.mean is None:
        return [headline.title, "—", "", "", entry.reason or ""]
    interval = mark_of(entry) + two(entry.low, entry.high) if entry.low is not None else "—"
    ignorance = "—" if entry.ignorance_low is None else NOT_ABOVE_CHANCE
    if has_ignorance(entry):
        ignorance = two(entry.ignorance_low, entry.ignorance_high)
    return [headline.title, one(entry.mean), interval, ignorance, headline.unit(entry.unit)]


def _share(entry: Entry | None) -> str:
    from cipsc_sim.report.numerals import percent, percent_span
    from cipsc_sim.report.uncertainty import mark_of

    if entry is None or entry.mean is None:
        return "—"
    interval = "" if entry.low is None else f" ({mark_of(entry)}{percent_span(entry.low, entry.high)})"
    return percent(entry.mean) + interval


def _in_words(reason: str) -> str:
    return reason.replace("_", " ")


def _played(obtained: Obtained, orders: int, tasks: int) -> list[str]:
    from cipsc_sim.report.numerals import counted

    run = obtained.run
    played = run.manifest
    how = f"in {counted(played.replications // 2, 'pair')}" if played.pairs else "of point values"
    line = f"{counted(orders, 'order')} in {played.replications:,} replications {how}, seed {played.seed}"
    if obtained.seconds is not None:
        seconds = max(obtained.seconds, 1e-3)
        line += f", in {seconds:.1f} s: {tasks / seconds:,.0f} steps and tasks a second"
    lines = [f"Played   {line}.", *how_precise(run), f"Folder   {shown_path(run.path)}"]
    report = run.path / "report.html"
    return [*lines, f"Report   {shown_path(report)}"] if report.is_file() else lines


def how_precise(run: RunFolder) -> list[str]:
    """How far a run got that was to be precise, and of which estimates."""
    from cipsc_sim.analysis.registry import title_of
    from cipsc_sim.experiment.obtain import looked_for, looks_by_number, reached

    wanted = looked_for(run)
    if wanted is None:
        return []
    last = [row for row in looks_by_number(run)[-1] if row["mean"]]
    watched = {row["indicator"]: title_of(row["indicator"], run.manifest) for row in last}
    if reached(run):
        return [
            f"         Precise to {100 * wanted:g} %, or to {wanted / 2:g} of a fraction, at two looks in a row:",
            f"         {' · '.join(watched.values())}.",
        ]
    most = f"{run.replications:,} replications, the most that is played"
    return [f"         Not precise to {100 * wanted:g} % even with {most}:", f"         {_not_yet(last, watched)}."]


def _not_yet(last: Sequence[Mapping[str, str]], watched: Mapping[str, str]) -> str:
    """What the last look did not find precise, and how far it is."""
    missing = [row for row in last if row["reached"] != "true"]
    if not missing:
        return f"the last look, of {' · '.join(watched.values())}, was precise, the one before it was not"
    return " · ".join(f"{watched[row['indicator']]}{_part_of_mean(row)}" for row in missing)


def _part_of_mean(row: Mapping[str, str]) -> str:
    if not row["half_width"] or not float(row["mean"]):
        return ""
    return f" ±{100 * float(row['half_width']) / abs(float(row['mean'])):.1f} %"


def shown_path(path: Path) -> str:
    """A path as one types it here."""
    try:
        near = os.path.relpath(path)
    except ValueError:
        return str(path)
    return str(path) if near.startswith("..") else near
