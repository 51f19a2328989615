"""The sections of the page of a study that look at several estimates at once."""

from __future__ import annotations

import pandas as pd

from cipsc_sim.analysis.estimates.clusters import MINIMUM_REPLICATIONS
from cipsc_sim.experiment.headline import Headline, headline_of
from cipsc_sim.experiment.study.page.contents import StudyContents
from cipsc_sim.experiment.study.page.figures import scatter_front
from cipsc_sim.experiment.study.page.markup import cell, folded, judged, margin, one, scaled
from cipsc_sim.experiment.study.results.front import front
from cipsc_sim.experiment.study.selection import SELECTION, in_words
from cipsc_sim.report.markup import table, tag
from cipsc_sim.report.section import Drawn, Section

_ORIGIN = "estimates.parquet."


def verdicts(contents: StudyContents) -> list[Section]:
    """What is judged, point by point in words; what else is to be known of all differences."""
    study = contents.study
    if not study.compares or len(study.points) < 2:
        return []
    told = f"Intervals of differences hold together at 95 %, {study.comparisons:,} at a time (Bonferroni)."
    if 2 * study.pairs < MINIMUM_REPLICATIONS:
        told = "Fewer than ten replications give no intervals: play more pairs."
    if not study.margins:
        text = f"No margins are stated, so no difference is judged. {told}"
        return [Section("verdicts", "Verdicts", text, _ORIGIN, ())]
    asked = [each for each in contents.shown if each.name in study.margins]
    heads = [
        "Point",
        *(f"{each.title} (margin {margin(study.margins[each.name], each, contents.unit(each))})" for each in asked),
    ]
    found = {each.name: contents.of(each).set_index("point") for each in asked}
    rows = [
        [point.label, *(judged(found[each.name], place) for each in asked)]
        for place, point in enumerate(study.points)
        if place != study.base and all(place in found[each.name].index for each in asked)
    ]
    reading = (
        f"Against “{contents.base}”, on the same random numbers. No difference that matters: all of the interval lies within "
        f"the margin. Better or worse: it leaves out zero. {told}"
    )
    return [Section("verdicts", "Verdicts", reading, _ORIGIN, (folded(heads, rows),))]


def chosen(contents: StudyContents) -> list[Section]:
    """What a search chose, and where it left the others out."""
    found = contents.tables.get(SELECTION)
    if found is None:
        return []
    headline = headline_of(str(contents.study.design["best"]), contents.manifest)
    heads = ["Design", "Outcome", headline.title, "Replications"]
    rows = [
        [row["label"], row["outcome"], one(headline, float(row["mean"])), f"{row['replications']:,}"]
        for _, row in found.iterrows()
    ]
    reading = (
        "Kim and Nelson's procedure: all designs are played pair by pair with the same random numbers, and one is left out when another "
        "beats it by more than chance allows. A mean is of the replications that the design was played, so those that were left out "
        "early are known less well."
    )
    words = (tag("p", in_words(contents.study, found), class_="answer"),)
    parts = (table(heads, rows, numeric=(2, 3)),)
    return [Section(SELECTION, "The design that was chosen", reading, "selection.parquet.", parts, words)]


def trade_off(contents: StudyContents) -> list[Section]:
    """What is weighed against each other, and the points that nothing beats."""
    names = contents.study.trade_off
    if not names:
        return []
    found = front(contents.estimates, names)
    headlines = [headline_of(name, contents.manifest) for name in names]
    shown = pd.DataFrame({"x": scaled(found[names[0]], headlines[0]), "y": scaled(found[names[1]], headlines[1])})
    axes = (_axis(headlines[0], contents), _axis(headlines[1], contents))
    drawn = scatter_front(
        "What is worth choosing between", axes, shown.assign(on_front=found["on_front"]), list(contents.points["label"])
    )
    best = found[found["on_front"]].sort_values(names[0])
    rows = [
        [contents.points["label"].iloc[int(str(point))], *(one(each, row[each.name]) for each in headlines)]
        for point, row in best.iterrows()
    ]
    reading = (
        f"{len(best)} of {len(found)} points are beaten by none in all of these. Exploratory: it goes by means, and a point beside "
        "the front may be as good; see the intervals below."
    )
    heads = ["Point", *(each.title if each.is_fraction else _axis(each, contents) for each in headlines)]
    parts = (Drawn("trade-off", drawn), folded(heads, rows, numeric=range(1, len(heads))))
    return [Section("trade-off", "Trade-off", reading, _ORIGIN, parts)]


def points(contents: StudyContents) -> list[Section]:
    """The points themselves."""
    heads = [name for name in contents.points.columns if name not in ("point", "base", "file")]
    short = contents.points.assign(scenario_hash=contents.points["scenario_hash"].str[:8])
    rows = [[cell(row[name]) for name in heads] for _, row in short.iterrows()]
    reading = "Every point is a variant of the scenario; what is not named here is as the scenario says."
    return [Section("points", "Points", reading, "points.parquet.", (folded(heads, rows),))]


def _axis(headline: Headline, contents: StudyContents) -> str:
    unit = contents.unit(headline)
    return headline.title if unit == "value" else f"{headline.title}, {unit}"
