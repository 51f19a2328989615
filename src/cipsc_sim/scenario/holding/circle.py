"""Circles in the hold-while-waiting graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cipsc_sim.scenario.holding.edge import Edge

Circle = tuple[Edge, ...]


def circles(edges: Iterable[Edge]) -> list[Circle]:
    """For each pool that lies on circles but on none named before, the shortest."""
    leaving: dict[str, list[Edge]] = {}
    for edge in edges:
        leaving.setdefault(edge.held, []).append(edge)
    found: list[Circle] = []
    named: set[str] = set()
    for pool in leaving:
        circle = () if pool in named else _shortest(pool, leaving)
        if circle:
            found.append(circle)
            named |= {edge.held for edge in circle}
    return found


def _shortest(pool: str, leaving: Mapping[str, list[Edge]]) -> Circle:
    """The shortest way from the pool back to it; empty if there is none."""
    ways: dict[str, Circle] = {pool: ()}
    waiting = [pool]
    for here in waiting:
        for edge in leaving.get(here, ()):
            way = (*ways[here], edge)
            if edge.awaited == pool:
                return way
            if edge.awaited not in ways:
                ways[edge.awaited] = way
                waiting.append(edge.awaited)
    return ()
