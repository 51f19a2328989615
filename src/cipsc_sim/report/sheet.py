"""The frame of every page: one HTML file, everything in it, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from cipsc_sim.report.markup import Html, escaped, in_script, joined, tag
from cipsc_sim.report.section import Drawn, Section


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of a page: what kind of page it is, its title, what is asked, and what was played."""

    kicker: str
    title: str
    question: str
    facts: tuple[str, ...]


def sheet(heading: Heading, sections: Sequence[Section]) -> str:
    """The whole page; put together once, for the library alone has some five million characters."""
    from plotly.offline import get_plotlyjs

    watch, drawing, library = _asset("watch.js"), _asset("page.js"), str(get_plotlyjs()).strip()
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        _policy([watch, library, drawing]),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer">'),
        tag("title", heading.title),
        tag("style", Html(_asset("page.css"))),
        tag("script", Html(watch)),
    )
    contents = tag("nav", *_entries(sections), aria_label="Contents", id="contents")
    main = tag("main", _header(heading), *(_section(each) for each in sections))
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


def _header(heading: Heading) -> Html:
    return tag(
        "header",
        tag("p", heading.kicker, class_="kicker"),
        tag("h1", heading.title),
        tag("p", heading.question, class_="question"),
        tag("p", " · ".join(heading.facts), class_="facts"),
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
