"""What a bottleneck study comes to, in sentences; above all where use, waiting and effect do not agree."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import pandas as pd

from cipsc_sim.experiment.study.sweep import Swept
from cipsc_sim.report.numerals import number, percent

LITTLE_USE = 0.5


def sentences(table: pd.DataFrame, swept: Swept) -> Iterator[str]:
    """First the effect of one more, then how busy and how waited for that is, then what limits the answer."""
    more = table[table["treated_low"] > 0]
    sooner = table[table["lead_time_d_high"] < 0].sort_values("lead_time_d", kind="stable")
    if table["treated_low"].isna().all():
        yield "Fewer than ten replications: nothing can be told of effects. Play more with --pairs."
    elif more.empty:
        half = ((table["treated_high"] - table["treated_low"]) / 2).max()
        yield (
            "No single purchase surely lets more orders be treated: every interval holds zero "
            f"(the widest is ±{number(half)} a year)."
        )
    else:
        yield f"One more of {_named(more.iloc[0])} gives most: {_gain(more.iloc[0])} treated a year."
    if not sooner.empty:
        first = sooner.iloc[0]
        span = _between(first["lead_time_d_low"], first["lead_time_d_high"])
        yield f"One more of {_named(first)} shortens the slow orders most: {number(first['lead_time_d'])} d ({span}) at P90."
    yield from _agreement(table, more, sooner)
    yield from _stock(swept)
    yield from _limits(swept)


def _agreement(table: pd.DataFrame, more: pd.DataFrame, sooner: pd.DataFrame) -> Iterator[str]:
    """Whether the busiest, the most waited for and the most wanted are one."""
    busiest, waited = _most(table, "utilisation"), _most(table, "wait_h_per_year")
    if busiest is None:
        return
    best = more.iloc[0] if len(more) else sooner.iloc[0] if len(sooner) else None
    said = f"the busiest is {_named(busiest)} ({percent(busiest['utilisation'])} of its time there)"
    if waited is not None:
        said += f", the most waited for {_named(waited)} ({number(waited['wait_h_per_year'])} h a year)"
    names = {each["resource"] for each in (busiest, waited, best) if each is not None}
    said = said[0].upper() + said[1:]
    if best is None:
        yield f"Being busy or waited for is no proof: {_lower(said)}, and one more of either changes nothing that can be seen here."
    elif len(names) == 1:
        yield f"Use, waiting and effect agree. {said}."
    elif busiest["resource"] == best["resource"]:
        yield f"Use and effect agree, waiting does not. {said}; one more of the busiest does most."
    elif waited is not None and waited["resource"] == best["resource"]:
        yield f"Waiting and effect agree, use does not. {said}; one more of what is waited for does most."
    else:
        idle = f", which is used {percent(best['utilisation'])}," if best["utilisation"] < LITTLE_USE else ""
        yield f"They do not agree. {said}; but one more of {_named(best)}{idle} does most."


def _stock(swept: Swept) -> Iterator[str]:
    """What orders wait for that is no resource of the facility: what is made for stock or comes from outside."""
    manifest, base = swept.manifest, swept.study.base

    def as_it_is(key: str) -> float:
        mean = float(swept.values(key)["mean"].astype(float)[base])
        return 0.0 if isnan(mean) else mean

    days = as_it_is("stock_wait_d")
    if not days:
        return
    name = max(manifest.shared, key=lambda each: as_it_is(f"wait_h_per_year.{each}"))
    helps = (
        "which is made here: more of what makes it shortens that"
        if name in manifest.made_by
        else "which comes from outside: no more of what is here shortens that"
    )
    title = manifest.title_of("material", name)
    yield f"A treated order waits {number(days)} d on average for stock, most for “{title}”, {helps}."


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _limits(swept: Swept) -> Iterator[str]:
    growth = swept.values("order_growth_per_year")["low"].astype(float)[swept.study.base]
    if growth > 0:
        yield (
            "Open orders rise at this demand; what one more gives is then the capacity it adds, "
            "and lead times grow with the time that is watched."
        )


def _most(table: pd.DataFrame, column: str) -> pd.Series | None:
    known = table[table[column] > 0]
    return None if known.empty else known.sort_values(column, ascending=False, kind="stable").iloc[0]


def _named(row: pd.Series) -> str:
    return f"“{row['title']}”"


def _gain(row: pd.Series) -> str:
    return f"+{number(row['treated'])} ({_between(row['treated_low'], row['treated_high'])})"


def _between(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"
