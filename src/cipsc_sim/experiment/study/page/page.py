"""The page of a study: what was found, each estimate over its points, and the points."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.study.page.contents import StudyContents
from cipsc_sim.experiment.study.page.estimate_sections import estimates
from cipsc_sim.experiment.study.page.prior_sections import measure_next, variance
from cipsc_sim.experiment.study.page.sections import chosen, points, trade_off, verdicts
from cipsc_sim.experiment.study.study import Study
from cipsc_sim.experiment.views.view import view_of
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.report.markup import tag
from cipsc_sim.report.section import Section
from cipsc_sim.report.sheet import Heading, sheet

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from cipsc_sim.experiment.study.sweep import Swept

_SECTIONS: tuple[Callable[[StudyContents], list[Section]], ...] = (
    chosen,
    verdicts,
    measure_next,
    variance,
    trade_off,
    estimates,
    points,
)


def study_page(swept: Swept) -> str:
    """The text of the page."""
    return sheet(study_heading(swept.study, swept.manifest), _sections(swept))


def study_figure(swept: Swept, name: str) -> Figure:
    """One figure of the page. RunError with the names there are if the page has none that is called so."""
    drawn = {each.name: each.figure for section in _sections(swept) for each in section.figures}
    if name not in drawn:
        raise RunError(f'There is no figure "{name}" of this study. There are {", ".join(drawn)}.')
    return drawn[name]


def _sections(swept: Swept) -> list[Section]:
    """What the view shows first, and then everything else."""
    contents = StudyContents(swept.study, swept.points, swept.shown, swept.manifest, swept.headlines, swept.tables)
    return [*_jams(swept), *view_of(swept).sections(), *(section for each in _SECTIONS for section in each(contents))]


def _jams(swept: Swept) -> list[Section]:
    """What is said before all else where a store was too small."""
    said = tuple(tag("p", each, class_="banner", role="note") for each in swept.jams)
    reading = (
        "What such points give is what a site gives that nearly stands still. A run of one of them says what to change."
    )
    origin = "estimates.parquet: jammed_d."
    return [Section("jams", "A store is too small", reading, origin, said)] if said else []


def study_heading(study: Study, manifest: Manifest, kind: str = "report of a study") -> Heading:
    """What stands at the top of every page of a study."""
    played = f"{2 * study.pairs} replications of each of {len(study.points)} points, the same random numbers for all"
    facts = [played, f"seed {study.seed}", f"study {study.hash[:8]}"]
    if study.fixed:
        facts.append("point values of all facts")
    return Heading(f"{manifest.name} · {kind}", study.title, study.question, tuple(facts))
