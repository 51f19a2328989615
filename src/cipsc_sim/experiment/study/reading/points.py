"""The points of a study, by its design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from cipsc_sim.experiment.ignorance.ignorance import Ignorance
from cipsc_sim.experiment.study.designs.conditions import Conditions
from cipsc_sim.experiment.study.designs.design import Varied, grid_size
from cipsc_sim.experiment.study.designs.prior_design import GRADE, draws, groups_of, saltelli
from cipsc_sim.experiment.study.designs.sampling import Filling, unit_points
from cipsc_sim.experiment.study.factor import Factor
from cipsc_sim.experiment.study.reading.design_shape import ALL, SAMPLED, kind_of
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.study import (
    CROSSED,
    GRID,
    LISTED,
    MOST_POINTS,
    ONE_AT_A_TIME,
    SEED,
    SELECT,
    SOBOL_INDICES,
    Point,
)
from cipsc_sim.scenario.paths import TreePath, show
from cipsc_sim.scenario.problems import suggestion

Tree = Mapping[str, Any]


class StudyPoints:
    """The second stage for points."""

    def __init__(
        self,
        tree: Tree,
        problems: StudyProblems,
        varied: Varied | None,
        factors: Sequence[Factor],
        settled: Callable[[str, TreePath], TreePath | None],
    ) -> None:
        self._tree = tree
        self._problems = problems
        self._varied = varied
        self._factors = factors
        self._settled = settled
        self._kind = kind_of(tree)
        self._stated = tree["design"][self._kind]

    def read(self, many: bool) -> list[Point]:
        """Every point; none if there are problems."""
        if self._kind == LISTED:
            return self._listed()
        if self._kind in (SOBOL_INDICES, CROSSED):
            return self._over_priors(many)
        return self._of_factors(many)

    def _of_factors(self, many: bool) -> list[Point]:
        """A grid, one change at a time, a sample of the space, or what is chosen from."""
        chosen = self._chosen()
        if self._problems:
            return []
        if not chosen or self._number(chosen) < 2:
            right = "Name factors, with two values at least."
            self._problems.refuse(("design", self._kind), "nothing to compare", right)
        self._check_number(self._number(chosen), many)
        if self._kind in (GRID, SELECT):
            self._check_no_spans(chosen)
        if self._problems:
            return []
        assert self._varied is not None
        conditions = Conditions(self._varied.tree, self._factors)
        if self._kind in SAMPLED:
            filling = cast(Filling, self._kind)
            shares = unit_points(filling, self._stated["points"], len(chosen), self._tree.get("seed", SEED))
            return self._varied.sampled(chosen, conditions, shares)
        played = self._varied.one_at_a_time if self._kind == ONE_AT_A_TIME else self._varied.grid
        points = played(chosen, conditions)
        if len(points) < 2:
            self._nothing_to_compare()
        return points

    def _nothing_to_compare(self) -> None:
        right = "Name factors, with two values at least that differ from what is there, and whose conditions hold."
        self._problems.refuse(("design", self._kind), "nothing to compare", right)

    def _number(self, chosen: Sequence[Factor]) -> int:
        if self._kind in SAMPLED:
            return int(self._stated["points"]) if chosen else 0
        if self._kind == ONE_AT_A_TIME:
            return 1 + sum(len(factor.values) for factor in chosen)
        return grid_size(chosen)

    def _check_number(self, number: int, many: bool) -> None:
        at = ("design", self._kind)
        if self._kind == SELECT and number > 50:
            right = "Look for a region first, with a sobol_sequence and trade_off."
            self._problems.refuse(at, f"{number:,} designs to choose from; 50 are the most", right)
        elif number > MOST_POINTS and not many:
            fewer = "values or factors" if self._kind in (GRID, ONE_AT_A_TIME) else "of them"
            right = f"Take fewer {fewer}; with --yes it is played all the same."
            self._problems.refuse(at, f"{number:,} points", right)

    def _check_no_spans(self, chosen: Sequence[Factor]) -> None:
        for factor in chosen:
            if factor.span is not None:
                right = "List its values, or choose latin_hypercube."
                self._problems.refuse(("factors", factor.family or factor.name), f"a range in a {self._kind}", right)

    def _over_priors(self, many: bool) -> list[Point]:
        """Points at which the facts are what a design over their priors says."""
        assert self._varied is not None
        inputs = [(prior.path, prior.grade) for prior in Ignorance(self._varied.loaded).priors]
        if not inputs or self._tree.get("fixed", False):
            right = "A fact of grade B, C or D has a prior; without fixed: true it is drawn."
            self._problems.refuse(("design", self._kind), "nothing is uncertain in this scenario", right)
            return []
        seed = self._tree.get("seed", SEED)
        if self._kind == CROSSED:
            self._check_number(self._stated["draws"], many)
            return [] if self._problems else self._varied.drawn(draws(self._stated["draws"], len(inputs), seed))
        groups = groups_of(inputs, self.group_by(self._stated))
        self._check_number(self._stated["rows"] * (len(groups) + 2), many)
        if self._problems:
            return []
        return self._varied.drawn(saltelli(self._stated["rows"], groups, len(inputs), seed))

    @staticmethod
    def group_by(stated: Tree) -> list[str]:
        """By what inputs are grouped; by grade if nobody says."""
        named = stated.get("group_by", [GRADE])
        return list(named) if isinstance(named, list) else [named]

    def _listed(self) -> list[Point]:
        points: list[Point] = []
        for place, item in enumerate(self._stated):
            at: TreePath = ("design", LISTED, place)
            point = self._file(item, at) if isinstance(item, str) else self._named(item, at)
            if point is None:
                continue
            if point.label in (each.label for each in points):
                right = "Give each a name of its own."
                self._problems.refuse(at, f"a second point called {point.label}", right, named="design.listed")
            points.append(point)
        if len(points) < 2 and not self._problems:
            self._problems.refuse(("design", LISTED), "a single point", "A study compares two at least.")
        return points

    def _file(self, name: str, at: TreePath) -> Point | None:
        file = self._problems.existing(name, at)
        return None if file is None else Point(file.stem, file, {}, {})

    def _named(self, item: Tree, at: TreePath) -> Point | None:
        assert self._varied is not None
        ((name, values),) = item.items()
        settled = {path: self._settled(path, (*at, name, path)) for path in values}
        found = {show(path): values[written] for written, path in settled.items() if path is not None}
        return self._varied.point(name, found) if len(found) == len(values) else None

    def _chosen(self) -> list[Factor]:
        """The factors that the design names, all of a family at once; every factor if it names none."""
        key = {SELECT: "of"}.get(self._kind, "factors")
        named = self._stated.get(key, ALL) if isinstance(self._stated, dict) else self._stated
        if named == ALL:
            return list(self._factors)
        at = ("design", self._kind) if named is self._stated else ("design", self._kind, key)
        names = self._tree.get("factors", {})
        for place, name in enumerate(named):
            if name not in names:
                right = suggestion(name, names)
                self._problems.refuse((*at, place), f'no factor "{name}"', right, named=f"design.{self._kind}")
        return [factor for name in named for factor in self._factors if name in (factor.name, factor.family)]
