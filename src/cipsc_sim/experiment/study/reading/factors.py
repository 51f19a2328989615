"""The factors of a study, each on a path of its own that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cipsc_sim.experiment.study.designs.conditions import circle_of
from cipsc_sim.experiment.study.designs.design import Varied, is_spread
from cipsc_sim.experiment.study.factor import Factor, Span
from cipsc_sim.experiment.study.reading.limits_shape import is_number
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.scenario.paths import TreePath, departure, every, get, parse, settle, show
from cipsc_sim.scenario.problems import suggestion

Tree = Mapping[str, Any]
ANY = "*"


class StudyFactors:
    """The second stage for factors: their paths, and what stands there."""

    def __init__(self, tree: Tree, problems: StudyProblems, varied: Varied | None) -> None:
        self._tree = tree
        self._problems = problems
        self._varied = varied

    def read(self) -> tuple[Factor, ...]:
        """Every factor; one for each place that ``each`` stands for."""
        found: list[Factor] = []
        taken: dict[TreePath, str] = {}
        for name, stated in self._tree.get("factors", {}).items():
            for own, path in self._places(name, stated):
                if self._is_taken(own, path, name, stated, taken):
                    continue
                taken[path] = own
                factor = self._factor(own, name, path, stated)
                if factor is not None:
                    found.append(factor)
        for factor in found:
            self._check_condition(factor, found)
        circle = circle_of(found)
        if circle:
            at: TreePath = (
                "factors",
                circle[0].partition(".")[0] if circle[0] not in self._tree["factors"] else circle[0],
            )
            right = "Of factors that depend on each other, one depends on none."
            self._problems.refuse((*at, "only_where"), f"each waits for the next: {' → '.join(circle)}", right)
        return tuple(found)

    def settled(self, written: str, at: TreePath) -> TreePath | None:
        """A path as the scenario spells it; a problem if it is not there."""
        path = self._parsed(written, at)
        if path is None:
            return None
        assert self._varied is not None
        settled = settle(self._varied.tree, path)
        if settled is None:
            parent, found, right = departure(self._varied.tree, path)
            self._problems.refuse(at, found, right, named=show(parent))
        return settled

    def _parsed(self, written: str, at: TreePath) -> TreePath | None:
        try:
            return parse(written)
        except ValueError as error:
            self._problems.refuse(at, str(error), "Write it like orders.arrive.poisson.per_year.")
            return None

    def _places(self, name: str, stated: Tree) -> Iterator[tuple[str, TreePath]]:
        """What the factor is called and where it is; for ``each`` all places, called by what the stars stand for."""
        if "path" in stated:
            settled = self.settled(str(stated["path"]), ("factors", name, "path"))
            if settled is not None:
                yield name, settled
            return
        at: TreePath = ("factors", name, "each")
        pattern = self._parsed(str(stated["each"]), at)
        if pattern is None:
            return
        assert self._varied is not None
        matches = [(path, stars) for path in every(self._varied.tree) if (stars := _stars(path, pattern)) is not None]
        if ANY not in pattern or not matches:
            right = "Write a star for each name that may be any: facility.equipment.*.count."
            self._problems.refuse(at, f'nothing like "{stated["each"]}"' if ANY in pattern else "no star in it", right)
        for path, stars in matches:
            yield f"{name}.{show(stars)}", path

    def _is_taken(self, own: str, path: TreePath, name: str, stated: Tree, taken: Mapping[TreePath, str]) -> bool:
        for other, whose in taken.items():
            if path[: len(other)] == other or other[: len(path)] == path:
                words = f"the path of factor {whose} too" if path == other else f"inside or above that of {whose}"
                at: TreePath = ("factors", name, "path" if "path" in stated else "each")
                self._problems.refuse(at, words, "Give one of them another path.", named=show(path))
                return True
        return False

    def _factor(self, own: str, name: str, path: TreePath, stated: Tree) -> Factor | None:
        assert self._varied is not None
        there = get(self._varied.tree, path)
        key = next(key for key in ("values", "add", "times", "from") if key in stated)
        number = key != "values" or any(is_number(value) for value in stated["values"])
        if number and not self._takes_a_number(there, name, key, path):
            return None
        conditions = {other: tuple(values) for other, values in stated.get("only_where", {}).items()}
        family = name if "each" in stated else ""
        if key == "from":
            whole = isinstance(there, int) and all(float(stated[end]).is_integer() for end in ("from", "to"))
            span = Span(float(stated["from"]), float(stated["to"]), stated.get("scale") == "log", whole)
            return Factor(own, show(path), (span.at(0.0), span.at(1 - 1e-12)), span, conditions, family)
        values = _values(key, stated[key], there)
        return Factor(own, show(path), values, None, conditions, family)

    def _takes_a_number(self, there: Any, name: str, key: str, path: TreePath) -> bool:
        at: TreePath = ("factors", name, key)
        if is_spread(there):
            right = f"Name the number in it ({show(path)}.…), or write {{constant: 0.5}} to take the spread away."
            self._problems.refuse(at, "a number in place of a distribution", right, named=show(path))
            return False
        if key != "values" and not is_number(there):
            found = f"{key} needs a number, and there is {'a mapping' if isinstance(there, Mapping) else repr(there)}"
            self._problems.refuse(at, found, "Write values: […].", named=show(path))
            return False
        return True

    def _check_condition(self, factor: Factor, factors: list[Factor]) -> None:
        known = {each.name: each for each in factors}
        name = factor.family or factor.name
        for other, values in factor.only_where.items():
            at: TreePath = ("factors", name, "only_where", other)
            if other == factor.name or other not in known:
                right = suggestion(other, [each for each in known if each != factor.name])
                self._problems.refuse(at, f'no other factor "{other}"', right, named=f"factors.{name}.only_where")
            elif known[other].span is None:
                for value in values:
                    if value not in known[other].values:
                        right = f"It takes {', '.join(map(str, known[other].values))}."
                        self._problems.refuse(at, f"{other} is never {value!r}", right)


def _stars(path: TreePath, pattern: TreePath) -> TreePath | None:
    """What stands in the path where the pattern has stars; None if they do not agree."""
    if len(path) != len(pattern):
        return None
    pairs = list(zip(path, pattern, strict=True))
    if not all(wanted == ANY or str(name) == str(wanted) for name, wanted in pairs):
        return None
    return tuple(name for name, wanted in pairs if wanted == ANY)


def _values(key: str, stated: list[Any], there: Any) -> tuple[Any, ...]:
    if key == "add":
        return tuple(there + each for each in stated)
    if key == "times":
        return tuple(_as_there(there * each, there) for each in stated)
    return tuple(stated)


def _as_there(value: float, there: float) -> float | int:
    """A whole number where one was; six digits of any other."""
    return round(value) if isinstance(there, int) else float(f"{value:.6g}")
