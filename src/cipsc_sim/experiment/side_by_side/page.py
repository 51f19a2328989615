"""The page of systems side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.experiment.headline import Headline
from cipsc_sim.experiment.side_by_side.system import MEASURES, Limit, System, measure
from cipsc_sim.experiment.side_by_side.systems import SideBySide
from cipsc_sim.report.appearance import BLUE, ORANGE, framed, grade_color, label
from cipsc_sim.report.markup import Html, joined, table, tag
from cipsc_sim.report.numerals import MISSING, count, muted, number, percent, percent_span
from cipsc_sim.report.section import Drawn, Section
from cipsc_sim.report.sections.grades import UNTOLD
from cipsc_sim.report.sheet import Heading, sheet
from cipsc_sim.report.uncertainty import estimate_of, ignorance_of, interval_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NO_ADVICE = (
    "No advice, and no claim that a product works. These are plants that make different products for different patients, each played on "
    "inputs that are mostly judgement. What stands side by side was not paired, so a difference between two lines is none of their "
    "estimates; where an ignorance range covers another line, nothing is known of which is more."
)


ASKED = (
    ("Patients", ("treated_per_year", "order_treated_fraction", "order_success_fraction")),
    ("Days and cost", ("start_to_release_d.p50", "order_to_treatment_d.p90", "cost_per_treated_order")),
)


def systems_page(found: SideBySide) -> str:
    """The text of the page."""
    systems = found.systems
    sections = (_answers(systems), _drawn(systems), _limits(systems), _evidence(systems), _played(systems))
    facts = (f"{len(systems)} systems", "each played for itself, nothing paired")
    question = "What does each system do, what does it take, what limits it, and how much of that is judgement?"
    return sheet(Heading("systems side by side", "Systems side by side", question, facts), sections)


def _answers(systems: tuple[System, ...]) -> Section:
    reading = (
        "The estimate; below it the 95 % simulation interval, and the range that ignorance of the facts leaves (5–95 %). "
        "The wished outcome is the chance by a dose–response: an extrapolation from few patients of other products, not a "
        "result. A dash: the system has no such number, and why."
    )
    lead = (tag("p", tag("strong", "What this is not. "), NO_ADVICE, class_="banner", role="note"),)
    parts = [part for heading, keys in ASKED for part in (tag("h3", heading), _told_of(systems, keys))]
    return Section(
        "answers", "What each answers", reading, "summary.json of each run.", (*parts, _doses(systems)), lead
    )


def _told_of(systems: tuple[System, ...], names: tuple[str, ...]) -> Html:
    measures = [measure(name) for name in names]
    rows = [(_called(system), *_cells(system, measures)) for system in systems]
    return table(("system", *(each.title for each in measures)), rows, numeric=range(1, len(measures) + 1))


def _doses(systems: tuple[System, ...]) -> Html:
    outcome = measure("response_fraction")
    heads = ("system", "Dose at release", "Dose relative to the patient", outcome.title)
    rows = [
        (_called(system), _told(system.dose, False), _told(system.relative, False), *_cells(system, [outcome]))
        for system in systems
    ]
    return joined([tag("h3", "Dose, and what it may do"), table(heads, rows, numeric=(1, 2, 3))])


def _cells(system: System, measures: list[Headline]) -> list[Html]:
    return [_told(system.entries[each.name], each.is_fraction) for each in measures]


def _called(system: System) -> Html:
    return tag("span", tag("b", system.name), Html("<br>"), muted(system.manifest.title))


def _told(entry: Entry | None, is_fraction: bool) -> Html:
    if entry is None or entry.mean is None:
        return joined([MISSING, Html("<br>"), muted((entry.reason if entry else None) or "not part of this system")])
    lines = [estimate_of(entry, is_fraction), tag("small", interval_of(entry, is_fraction))]
    if entry.ignorance_low is not None:
        lines.append(tag("small", "ignorance ", ignorance_of(entry, is_fraction)))
    return joined(lines)


def _drawn(systems: tuple[System, ...]) -> Section:
    reading = (
        "Dot: the estimate. Thick bar: the 95 % simulation interval. Thin line: what ignorance of the facts leaves (5–95 "
        "%). Days, and cost in the currency of each file, on a scale of powers of ten."
    )
    figure = _figure(systems)
    return Section("drawn", "The same, drawn", reading, "summary.json of each run.", (Drawn("side_by_side", figure),))


def _figure(systems: tuple[System, ...]) -> Figure:
    from plotly.graph_objects import Scatter

    names = [label(each.name.replace("_", " "), 24) for each in systems]
    rows = (len(MEASURES) + 1) // 2
    titles = [label(_titled(each, systems)) for each in MEASURES]
    height = rows * (86 + 26 * len(systems))
    drawn = framed(
        "",
        height,
        rows=rows,
        cols=2,
        shared_yaxes=True,
        subplot_titles=titles,
        vertical_spacing=70 / height,
        horizontal_spacing=0.04,
    )
    for place, each in enumerate(MEASURES):
        where = {"row": place // 2 + 1, "col": place % 2 + 1}
        factor = 100 if each.is_fraction else 1
        entries = [system.entries[each.name] or Entry(None) for system in systems]
        for name, entry in zip(names, entries, strict=True):
            for ends, width, color in (
                ((entry.ignorance_low, entry.ignorance_high), 1.6, ORANGE),
                ((entry.low, entry.high), 5, BLUE),
            ):
                if entry.mean is not None and ends[0] is not None and ends[1] is not None:
                    line = {"width": width, "color": color}
                    x = [factor * max(end, 0.0) for end in ends if end is not None]
                    drawn.add_trace(Scatter(x=x, y=[name, name], mode="lines", line=line, hoverinfo="skip"), **where)
        means = [None if entry.mean is None else factor * entry.mean for entry in entries]
        shown = [_in_short(entry, each) for entry in entries]
        dots = Scatter(
            x=means,
            y=names,
            mode="markers",
            marker={"color": BLUE, "size": 8},
            customdata=shown,
            hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
        drawn.add_trace(dots, **where)
        if each.is_fraction:
            drawn.update_xaxes(range=[0, 102], ticksuffix=" %", **where)
        elif each.key.startswith("cost"):
            drawn.update_xaxes(type="log", dtick="D2", **where)
        elif not each.key.endswith("per_year"):
            drawn.update_xaxes(type="log", dtick=1, **where)
        else:
            drawn.update_xaxes(type="log", **where)
    drawn.update_yaxes(type="category", autorange="reversed", categoryorder="array", categoryarray=names)
    return drawn


def _titled(measure: Headline, systems: tuple[System, ...]) -> str:
    """With the unit of its axis, where it is no fraction and all systems have the same; a rate is named as one."""
    units = {entry.unit for system in systems if (entry := system.entries[measure.name]) is not None} - {"1", ""}
    told = not measure.is_fraction and not measure.key.endswith("per_year") and len(units) == 1
    return f"{measure.title} ({units.pop()})" if told else measure.title


def _in_short(entry: Entry, measure: Headline) -> str:
    return percent(entry.mean) if measure.is_fraction else f"{number(entry.mean)} {entry.unit}"


def _limits(systems: tuple[System, ...]) -> Section:
    heads = ("system", "used most", "waited for most, hours a year", "orders fail most by", "batches fail most by")
    rows = [
        (
            system.name,
            _share(system.used_most),
            _hours(system.waited_for),
            _share(system.fails_by),
            _share(system.batches_fail_by),
        )
        for system in systems
    ]
    reading = (
        "What is used most is not always what one more of would help: cipsc-sim bottleneck plays one more of each. "
        "Where even that is used little, no resource of the plant limits it, but what comes from outside (donors, orders), "
        "what lots yield, or the days that steps last. "
        "Waiting is hours of all that asked, charged to what was short. Reasons are the first one of each order, or "
        "batch, that failed."
    )
    return Section("limits", "What limits each", reading, "summary.json of each run.", (table(heads, rows),))


def _share(limit: Limit | None) -> str:
    return MISSING if limit is None else f"{limit.what}, {percent(limit.amount)}"


def _hours(limit: Limit | None) -> str:
    return MISSING if limit is None else f"{limit.what}, {number(limit.amount)} h"


def _evidence(systems: tuple[System, ...]) -> Section:
    heads = ("system", "facts", "of these judgement (D)", "spread of success that goes with judgement")
    rows = []
    for system in systems:
        facts = sum(n for grade, n in system.manifest.grades.items() if grade != "choice")
        spread = _spread(system.judged_spread)
        rows.append((system.name, count(facts), percent(system.judged_inputs), spread))
    reading = (
        "The more of an answer rests on judgement, the less it says of the product and the more of whoever wrote the "
        "file. The last column is a linear share of the variance between draws of the facts, cut at 0 and 100 %."
    )
    parts = (Drawn("grades", _grades(systems)), table(heads, rows, numeric=(1, 2, 3)))
    return Section(
        "evidence", "How much of it is judgement", reading, "manifest.json and priors.csv of each run.", parts
    )


def _spread(told: tuple[float, float, float] | None) -> str:
    if told is None:
        return muted("not told: too few pairs")
    share, low, high = told
    if low <= 0 and high >= 1:
        return muted(UNTOLD)
    return f"{percent(share)} ({percent_span(low, high)})"


def _grades(systems: tuple[System, ...]) -> Figure:
    from plotly.graph_objects import Bar

    drawn = framed("Facts by grade of evidence", 110 + 26 * len(systems), legend=True)
    names = [label(each.name.replace("_", " "), 24) for each in systems]
    for grade in ("A", "B", "C", "D"):
        numbers = [each.manifest.grades.get(grade, 0) for each in systems]
        drawn.add_trace(
            Bar(y=names, x=numbers, orientation="h", name=f"grade {grade}", marker_color=grade_color(grade))
        )
    drawn.update_layout(barmode="stack")
    drawn.update_yaxes(autorange="reversed", type="category")
    drawn.update_xaxes(title_text="numbers of the scenario that are facts")
    return drawn


def _played(systems: tuple[System, ...]) -> Section:
    heads = ("system", "question", "replications", "seed", "scenario", "folder")
    rows = []
    for system in systems:
        played = system.manifest
        replications = f"{count(played.replications)}{'' if played.pairs else ', point values'}"
        rows.append(
            (
                system.name,
                played.question,
                replications,
                str(played.seed),
                played.scenario_hash[:8],
                str(system.run.path),
            )
        )
    notes = [
        tag("p", tag("strong", f"{system.name}: "), f"{note}.", class_="note")
        for system in systems
        for note in system.run.summary.get("notes", ())
    ]
    reading = "Each folder holds the report of its run, with everything that is only summed up here."
    return Section(
        "played", "What was played", reading, "manifest.json of each run.", (table(heads, rows, numeric=(2,)), *notes)
    )
