"""How a study that was played is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cipsc_sim.cli.answering import shown_path
from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import narrow_tables, plus_minus, printer

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from cipsc_sim.experiment.headline import Headline
    from cipsc_sim.experiment.study.sweep import Shared, Swept

POINTS_SHOWN = 40
COLUMNS_SHOWN = 4
COLUMN_WIDTH = 20
USUAL = (
    "order_treated_fraction",
    "order_success_fraction",
    "start_to_release_d.p90",
    "released_per_year",
    "cost_per_treated_order",
)


def show_sweep(swept: Swept) -> None:
    """Values of every point, differences to the base point, and where the rest is."""
    study, console = swept.study, printer()
    console.print(readable(study.title), style="bold")
    console.print(readable(study.question))
    console.print()
    if study.kind == "select":
        from cipsc_sim.experiment.study.selection import SELECTION, in_words

        console.print(readable(in_words(study, swept.tables[SELECTION])), style="bold")
        console.print()
    if study.compares:
        _show_points(swept, console)
    else:
        from cipsc_sim.cli.prior_study import show_prior_study

        show_prior_study(swept, console)
    how = "played now" if swept.played else "played before"
    console.print(f"Played   {len(study.points):,} points, {_replications(swept)}, seed {study.seed}; {how}.")
    console.print(f"Folder   {shown_path(swept.folder)}", soft_wrap=True)
    console.print(f"Report   {shown_path(swept.folder / 'report.html')}", soft_wrap=True)


def _replications(swept: Swept) -> str:
    """How many each point was played: in a search those that were left out early have fewer."""
    from cipsc_sim.experiment.study.selection import SELECTION

    found = swept.tables.get(SELECTION)
    fewest, most = (2 * swept.study.pairs,) * 2 if found is None else found["replications"].agg(["min", "max"])
    return f"{most:,} replications each" if fewest == most else f"{fewest:,} to {most:,} replications each"


def show_share(shared: Shared, share: tuple[int, int]) -> None:
    """What was played of it, and what is still missing."""
    console = printer()
    console.print(f"Share {share[0]} of {share[1]}: {shared.played:,} parts were played now.")
    console.print(f"There    {shared.there:,} of {shared.parts:,} parts.")
    if shared.there == shared.parts:
        console.print("All are there: the same command without --part makes the tables and the report.")
    console.print(f"Folder   {shown_path(shared.folder)}", soft_wrap=True)


def _show_points(swept: Swept, console: Console) -> None:
    from cipsc_sim.analysis.estimates.clusters import MINIMUM_REPLICATIONS
    from cipsc_sim.report.uncertainty import about_rough

    study = swept.study
    shown = _fitting(_columns(swept), swept, console.width)
    by_key = {each.name: swept.shown[swept.shown["key"] == each.name].set_index("point") for each in shown}
    _print(_values(swept, shown, by_key), console)
    base = readable(study.points[study.base].label)
    if any(each["difference"].notna().any() for each in by_key.values()):
        console.print(f"Paired differences to “{base}”, the same random numbers for all", style="bold")
        _print(_differences(swept, shown, by_key), console)
    else:
        console.print(f"No differences to “{base}”: no other was played as often.")
    said = swept.sentences
    for place, sentence in enumerate(said):
        console.print(readable(sentence), style="bold" if place == 0 else None)
    if said:
        console.print()
    hidden = len(study.points) - POINTS_SHOWN
    if hidden > 0:
        console.print(f"{hidden:,} more points are in estimates.parquet.")
    if not study.margins:
        console.print("No margins are stated, so no difference is judged.")
    if 2 * study.pairs >= MINIMUM_REPLICATIONS:
        console.print(f"± of differences hold together at 95 %, {study.comparisons:,} at a time.")
    elif not any(sentence.startswith("Fewer than ten") for sentence in said):
        console.print("Fewer than ten replications: no intervals. Play more with --pairs.")
    for column in ("rough", "difference_rough"):
        rough = about_rough(each for each in swept.shown.get(column, ()) if isinstance(each, str))
        if rough is not None:
            console.print(f"{rough if column == 'rough' else f'Of differences: {rough[0].lower()}{rough[1:]}'}")
            break
    needed = swept.shown["replications_needed"].max()
    if study.margins and needed == needed:
        console.print(f"?  not enough replications to tell; about {needed:,.0f} for all that is open.")


def _columns(swept: Swept) -> list[Headline]:
    """Whether targets are met, what is judged, and then what is usually asked."""
    there = set(swept.shown.loc[swept.shown["mean"].notna(), "key"])
    known = {each.name: each for each in swept.headlines if each.name in there}
    first = ["targets_met_fraction", *swept.study.margins, *swept.study.trade_off]
    wanted = dict.fromkeys([*first, *USUAL])
    return [known[name] for name in wanted if name in known][:COLUMNS_SHOWN]


def _fitting(shown: list[Headline], swept: Swept, width: int) -> list[Headline]:
    """As many columns as leave room for what the points are called, one at least."""
    longest = max((len(label) for _, label in _points(swept)), default=0)
    return shown[: max(1, (width - min(longest, width // 2)) // COLUMN_WIDTH)]


Cells = list[list[str]]
"""The heads of a table, and its rows."""


def _print(cells: Cells, console: Console) -> None:
    for table in narrow_tables(cells[0], cells[1:], console.width):
        console.print(table)
        console.print()


def _values(swept: Swept, shown: list[Headline], by_key: dict[str, pd.DataFrame]) -> Cells:
    rows = []
    for point, label in _points(swept):
        cells = [_with_half_width(each, by_key[each.name].loc[point]) for each in shown]
        rows.append([label, *cells])
    return [["", *(_head(each, by_key[each.name]) for each in shown)], *rows]


def _differences(swept: Swept, shown: list[Headline], by_key: dict[str, pd.DataFrame]) -> Cells:
    from cipsc_sim.report.numerals import PP

    rows = []
    for point, label in _points(swept):
        if point != swept.study.base:
            rows.append([label, *(_difference(each, by_key[each.name].loc[point]) for each in shown)])
    return [["", *(_head(each, by_key[each.name], PP) for each in shown)], *rows]


def _points(swept: Swept) -> list[tuple[int, str]]:
    return [(number, point.label) for number, point in enumerate(swept.study.points)][:POINTS_SHOWN]


def _head(headline: Headline, estimates: pd.DataFrame, of_fractions: str = "%") -> str:
    unit = of_fractions if headline.is_fraction else str(estimates["unit"].iloc[0]).partition("/")[0]
    return f"{headline.short}, {unit}" if unit not in ("1", "batches", "orders") else headline.short


def _with_half_width(headline: Headline, row: Any) -> str:
    """``94.7 ±4.9``; in percent for a fraction."""
    factor = 100 if headline.is_fraction else 1
    return plus_minus(*(_times(row[name], factor) for name in ("mean", "low", "high")))


def _difference(headline: Headline, row: Any) -> str:
    """``+2.7 ±1.2 better``; the last word only where a margin was stated."""
    factor = 100 if headline.is_fraction else 1
    between, low, high = (_times(row[name], factor) for name in ("difference", "difference_low", "difference_high"))
    if between is None:
        return "—"
    shown = plus_minus(between, low, high)
    judged = _VERDICTS.get(row["verdict"], row["verdict"]) if isinstance(row["verdict"], str) else ""
    return f"{'+' if between > 0 else ''}{shown} {judged}".rstrip()


_VERDICTS = {"no difference that matters": "same", "not enough replications": "?"}


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None or value != value else float(value) * factor
