"""How a study over what is not known is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.cli.failure import readable
from cipsc_sim.cli.printing import plain_table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from cipsc_sim.experiment.study.sweep import Swept

INPUTS_SHOWN = 8
_SAYING_NOTHING = frozenset({"procedures", "steps", "effects"})


def show_prior_study(swept: Swept, console: Console) -> None:
    """Shares of the variance by groups of inputs, or the parts of a crossed design."""
    from cipsc_sim.experiment.study.results.tables import INDICES, VARIANCE

    if INDICES in swept.tables:
        _show_indices(swept, console)
    if VARIANCE in swept.tables:
        _show_variance(swept, console)


def _show_indices(swept: Swept, console: Console) -> None:
    from cipsc_sim.experiment.headline import headline_of
    from cipsc_sim.experiment.study.results.tables import INDICES, INPUTS, wanted_keys

    indices, inputs = swept.tables[INDICES], swept.tables[INPUTS]
    for key in wanted_keys(list(swept.study.margins), list(dict.fromkeys(indices["key"]))):
        mine = indices[indices["key"] == key].sort_values(["grouping", "first"], ascending=[True, False])
        console.print(
            readable(f"{headline_of(key, swept.manifest).title}: share of the variance over what is not known"),
            style="bold",
        )
        rows = [
            [
                f"{row['grouping']} {_short(str(row['group']))}",
                f"{row['inputs']}",
                with_interval(row, "first"),
                with_interval(row, "total"),
            ]
            for _, row in mine.iterrows()
        ]
        console.print(plain_table(["", "inputs", "first order (95 %)", "total (95 %)"], rows))
        noise = float(mine["noise_share"].iloc[0])
        word = "Provisional, play more pairs: " if mine["provisional"].iloc[0] else ""
        console.print(f"{word}{noise:.1%} of the variance between rows is noise of the simulation.\n")
        _show_inputs(inputs[(inputs["key"] == key) & inputs["beyond_chance"]], console)


def with_interval(row: pd.Series, index: str) -> str:
    """``0.02 (−0.01 to 0.05)``; nothing is minus nought."""
    share, low, high = (f"{row[name]:z.2f}".replace("-", "−") for name in (index, f"{index}_low", f"{index}_high"))
    return f"{share} ({low} to {high})"


def _show_inputs(told: pd.DataFrame, console: Console) -> None:
    """The inputs that go with an estimate more than chance would let them."""
    rows = [
        [_short(row["path"]), row["grade"], f"{row['correlation']:+.2f}".replace("-", "−")]
        for _, row in told.head(INPUTS_SHOWN).iterrows()
    ]
    if rows:
        console.print(plain_table(["Inputs that go with it more than by chance", "grade", "corr."], rows, left=(0, 1)))
        console.print("All inputs, with paths in full, are in the report.\n")
    else:
        console.print("No single input is told from chance; more rows would tell.\n")


def _short(path: str) -> str:
    """A path without the words that say nothing to a reader who knows the file."""
    return ".".join(name for name in path.split(".") if name not in _SAYING_NOTHING) or path


def _show_variance(swept: Swept, console: Console) -> None:
    """Ignorance with its 95 % interval, and both kinds of chance; what no replication differs in is left out."""
    from cipsc_sim.experiment.headline import headline_of
    from cipsc_sim.experiment.study.results.tables import VARIANCE
    from cipsc_sim.report.numerals import number, percent, percent_span, span

    rows = []
    known = {each.name: each for each in swept.headlines}
    for key, parts in swept.tables[VARIANCE].groupby("key", sort=False):
        if not parts["variance"].any():
            continue
        headline = known.get(str(key)) or headline_of(str(key), swept.manifest)
        one, two = (percent, percent_span) if headline.is_fraction else (number, span)
        first, *others = (one(float(variance) ** 0.5) for variance in parts["variance"])
        low, high = (float(parts[end].iloc[0]) ** 0.5 for end in ("variance_low", "variance_high"))
        share = percent(float(parts["share"].iloc[0]))
        rows.append([headline.title, f"{first} ({two(low, high)})", *others, share])
    console.print("Standard deviations, from every draw of the facts with the same replications", style="bold")
    heads = ["", "ignorance (95 %)", "common", "own", "share"]
    console.print(plain_table(heads, rows))
    console.print(
        "Ignorance: of the long-run mean. Common chance meets all draws of the facts alike, its own one of them; "
        "both are of one count window. Share: of ignorance, in the variance of all three."
    )
    console.print()
