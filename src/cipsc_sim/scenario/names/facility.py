"""The facility: names of its resources, and who clears, repairs and maintains equipment."""

from __future__ import annotations

from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.paths import TreePath


def check_facility(names: Names) -> None:
    """The staff groups that equipment names; and that equipment and people, both waited for, have names of their own."""
    facility = names.scenario.facility
    for name in facility.people:
        if name in facility.equipment:
            right = "Give them different names; a table of resources lists both."
            names.problems.refuse(("facility", "people", name), f'"{name}" is equipment too', right)
    for name, equipment in names.scenario.facility.equipment.items():
        path: TreePath = ("facility", "equipment", name)
        for group in equipment.cleared_by:
            names.people((*path, "cleared_by"), group)
        for what, each in equipment.maintenance.items():
            for group in each.by:
                names.people((*path, "maintenance", what, "by"), group)
        if equipment.breaks is not None:
            for group in equipment.breaks.repaired_by:
                names.people((*path, "breaks", "repaired_by"), group)
