"""Designs over what is not known: points at which the facts are taken to be this or that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.experiment.study.designs.sampling import unit_points
from cipsc_sim.scenario.paths import TreePath, show

SECTION, GRADE = "section", "grade"
WITH_NAMES = ("procedures", "assays", "materials")
"""Sections large enough for each thing in them to be a section of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that are moved together: all of one section, or all of one grade. ``members`` are their places."""

    grouping: str
    name: str
    members: tuple[int, ...]

    @property
    def label(self) -> str:
        """``grade C``."""
        return f"{self.grouping} {self.name}"


def section_of(path: TreePath) -> str:
    """The section of a scenario that a number stands in: ``orders``, ``procedures.reprogram``."""
    return show(path[:2]) if path[0] == "procedures" and len(path) > 1 else str(path[0])


def groups_of(inputs: Sequence[tuple[TreePath, str]], groupings: Sequence[str]) -> list[Group]:
    """The groups of the inputs (path and grade), section by section and grade by grade."""
    found: dict[tuple[str, str], list[int]] = {}
    for grouping in groupings:
        for place, (path, grade) in enumerate(inputs):
            name = section_of(path) if grouping == SECTION else grade
            found.setdefault((grouping, name), []).append(place)
    order = {grouping: place for place, grouping in enumerate(groupings)}
    keys = sorted(found, key=lambda key: (order[key[0]], key[1] if key[0] == GRADE else ""))
    return [Group(grouping, name, tuple(found[grouping, name])) for grouping, name in keys]


def saltelli(rows: int, groups: Sequence[Group], inputs: int, seed: int) -> dict[str, Floats]:
    """By label the uniforms of every point: rows A, rows B, and for each group rows A with the group's part of B.

    Saltelli et al. (2010, doi:10.1016/j.cpc.2009.09.018); A and B are the halves of one Sobol sequence.
    """
    both = unit_points("sobol_sequence", rows, 2 * inputs, seed)
    a, b = both[:, :inputs], both[:, inputs:]
    points: dict[str, Floats] = {}
    for row in range(rows):
        points[f"row {row}, A"] = a[row]
        points[f"row {row}, B"] = b[row]
        for group in groups:
            mixed = a[row].copy()
            mixed[list(group.members)] = b[row, list(group.members)]
            points[f"row {row}, {group.label} of B"] = mixed
    return points


def draws(number: int, inputs: int, seed: int) -> Mapping[str, Floats]:
    """By label the uniforms of as many draws of all facts, independent of each other."""
    random = np.random.default_rng([seed, 1])
    shares = np.clip(random.random((number, inputs)), 2.0**-52, 1 - 2.0**-52)
    return {f"draw {place}": row for place, row in enumerate(shares)}
