"""A view: what a study comes to, in sentences and in sections that stand before all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cipsc_sim.report.section import Section

if TYPE_CHECKING:
    from cipsc_sim.experiment.study.sweep import Swept


@dataclass(frozen=True, slots=True)
class View:
    """What the view says of a study that was played, and what it shows."""

    sentences: tuple[str, ...]
    sections: Callable[[], list[Section]]


NOTHING = View((), list)


def view_of(swept: Swept) -> View:
    """The view that the study names; nothing if it names none."""
    if not swept.study.view:
        return NOTHING
    from cipsc_sim.experiment.study.reading.view_shape import CAPACITY, PURCHASES, STAFFING
    from cipsc_sim.experiment.views import capacity, purchases, staffing

    views = {CAPACITY: capacity.view, STAFFING: staffing.view, PURCHASES: purchases.view}
    return views[swept.study.view](swept)
