"""An edge of the hold-while-waiting graph."""

from __future__ import annotations

from dataclasses import dataclass

from cipsc_sim.scenario.paths import TreePath


@dataclass(frozen=True, slots=True)
class Edge:
    """``held`` can be held while ``awaited`` is waited for: ``path`` is where, ``place`` the same in words.

    ``or_else`` says what would take it away, besides another order of asking.
    """

    held: str
    awaited: str
    path: TreePath
    place: str
    or_else: str = ""

    def __str__(self) -> str:
        more = "more of it" if self.held == self.awaited else self.awaited
        return f"{self.held} is held while waiting for {more} ({self.place})"
