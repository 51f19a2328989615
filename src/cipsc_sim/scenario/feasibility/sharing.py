"""What an order shares and can break is one unit, so that it is known what broke; no order shares an instrument."""

from __future__ import annotations

from cipsc_sim.scenario.problems import Problems
from cipsc_sim.scenario.scenario import Scenario


def check_sharing(scenario: Scenario, problems: Problems) -> None:
    """Steps that occupy several units of such equipment at once, and assays that occupy what orders share."""
    for name, assay in scenario.assays.items():
        for pool in assay.occupies:
            if scenario.facility.equipment[pool].ownership != "step":
                right = "An instrument is held by each run of an assay: take out its ownership."
                found = f"{pool} belongs to an order"
                problems.refuse(("assays", name, "occupies"), found, right, beneath=(pool,))
    for name, procedure in scenario.procedures.items():
        for step_name, step in procedure.steps.items():
            for pool, n in step.occupies.items():
                equipment = scenario.facility.equipment[pool]
                if equipment.breaks is not None and equipment.ownership != "step" and n not in (1, "same"):
                    found = f"{n} {pool} of one order, which can break"
                    right = "Let a step occupy one of what an order shares, or take out breaks."
                    path = ("procedures", name, "steps", step_name, "occupies")
                    problems.refuse(path, found, right, beneath=(pool,))
