"""The answer: the numbers that the run was made for, each with both kinds of uncertainty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.analysis.estimates.clusters import MINIMUM_REPLICATIONS
from cipsc_sim.analysis.registry import indicator_of, title_of
from cipsc_sim.analysis.rising import RISING
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.markup import Html, escaped, joined, tag
from cipsc_sim.report.numerals import SPACE, count, quantity, trimmed
from cipsc_sim.report.section import Section
from cipsc_sim.report.strip import strip
from cipsc_sim.report.uncertainty import ROUGH, about_rough, estimate_of, has_ignorance, ignorance_of, interval_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the headline table."""

    title: str
    meaning: str
    entry: Entry
    is_fraction: bool


def section(contents: Contents) -> Section:
    """The headline table, with what a reader must know before he reads it."""
    ignorance = (
        " The ignorance range (5–95 % of the long-run value over the priors, thin line on the strip) shrinks with better "
        "evidence; with more replications only as far as chance between few pairs made it wider."
    )
    reading = (
        "The simulation interval (95 %) would shrink with more replications; on the strip of a wide page, from 0 to 100 %, it is the "
        f"thick bar about the dot of the estimate.{ignorance if contents.manifest.pairs else ''}"
    )
    origin = "summary.json: orders of the cohort, their lots, and the count window where a year is named."
    lead = (answer(contents), *_banners(contents))
    return Section("answer", "The answer", reading, origin, (_table(contents),), lead)


def answer(contents: Contents) -> Html:
    """The answer in one sentence."""
    said = [*_orders(contents), *_dose(contents), *_time(contents), *_money(contents)]
    return tag("p", joined(said, " "), class_="answer") if said else Html("")


def _banners(contents: Contents) -> Iterator[Html]:
    manifest = contents.manifest
    if not manifest.pairs:
        text = "Every uncertain input stands at its central value: nothing here says what ignorance leaves open."
        yield _banner("Point values.", text)
    bare = manifest.grades.get("none", 0)
    if bare:
        text = f"{count(bare)} of {count(sum(manifest.grades.values()))} numbers of the scenario have none, and were "
        text += "played as if known for certain: the ignorance is larger than shown."
        yield _banner("Numbers without evidence.", text)
    if contents.rows.replications < MINIMUM_REPLICATIONS:
        number = contents.rows.replications
        text = f"{number} replications are too few to tell how far chance moves a number; under ten, none is given."
        yield _banner("No intervals.", text)
    rough = about_rough(line.entry.rough for _, lines in _groups(contents) for line in lines)
    if rough is not None:
        text = rough.removeprefix("Rough intervals ")
        yield _banner(f"{ROUGH} Rough intervals", text)
    for note in contents.summary.notes:
        head, _, rest = note.partition(": ")
        waits = "; waiting times have no steady value and are not given" if RISING in note else ""
        text = f"{rest[:1].upper()}{rest[1:]}{waits}." if rest else ""
        yield _banner(f"{head[:1].upper()}{head[1:]}.", text)


def _banner(head: str, text: str) -> Html:
    return tag("p", tag("strong", head), " ", text, class_="banner", role="note")


def _orders(contents: Contents) -> Iterator[Html]:
    enough, treated = contents.estimate("order_success_fraction"), contents.estimate("order_treated_fraction")
    shown, goal = (enough, "with enough") if contents.manifest.target else (treated, "")
    if shown.mean is None:
        return
    text = f"Of 100 orders, {100 * shown.mean:.0f} are treated {goal}".rstrip()
    if has_ignorance(shown):
        text += f" ({_in_100(shown.ignorance_low)} to {_in_100(shown.ignorance_high)} over what is not known)"
    elif shown.low is not None:
        text += f" ({_in_100(shown.low)} to {_in_100(shown.high)})"
    yield escaped(text + ".")


def _in_100(fraction: float | None) -> str:
    return f"{100 * (fraction or 0.0):.0f}"


def _dose(contents: Contents) -> Iterator[Html]:
    target = contents.manifest.target
    if target is None:
        return
    given, enough = (
        contents.summary.estimates.get("lots_given_per_treated_order"),
        contents.estimate("dose_true_fraction"),
    )
    if contents.dose_rule.several and given is not None and given.mean is not None and enough.mean is not None:
        what = contents.manifest.title_of("material", contents.manifest.wanted)
        text = f"A treated order is given {given.mean:.1f} lots of {what[:1].lower()}{what[1:]} on average, "
        yield escaped(f"{text}{_in_100(enough.mean)} of 100 treated truly enough in all.")
        return
    dose = contents.quantile(f"released.{target.attribute}", "p50")
    if dose.mean is not None:
        goal = trimmed(target.amount, dose.unit)
        yield escaped(f"The median released dose is {quantity(dose.mean, dose.unit)}, against a target of {goal}.")


def _time(contents: Contents) -> Iterator[Html]:
    middle, late = (contents.quantile("start_to_release_d", name) for name in ("p50", "p90"))
    if middle.mean is not None and late.mean is not None:
        yield escaped(f"Half are released within {middle.mean:.0f} days of the start, 90 % within {late.mean:.0f}.")


def _money(contents: Contents) -> Iterator[Html]:
    cost = contents.estimate("cost_per_treated_order")
    if cost.mean:
        yield escaped(f"A treated order costs {quantity(cost.mean, cost.unit)}.")


def _table(contents: Contents) -> Html:
    pairs = contents.manifest.pairs
    heads = ["", "Estimate", "95 % simulation interval"] + (["5–95 % ignorance range"] if pairs else []) + [""]
    row_of_heads = tag("tr", *(tag("th", head, scope="col") for head in heads))
    groups = []
    for name, lines in _groups(contents):
        if lines:
            head = tag("tr", tag("th", name, scope="rowgroup", colspan=str(len(heads))), class_="group")
            groups.append(tag("tbody", head, *(_row(line, pairs) for line in lines)))
    return tag("div", tag("table", tag("thead", row_of_heads), *groups, class_="headline"), class_="table")


def _row(line: Line, pairs: bool) -> Html:
    entry = line.entry
    cells = [
        tag("td", tag("span", estimate_of(entry, line.is_fraction), class_="estimate"), class_="number"),
        tag("td", interval_of(entry, line.is_fraction)),
    ]
    if pairs:
        cells.append(tag("td", ignorance_of(entry, line.is_fraction)))
    cells.append(tag("td", strip(entry) if line.is_fraction else "", class_="strip"))
    name = tag("th", line.title, tag("small", line.meaning) if line.meaning else "", scope="row")
    return tag("tr", name, *cells)


def _groups(contents: Contents) -> Iterator[tuple[str, list[Line]]]:
    target = contents.manifest.target
    yield "Orders", _lines(contents, *(["order_success_fraction"] if target else []), "order_treated_fraction")
    levels = ["dose_counted_fraction", "dose_true_fraction"] if target else []
    yield "Given to treated orders", _lines(contents, *levels, "response_fraction", *_several_lots(contents))
    if contents.estimate("batch_release_fraction").denominator:
        keys = ["first_batch_release_fraction", "batch_release_fraction"]
        alone = target is not None and not contents.dose_rule.several
        yield "Batches", _lines(contents, *keys, *(["dose_sufficient_fraction"] if alone else []))
    yield "Release decision", _lines(contents, *_release_decision(contents))
    yield "Dose at release", list(_doses(contents))
    times = ["start_to_release_d", "order_to_treatment_d"]
    times += ["stock_wait_d"] if contents.estimate("stock_wait_d").mean else []
    yield "Time", [line for key in times for line in _quantiles(contents, key)]
    yield "A year", _lines(contents, "treated_per_year", "released_per_year", "waiting_orders", "work_in_process")
    if contents.estimate("cost_per_treated_order").mean:
        keys = ["cost_per_treated_order", "cost_per_released_dose", "failed_batch_cost_per_treated_order"]
        yield "Money", _lines(contents, *keys)


def _release_decision(contents: Contents) -> list[str]:
    """Both errors, as far as anything was released or rejected; what was given though it failed, where that was."""
    keys = ["false_release_fraction", "false_release_fraction.safety", "false_reject_fraction"]
    there = [key for key in keys if contents.estimate(key).mean is not None]
    asked_for = "out_of_specification_fraction"
    return [*there, *([asked_for] if contents.estimate(asked_for).mean else [])]


def _several_lots(contents: Contents) -> list[str]:
    """How many lots a treated order was given, where that is more than one for some."""
    key = "lots_given_per_treated_order"
    given = contents.summary.estimates.get(key)
    return [key] if given is not None and (given.mean or 0.0) > 1 else []


def _lines(contents: Contents, *keys: str) -> list[Line]:
    found = []
    for key in keys:
        if key in contents.summary.estimates:
            indicator, _ = indicator_of(key)
            is_fraction = indicator.in_percent
            found.append(Line(title_of(key), indicator.meaning, contents.estimate(key), is_fraction))
    return found


def _doses(contents: Contents) -> Iterator[Line]:
    manifest = contents.manifest
    if manifest.target is None:
        return
    for attribute in (manifest.target.attribute, contents.dose_rule.relative):
        if attribute is not None:
            title, key = manifest.title_of("attribute", attribute), f"released.{attribute}"
            title = title[:1].upper() + title[1:]
            mean = contents.estimate(key)
            if mean.mean is not None:
                yield Line(f"{title}, mean", "of released batches", mean, False)
            yield from _quantiles(contents, key, title, ("p10", "p50"))


def _quantiles(
    contents: Contents, key: str, title: str = "", names: tuple[str, ...] = ("p50", "p90")
) -> Iterator[Line]:
    meaning = {"p10": "nine in ten have more", "p50": "median", "p90": "nine in ten take less"}
    for name in names:
        entry = contents.quantile(key, name)
        if entry.mean is not None:
            yield Line(f"{title or title_of(key)},{SPACE}{name.upper()}", meaning[name], entry, False)
