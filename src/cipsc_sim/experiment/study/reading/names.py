"""What a study names of estimates: margins, targets, what is weighed, and what is chosen by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cipsc_sim.analysis.registry import indicator_of, is_estimate, split_quantile
from cipsc_sim.experiment.comparison.verdict import estimate_names
from cipsc_sim.experiment.study.reading.problems import StudyProblems
from cipsc_sim.experiment.study.study import SELECT
from cipsc_sim.experiment.study.target import Target
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import suggestion


class StudyNames:
    """The second stage for estimates: each that is named is one, and can be used for what it is named for."""

    def __init__(self, tree: Mapping[str, Any], problems: StudyProblems, scenario: Mapping[str, Any] | None) -> None:
        self._tree = tree
        self._problems = problems
        self._known = {} if scenario is None else names_in(scenario)

    def check(self) -> None:
        """Note every name that stands for nothing."""
        self.margins()
        self.targets()
        self.trade_off()
        self.check_best()

    def margins(self) -> dict[str, float]:
        """The smallest difference that matters, by estimate."""
        stated = self._tree.get("margins", {})
        self._check(stated, ("margins",))
        for name, margin in stated.items():
            self._check_share(name, margin, ("margins", name))
        return {name: float(margin) for name, margin in stated.items()}

    def targets(self) -> tuple[Target, ...]:
        """What is to be met together."""
        return self._limits(self._tree.get("targets", {}), ("targets",))

    def trade_off(self) -> tuple[str, ...]:
        """What is weighed against each other; of each it is known which way is better."""
        names = self._tree.get("trade_off", [])
        for place, name in enumerate(names):
            self._check([name], ("trade_off", place))
            if is_estimate(name) and not indicator_of(split_quantile(name)[0])[0].good:
                right = "Weigh what one wants more or less of, such as a success fraction, days or cost."
                self._problems.refuse(("trade_off", place), f"more of {name} is neither better nor worse", right)
        return tuple(names)

    def check_best(self) -> None:
        """What a search chooses by, and what it is subject to."""
        stated = self._tree["design"].get(SELECT)
        if stated is None:
            return
        best = stated["best"]
        self._check([best], ("design", SELECT, "best"))
        self._check_share(best, stated["indifference"], ("design", SELECT, "indifference"))
        if is_estimate(best) and (split_quantile(best)[1] or not indicator_of(best)[0].good):
            right = "Choose by what has a mean and a better side, such as order_success_fraction."
            self._problems.refuse(("design", SELECT, "best"), f"{best} cannot be chosen by", right)
        self._limits(stated.get("subject_to", {}), ("design", SELECT, "subject_to"))

    def _limits(self, stated: Mapping[str, Any], at: TreePath) -> tuple[Target, ...]:
        self._check(stated, at)
        for name, limits in stated.items():
            for key, limit in limits.items():
                self._check_share(name, limit, (*at, name, key))
            if "at_least" in limits and "at_most" in limits and limits["at_least"] > limits["at_most"]:
                self._problems.refuse((*at, name), "at_least above at_most", "No value lies between them.")
        return tuple(Target(name, limits.get("at_least"), limits.get("at_most")) for name, limits in stated.items())

    def _check(self, names: Iterable[str], at: TreePath) -> None:
        for name in names:
            if not is_estimate(name):
                right = suggestion(name, estimate_names())
                place = (*at, name) if isinstance(self._at(at), dict) else at
                self._problems.refuse(place, f'no estimate "{name}"', right, named=str(at[0]))
                continue
            indicator, member = indicator_of(split_quantile(name)[0])
            known = self._known.get(indicator.named)
            if known is not None and member not in known:
                place = (*at, name) if isinstance(self._at(at), dict) else at
                found = f'no {indicator.named} "{member}" in the scenario'
                self._problems.refuse(place, found, suggestion(member, known))

    def _check_share(self, name: str, value: float, at: TreePath) -> None:
        """A fraction is stated as one, and not in percent."""
        if is_estimate(name) and indicator_of(split_quantile(name)[0])[0].in_percent and not -1 <= value <= 1:
            right = f"A fraction lies between 0 and 1: {value / 100:g} for {value:g} %."
            self._problems.refuse(at, f"{value:g} of a fraction", right)

    def _at(self, at: TreePath) -> Any:
        found: Any = self._tree
        for name in at:
            found = found[name]
        return found


def names_in(scenario: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the members of families of estimates may be called: resources, materials, attributes, rungs of recovery."""
    facility, materials = scenario.get("facility", {}), list(scenario.get("materials", {}))
    return {
        "resource": [*facility.get("equipment", {}), *facility.get("people", {}), *materials],
        "material": materials,
        "attribute": [*scenario.get("attributes", {}), *scenario.get("traits", {})],
        "rung": list(scenario.get("recovery", {}).get("rungs", {})),
    }
