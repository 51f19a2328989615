"""One section of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cipsc_sim.report.markup import Html

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure under the name by which it is also had alone."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A title, one sentence on how to read it, one on the rows it comes from, and its figures and text in order.

    ``lead`` is what stands before all of that.
    """

    key: str
    title: str
    reading: str
    origin: str
    parts: tuple[Html | Drawn, ...]
    lead: tuple[Html, ...] = ()

    @property
    def figures(self) -> tuple[Drawn, ...]:
        """The figures among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Drawn))
