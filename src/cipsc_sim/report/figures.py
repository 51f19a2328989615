"""The sections of the page in order, and every figure by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cipsc_sim.analysis.prior_scores import PriorScores
from cipsc_sim.analysis.summary import Summary
from cipsc_sim.errors import RunError
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.section import Section
from cipsc_sim.report.sections import (
    assays,
    costs,
    decisions,
    dose,
    failures,
    grades,
    headline,
    inputs,
    leadtime,
    losses,
    provenance,
    recoveries,
    resources,
    response,
    three_parts,
    timeline,
    warm_up,
    weight,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SECTIONS: tuple[Callable[[Contents], Section | None], ...] = (
    headline.section,
    three_parts.section,
    losses.section,
    failures.section,
    recoveries.section,
    dose.section,
    weight.section,
    response.section,
    assays.section,
    decisions.section,
    leadtime.section,
    timeline.section,
    resources.section,
    warm_up.section,
    costs.section,
    grades.section,
    inputs.section,
    provenance.section,
)
FIGURES: Mapping[str, Callable[[Contents], Figure | None]] = {
    losses.NAME: losses.figure,
    failures.NAME: failures.figure,
    dose.NAME: dose.figure,
    weight.NAME: weight.figure,
    response.NAME: response.figure,
    assays.NAME: assays.figure,
    leadtime.NAME: leadtime.figure,
    timeline.NAME: timeline.figure,
    resources.NAME: resources.figure,
    warm_up.NAME: warm_up.figure,
    costs.NAME: costs.figure,
    three_parts.NAME: three_parts.figure,
    grades.NAME: grades.figure,
    inputs.NAME: inputs.figure,
}


def figure(
    rows: Rows,
    manifest: Manifest,
    summary: Summary,
    name: str,
    scores: PriorScores | None = None,
    scenario_text: str = "",
) -> Figure:
    """One figure of the page. RunError if there is none of that name, or the run has no data for it."""
    if name not in FIGURES:
        raise RunError(f'There is no figure "{name}". There are {", ".join(FIGURES)}.')
    drawn = FIGURES[name](Contents(rows, manifest, summary, scores, scenario_text))
    if drawn is None:
        raise RunError(f'This run has nothing to show in the figure "{name}".')
    return drawn
