"""Recovery: rungs that exist, for reasons that something can cause."""

from __future__ import annotations

from collections.abc import Iterator

from cipsc_sim.scenario.names.known import Names
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import suggestion
from cipsc_sim.scenario.procedure import LotsFrom
from cipsc_sim.scenario.scenario import Scenario

EXPIRED = "expired"
SAMPLE_SHORT = "sample_short"
NO_VALID_RESULT = "no_valid_result"
TOO_FEW = "too_few"
"""Reasons that no file states: past its shelf life, less than a sample, only invalid runs, less than a pack."""


def reasons(scenario: Scenario) -> tuple[str, ...]:
    """Every reason for which a lot of this scenario can fail, in the order of the file."""
    return tuple(dict.fromkeys(_reasons(scenario)))


def _reasons(scenario: Scenario) -> Iterator[str]:
    for attribute in scenario.attributes.values():
        if attribute.shows is not None:
            yield attribute.shows.reason
    for procedure in scenario.procedures.values():
        yield from (make.lots.reason for make in procedure.makes.values() if isinstance(make.lots, LotsFrom))
        for step in procedure.steps.values():
            yield from step.may_fail
    yield from (each.reason for each in scenario.specifications.values() if not each.informs_only)
    yield from (each.dose.reason for each in scenario.release.values() if each.dose is not None)
    yield from (each.breaks.reason for each in scenario.facility.equipment.values() if each.breaks is not None)
    if any(material.shelf_life_d is not None for material in scenario.materials.values()):
        yield EXPIRED
    if any(material.pack for material in scenario.materials.values()):
        yield TOO_FEW
    if any(assay.sample for assay in scenario.assays.values()):
        yield SAMPLE_SHORT
    if any(assay.repeats.limit is not None for assay in scenario.assays.values()):
        yield NO_VALID_RESULT


def check_recovery(names: Names) -> None:
    """Rungs, and the reasons after which they are taken."""
    recovery = names.scenario.recovery
    path: TreePath = ("recovery",)
    for name, rung in recovery.rungs.items():
        names.material((*path, "rungs", name, "restart_from"), rung.restart_from)
        for attribute in rung.more:
            _check_more(names, (*path, "rungs", name, "more"), attribute)
    known = reasons(names.scenario)
    for reason, rungs in recovery.after.items():
        if reason not in known:
            found = f'nothing causes "{reason}"'
            names.problems.refuse((*path, "after"), found, suggestion(reason, known), beneath=(reason,))
        for position, rung_name in enumerate(rungs):
            names.rung((*path, "after", reason, position), rung_name)
    for position, rung_name in enumerate(recovery.otherwise):
        names.rung((*path, "otherwise", position), rung_name)


def _check_more(names: Names, path: TreePath, attribute: str) -> None:
    if not names.attribute(path, attribute, ("amount",)):
        return
    steps = [step for procedure in names.scenario.procedures.values() for step in procedure.steps.values()]
    if not any(effect.grow for step in steps for effect in step.effects.get(attribute, [])):
        found = f'nothing grows "{attribute}"'
        names.problems.refuse(path, found, "more multiplies the targets of grow effects.", beneath=(attribute,))
