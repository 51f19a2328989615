"""How systems side by side are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import plain_table, printer

if TYPE_CHECKING:
    from cipsc_sim.analysis.estimates import Entry
    from cipsc_sim.experiment.headline import Headline
    from cipsc_sim.experiment.side_by_side.system import Limit, System
    from cipsc_sim.experiment.side_by_side.systems import SideBySide

SHOWN = ("treated_per_year", "order_success_fraction", "order_to_treatment_d.p90", "cost_per_treated_order")


def show_systems(found: SideBySide, page: Path) -> None:
    """A line for each system, what limits each, and where the page is."""
    from cipsc_sim.experiment.side_by_side.system import measure
    from cipsc_sim.report.numerals import percent

    console = printer()
    measures = [measure(name) for name in SHOWN]
    heads = ["", *(each.short for each in measures), "judgement"]
    rows = [
        [system.name, *(_value(system.entries[each.name], each) for each in measures), percent(system.judged_inputs)]
        for system in found.systems
    ]
    console.print(plain_table(heads, rows))
    rows = [[system.name, *(_ignorance(system, each) for each in measures)] for system in found.systems]
    console.print()
    console.print("5–95 % over what is not known", style="bold")
    console.print(plain_table(heads[:-1], rows))
    console.print()
    console.print("What limits each", style="bold")
    console.print(
        plain_table(["", "used most", "orders fail most by"], [_limits(each) for each in found.systems], (0, 1, 2))
    )
    console.print()
    for system in found.systems:
        for note in system.run.summary.get("notes", ()):
            console.print(readable(f"{system.name}: {note}."), style="bold")
    console.print("Different plants and products, each for itself: no differences are told, no advice is given.")
    console.print(readable(f"Page     {page}"))


def _value(entry: Entry | None, measure: Headline) -> str:
    from cipsc_sim.report.numerals import number, percent

    if entry is None:
        return "—"
    text = percent(entry.mean) if measure.is_fraction else number(entry.mean)
    unit = measure.unit(entry.unit)
    return f"{text} {unit}" if unit and entry.mean is not None else text


def _ignorance(system: System, measure: Headline) -> str:
    from cipsc_sim.report.numerals import percent_span, span

    entry = system.entries[measure.name]
    if entry is None or entry.ignorance_low is None or entry.ignorance_high is None:
        return "—"
    one = percent_span if measure.is_fraction else span
    return one(entry.ignorance_low, entry.ignorance_high)


def _limits(system: System) -> list[str]:
    return [system.name, _share(system.used_most), _share(system.fails_by)]


def _share(limit: Limit | None) -> str:
    from cipsc_sim.report.numerals import percent

    return "—" if limit is None else f"{limit.what}, {percent(limit.amount)}"
