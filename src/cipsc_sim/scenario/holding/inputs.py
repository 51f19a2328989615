"""What is waited for until an input is there: how it is made, and its position in store where it comes from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cipsc_sim.scenario.holding.level import claimed, most_lots
from cipsc_sim.scenario.lineage import Lineage, has_to_be_made
from cipsc_sim.scenario.needs import Needs, later_tasks, start_needs, task_needs
from cipsc_sim.scenario.scenario import Scenario


def input_needs(scenario: Scenario, lineage: Lineage, material: str) -> Needs:
    """All that is needed to have a lot of a material, down to a supply."""
    needs: Needs = Counter()
    waiting = [material]
    for each in waiting:
        needs |= delivery_needs(scenario, [each])
        if not has_to_be_made(scenario, lineage, each):
            continue
        procedure = scenario.procedures[lineage.maker[each]]
        for position, step in enumerate(procedure.route):
            needs |= start_needs(scenario, procedure, position)
            needs |= delivery_needs(scenario, procedure.steps[step].consumes)
            for _, task in later_tasks(procedure.steps[step]):
                needs |= task_needs(scenario, task)
        waiting += [parent for parent in procedure.takes if parent not in waiting]
    return needs


def delivery_needs(scenario: Scenario, materials: Iterable[str]) -> Needs:
    """The stores in which deliveries of these materials need a position, where something else may be in the way.

    A store full of what anybody may have of the very material that is waited for keeps nobody waiting.
    """
    stores = (scenario.materials[each].kept_in for each in materials if _may_be_kept_out(scenario, each))
    return Counter({store: 1 for store in stores if store is not None})


def kept_with_others(scenario: Scenario, material: str) -> bool:
    """Whether other materials are kept in its store."""
    return len(_kept_beside(scenario, material)) > 1


def _kept_beside(scenario: Scenario, material: str) -> list[str]:
    """All that is kept in the store of a material, itself included."""
    store = scenario.materials[material].kept_in
    return [name for name, each in scenario.materials.items() if store is not None and each.kept_in == store]


def _may_be_kept_out(scenario: Scenario, material: str) -> bool:
    """Whether a delivery may find its store full, and not of what may be had of it."""
    there = scenario.materials[material]
    if there.kept_in is None or there.supply is None or (there.supply.bought is None and there.supply.arrive is None):
        return False
    if not (claimed(scenario, material) or kept_with_others(scenario, material)):
        return False
    most = [most_lots(scenario, each) for each in _kept_beside(scenario, material)]
    return sum(most) > scenario.facility.equipment[there.kept_in].count
