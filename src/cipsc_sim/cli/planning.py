"""How a plan is shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import plain_table, printer, width_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from cipsc_sim.experiment.plan import Plan

_FIRST = ("procedure", "step", "day_in", "day_out", "days")
_HEADS = {
    "doublings": "doubl.",
    "medium_l": "medium L",
    "openings": "open.",
    "equipment": "equipment",
    "equipment_h": "equip. h",
    "person_h": "hands h",
    "cost": "cost",
}
_DISPENSABLE = ("equipment", "equipment_h", "medium_l", "amounts", "doublings", "openings")
"""What is left out where there is no room, in this order; all of it is in the CSV file. Of amounts the first two stay."""

_IN_WORDS = {
    "equipment": "equipment",
    "equipment_h": "hours of equipment",
    "medium_l": "medium",
    "doublings": "doublings",
    "openings": "openings",
}

_PARTS_IN_WORDS = {"discarded": "left over", "in_stock": "in stock"}


def show_plan(plan: Plan, csv: Path | None) -> None:
    """Steps, milestones, balances and totals; the steps into a CSV file too if one is named."""
    from cipsc_sim.report.numerals import number

    console = printer()
    console.print(readable(plan.title), style="bold")
    shown, hidden = _columns(plan.table, console.width)
    money = f" Cost in {readable(plan.currency)}." if "cost" in shown else ""
    console.print(f"One lot for one order, by central values: no chance, no queue.{money}\n")
    console.print(_steps(plan.table, shown))
    if hidden:
        console.print(f"No room for {_listed(hidden)}: widen the window, or look into --csv FILE.", style="dim")
    console.print()
    rows = [
        [each.material, f"{each.made_d:.1f}", _day(each.released_d), f"{each.packs:,}" if each.packs > 1 else "—"]
        for each in plan.milestones
    ]
    console.print(plain_table(["Lot", "made on day", "released on day", "packs"], rows))
    if plan.balances:
        console.print()
        console.print(_balances(plan))
    if plan.totals:
        console.print()
        rows = [[name, number(value), "" if unit == "1" else unit] for name, (value, unit) in plan.totals.items()]
        console.print(plain_table(["Total", "", ""], rows, left=(0, 2)))
    if csv is not None:
        beside = csv.with_name(f"{csv.stem}-balances{csv.suffix}")
        csv.write_text(plan.as_csv(), encoding="utf-8")
        beside.write_text(plan.balances_as_csv(), encoding="utf-8")
        told = f"The steps are in {readable(str(csv))}, the balances in {readable(str(beside))}."
        console.print(f"\n{told}", soft_wrap=True)


def _columns(table: pd.DataFrame, width: int) -> tuple[list[str], list[str]]:
    """The columns that say something: those that find room, and those that do not."""
    shown = [name for name in table.columns if name not in _FIRST]
    shown = [name for name in shown if name not in _HEADS or (table[name].fillna(0) != 0).any()]
    amounts = [name for name in shown if name not in _HEADS]
    hidden = []
    for name in _DISPENSABLE:
        for column in reversed(amounts[2:]) if name == "amounts" else (name,):
            if width_of(*_written(table, shown)) > width and column in shown:
                shown.remove(column)
                hidden.append(column)
    return shown, hidden


def _steps(table: pd.DataFrame, shown: Sequence[str]) -> Table:
    """One row for each step, below one for its procedure."""
    words = (0, 3 + list(shown).index("equipment")) if "equipment" in shown else (0,)
    return plain_table(*_written(table, shown), left=words)


def _listed(hidden: Sequence[str]) -> str:
    *most, last = [_IN_WORDS.get(name, name) for name in hidden]
    return f"{', '.join(most)} and {last}" if most else last


def _written(table: pd.DataFrame, shown: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows with these columns."""
    rows: list[list[str]] = []
    for procedure, steps in groupby(table.to_dict("records"), key=lambda row: row["procedure"]):
        rows.append([str(procedure), *[""] * (2 + len(shown))])
        for row in steps:
            days = [f"{row['day_in']:.1f}", f"{row['day_out']:.1f}"]
            rows.append([f"  {row['step']}", *days, *(_cell(row[name]) for name in shown)])
    return ["Step", "day in", "out", *(_HEADS.get(name, name) for name in shown)], rows


def _cell(value: Any) -> str:
    from cipsc_sim.report.numerals import number

    if isinstance(value, str):
        return value
    return "" if value is None or value != value or value == 0 else number(value)


def _balances(plan: Plan) -> Table:
    """Where every amount of every lot went, below one row for the lot; a column more if it does not add up."""
    from cipsc_sim.report.numerals import count, number

    parts = ["produced", "dosed", "sampled", "lost", "retained", "discarded"]
    if any(each.in_stock for each in plan.balances):
        parts.append("in_stock")
    if any(abs(each.difference) > 1e-9 * abs(each.produced) for each in plan.balances):
        parts.append("difference")
    rows: list[list[str]] = []
    for material, balances in groupby(plan.balances, key=lambda each: each.material):
        rows.append([material, *[""] * len(parts)])
        for each in balances:
            said = count if each.attribute == each.unit == "packs" else number
            rows.append([f"  {each.attribute}", *(said(getattr(each, part)) for part in parts)])
    return plain_table(["Balance", *(_PARTS_IN_WORDS.get(part, part) for part in parts)], rows)


def _day(day: float | None) -> str:
    return "—" if day is None else f"{day:.1f}"
