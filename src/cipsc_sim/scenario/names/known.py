"""What a scenario has names for, and what is said when a name is not among them."""

from __future__ import annotations

from collections.abc import Collection

from cipsc_sim.scenario.lineage import Lineage, lineage_of
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems, either, suggestion
from cipsc_sim.scenario.scenario import Scenario

ANY_KIND = ("amount", "property", "share", "flag")


class Names:
    """The names of one scenario. Each method asks for one, written at a path or beneath it, and says if it is known."""

    def __init__(self, scenario: Scenario, problems: Problems) -> None:
        self.scenario = scenario
        self.problems = problems
        self.lineage: Lineage = lineage_of(scenario)

    def material(self, path: TreePath, name: str) -> bool:
        """A kind of lot."""
        return self._among(path, name, self.scenario.materials, "material")

    def equipment(self, path: TreePath, name: str) -> bool:
        """Equipment, not people."""
        facility = self.scenario.facility
        hint = f'"{name}" is a staff group; it stands under people.' if name in facility.people else ""
        return self._among(path, name, facility.equipment, "equipment", hint)

    def people(self, path: TreePath, name: str) -> bool:
        """A staff group, not equipment."""
        facility = self.scenario.facility
        hint = f'"{name}" is equipment; it stands under occupies or with.' if name in facility.equipment else ""
        return self._among(path, name, facility.people, "staff group", hint)

    def skill(self, path: TreePath, name: str) -> bool:
        """A skill that some staff group has."""
        people = self.scenario.facility.people
        hint = f'"{name}" is a staff group; it stands under people.' if name in people else ""
        known = dict.fromkeys(skill for group in people.values() for skill in group.skills)
        return self._among(path, name, known, "skill", hint)

    def assay(self, path: TreePath, name: str) -> bool:
        """An assay, not a specification."""
        specification = self.scenario.specifications.get(name)
        hint = f'"{name}" is a specification; its assay is {specification.assay}.' if specification else ""
        return self._among(path, name, self.scenario.assays, "assay", hint)

    def specification(self, path: TreePath, name: str) -> bool:
        """A specification, not an assay."""
        of_assay = [each for each, limit in self.scenario.specifications.items() if limit.assay == name]
        hint = f'"{name}" is an assay; it stands behind: {", ".join(of_assay)}.' if of_assay else ""
        return self._among(path, name, self.scenario.specifications, "specification", hint)

    def rung(self, path: TreePath, name: str) -> bool:
        """A rung of the recovery."""
        return self._among(path, name, self.scenario.recovery.rungs, "rung")

    def trait(self, path: TreePath, name: str) -> bool:
        """A trait."""
        common = name in self.scenario.common_causes
        hint = f'"{name}" is a common cause; it moves what assays report.' if common else ""
        return self._among(path, name, self.scenario.traits, "trait", hint)

    def common_cause(self, path: TreePath, name: str) -> bool:
        """A session or a lot of reagent, not a trait."""
        hint = f'"{name}" is a trait; it moves what is true.' if name in self.scenario.traits else ""
        return self._among(path, name, self.scenario.common_causes, "common cause", hint)

    def trait_or_common_cause(self, path: TreePath, name: str) -> bool:
        """What may move an event of the laboratory."""
        known = [*self.scenario.traits, *self.scenario.common_causes]
        return self._among(path, name, known, "trait or common cause")

    def attribute(self, path: TreePath, name: str, kinds: Collection[str] = ANY_KIND) -> bool:
        """An attribute of one of these kinds."""
        attributes = self.scenario.attributes
        fitting = [each for each, attribute in attributes.items() if attribute.kind in kinds]
        if name not in attributes:
            hint = f'"{name}" is a trait, which is hidden.' if name in self.scenario.traits else ""
            return self._among(path, name, fitting, "attribute", hint)
        if attributes[name].kind not in kinds:
            right = f"{_one_of(kinds)} is needed here. {suggestion(name, fitting)}"
            self.problems.refuse(path, f'"{name}" is {a(attributes[name].kind)}', right, beneath=(name,))
            return False
        return True

    def of_order_or_lot(self, path: TreePath, name: str) -> bool:
        """An attribute of a lot, or of the order it is for."""
        return self._among(path, name, [*self.scenario.attributes, *self.scenario.orders.has], "attribute")

    def _among(self, path: TreePath, name: str, known: Collection[str], what: str, hint: str = "") -> bool:
        if name in known:
            return True
        self.problems.unknown(path, name, known, what, hint)
        return False


def _one_of(kinds: Collection[str]) -> str:
    text = either(a(kind) for kind in kinds)
    return text[0].upper() + text[1:]


def a(kind: str) -> str:
    """``an amount``, ``a flag``."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
