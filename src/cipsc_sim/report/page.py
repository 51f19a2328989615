"""One HTML page from a run: everything in one file, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from cipsc_sim.analysis.prior_scores import PriorScores, read_scores
from cipsc_sim.analysis.summary import Summary, read_summary
from cipsc_sim.records.folder import RunFolder
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.figures import SECTIONS
from cipsc_sim.report.markup import Html, escaped, in_script, joined, tag
from cipsc_sim.report.memory import given_back
from cipsc_sim.report.numerals import count
from cipsc_sim.report.section import Drawn, Section

PRIORS = "priors.csv"


def run_page(
    rows: Rows, manifest: Manifest, summary: Summary, scores: PriorScores | None = None, scenario_text: str = ""
) -> str:
    """The page of a run. Without ``scores`` it has no shares by grade, without the scenario no minimum dose per kg."""
    contents = Contents(rows, manifest, summary, scores, scenario_text)
    with given_back():
        made = [section(contents) for section in SECTIONS]
    return _page(manifest, rows.replications, [section for section in made if section is not None])


def folder_page(run: RunFolder) -> str:
    """The page of a run folder."""
    priors = run.path / PRIORS
    scores = read_scores(priors.read_text(encoding="utf-8")) if priors.is_file() else None
    return run_page(run, run.manifest, read_summary(run.summary), scores, run.scenario_text)


def _page(manifest: Manifest, replications: int, sections: Sequence[Section]) -> str:
    """The whole page; put together once, for the library alone has some five million characters."""
    from plotly.offline import get_plotlyjs

    watch, drawing, library = _asset("watch.js"), _asset("page.js"), str(get_plotlyjs()).strip()
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        _policy([watch, library, drawing]),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer">'),
        tag("title", manifest.title),
        tag("style", Html(_asset("page.css"))),
        tag("script", Html(watch)),
    )
    contents = tag("nav", *_entries(sections), aria_label="Contents", id="contents")
    main = tag("main", _header(manifest, replications), *(_section(each) for each in sections))
    errors = '<output id="page-errors" hidden></output>'
    pieces = ('<!DOCTYPE html>\n<html lang="en">\n', head, "\n<body>\n", contents, main, errors)
    scripts = ("<script>", library, "</script>\n<script>", drawing, "</script>\n</body>\n</html>\n")
    return "".join((*pieces, *scripts))


def _asset(name: str) -> str:
    return files("cipsc_sim.report").joinpath("assets", name).read_text(encoding="utf-8").strip()


def _policy(scripts: Sequence[str]) -> Html:
    """Only these scripts may run, and nothing may be fetched."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">')


def _entries(sections: Sequence[Section]) -> list[Html]:
    return [tag("a", section.title, href=f"#{section.key}") for section in sections]


def _header(manifest: Manifest, replications: int) -> Html:
    window = manifest.window
    days = [f"{minute / 1440:,.0f}" for minute in (window.from_min, window.to_min, window.horizon_min)]
    played = f"{count(replications)} replications"
    if manifest.pairs:
        played += f" in {count(replications // 2)} pairs, each with parameters of its own"
    facts = [
        played,
        f"seed {manifest.seed}",
        f"cohort: orders that arrive on days {days[0]} to {days[1]}, followed to day {days[2]}",
    ]
    if manifest.scenario_hash:
        facts.append(f"scenario {manifest.scenario_hash[:8]}")
    return tag(
        "header",
        tag("p", f"{manifest.name} · report of a simulated run", class_="kicker"),
        tag("h1", manifest.title),
        tag("p", manifest.question, class_="question"),
        tag("p", " · ".join(facts), class_="facts"),
    )


def _section(section: Section) -> Html:
    parts = [_figure(part) if isinstance(part, Drawn) else part for part in section.parts]
    return tag(
        "section",
        tag("h2", section.title),
        *section.lead,
        tag("p", tag("b", "How to read it. "), section.reading, class_="reading"),
        *parts,
        tag("p", tag("b", "From "), section.origin, class_="origin"),
        id=section.key,
    )


def _figure(drawn: Drawn) -> Html:
    """A place for the figure, and its data as JSON."""
    written = in_script(drawn.figure.to_json(engine="json"))
    height = f"height:{drawn.figure.layout.height or 400:.0f}px"
    place = tag("div", class_="figure", id=f"figure-{drawn.name}", style=height)
    data = Html(f'<script type="application/json" data-figure="figure-{escaped(drawn.name)}">{written}</script>')
    return joined([place, data])
