"""How a comparison is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import plain_table, printer

if TYPE_CHECKING:
    from rich.console import Console

    from cipsc_sim.experiment.comparison.compare import Comparison, Contrast, Pairing
    from cipsc_sim.experiment.headline import Headline
    from cipsc_sim.scenario.evidence import Evidence

WIDEST_NAME = 14


def show_comparison(comparison: Comparison) -> None:
    """Each variant beside the first: values, paired differences, and what its file states differently."""
    from cipsc_sim.analysis.estimates.clusters import MINIMUM_REPLICATIONS
    from cipsc_sim.report.uncertainty import ROUGH, about_rough

    console = printer()
    for other in comparison.others:
        _show(comparison, other, console)
    played = comparison.run.manifest
    numbers = f"{played.replications:,} replications, seed {played.seed}"
    console.print(f"Paired replication by replication on the same random numbers: {numbers}.")
    if any(each.headline.is_fraction for other in comparison.others for each in other.contrasts):
        console.print("pp: percentage points.")
    if played.replications < MINIMUM_REPLICATIONS:
        console.print("Fewer than ten replications: no intervals. Play more with --pairs.")
    if comparison.comparisons > 1:
        console.print(f"The intervals of differences hold together at 95 %, {comparison.comparisons} at a time.")
    rough = about_rough(each.difference.rough for other in comparison.others for each in other.contrasts)
    if rough is not None:
        console.print(readable(f"{ROUGH} {rough}"))
    if not comparison.margins:
        console.print("No margin is stated, so no difference is judged: --margin order_success_fraction=2%.")


def _show(comparison: Comparison, other: Pairing, console: Console) -> None:
    console.print(f"{readable(other.name)} beside {readable(comparison.name)}", style="bold")
    console.print()
    heads = ["", _short(comparison.name), _short(other.name), "difference", "95 %", ""]
    console.print(plain_table(heads, [_row(each) for each in other.contrasts], left=(0, 5)))
    judged = [each for each in other.contrasts if each.verdict.word]
    if judged:
        console.print()
    for each in judged:
        margin = shown_margin(each.headline, comparison.margins[each.headline.name], each.base.unit)
        console.print(readable(f"{each.headline.title}: {each.verdict} (margin {margin})."), style="bold")
    found = {each.headline.name for each in judged}
    for name in comparison.margins.keys() - found:
        console.print(readable(f"{name}: not judged, neither has such an estimate."), style="bold")
    console.print()
    for name, run in ((comparison.name, comparison.run), (other.name, other.run)):
        for note in run.summary.get("notes", ()):
            console.print(readable(f"{name}: {note}."), style="bold")
    if not other.changes:
        console.print("Both files state the same.\n")
        return
    console.print("What the file states differently", style="bold")
    for change in other.changes:
        before = _stated(change.before, change.evidence_before, "not there")
        after = _stated(change.after, change.evidence_after, "taken out")
        console.print(readable(f"{change.path}:"))
        console.print(readable(f"  {before} → {after}"))
    console.print()


def _short(name: str) -> str:
    return name if len(name) <= WIDEST_NAME else f"{name[: WIDEST_NAME - 1]}…"


def _row(contrast: Contrast) -> list[str]:
    from cipsc_sim.report.numerals import PP, number, percent, points, points_span, span
    from cipsc_sim.report.uncertainty import mark_of

    headline, between = contrast.headline, contrast.difference
    one, gap, two = (percent, points, points_span) if headline.is_fraction else (number, number, span)
    unit = PP if headline.is_fraction else headline.unit(contrast.base.unit)
    interval = "—" if between.low is None else mark_of(between) + _bare(two(between.low, between.high))
    signed = "—" if between.mean is None else ("+" if between.mean > 0 else "") + _bare(gap(between.mean))
    return [headline.title, one(contrast.base.mean), one(contrast.other.mean), signed, interval, unit]


def _bare(text: str) -> str:
    """Without the unit that stands in a column of its own."""
    from cipsc_sim.report.numerals import PP, SPACE

    return text.removesuffix(f"{SPACE}{PP}")


def shown_margin(headline: Headline, margin: float, unit: str) -> str:
    """A margin as one reads it."""
    if headline.is_fraction:
        return f"{100 * margin:g} pp"
    return f"{margin:g} {headline.unit(unit)}".strip()


def _stated(value: str | None, evidence: Evidence | None, nothing: str) -> str:
    if value is None:
        return nothing
    shown = value if len(value) <= 200 else f"{value[:199]}…"
    if evidence is None:
        return shown
    rests = "decision" if evidence.grade == "choice" else evidence.grade
    return f"{shown} ({rests}{f', {evidence.source}' if evidence.source else ''})"
