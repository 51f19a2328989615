"""Assays, specifications and releases."""

from __future__ import annotations

from cipsc_sim.scenario.assay import Assay
from cipsc_sim.scenario.names.doses import check_dose
from cipsc_sim.scenario.names.known import Names, a
from cipsc_sim.scenario.names.procedures import check_task
from cipsc_sim.scenario.names.values import check_fractions
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import suggestion
from cipsc_sim.scenario.release import Release
from cipsc_sim.scenario.specification import Specification

_SEEN_BY = {"measures": ("amount", "property", "share"), "counts": ("property", "share"),
            "detects": ("property", "share", "flag")}  # fmt: skip


def check_quality(names: Names) -> None:
    """Every assay, specification and release."""
    for name, assay in names.scenario.assays.items():
        _check_assay(names, ("assays", name), assay)
    for name, specification in names.scenario.specifications.items():
        _check_specification(names, ("specifications", name), specification)
    for material, release in names.scenario.release.items():
        if names.material(("release",), material):
            _check_release(names, material, release)


def _check_assay(names: Names, path: TreePath, assay: Assay) -> None:
    _check_subject(names, path, assay)
    for key, sample in ((("sample",), assay.sample), (("repeats", "sample"), assay.repeats.sample or {})):
        for attribute in sample:
            names.attribute((*path, *key), attribute, ("amount",))
    for counts in assay.counts.values():
        if counts.among is not None:
            names.attribute((*path, "counts", assay.subject, "among"), counts.among, ("amount",))
    if assay.by is not None:
        names.people((*path, "by"), assay.by)
    for equipment in assay.equipment:
        names.equipment((*path, "with"), equipment)
    for instrument in assay.occupies:
        names.equipment((*path, "occupies"), instrument)
    for cause in assay.moved_by:
        names.common_cause((*path, "moved_by"), cause)
    for name, task in assay.tasks.items():
        check_task(names, (*path, "tasks", name), task)


def _check_subject(names: Names, path: TreePath, assay: Assay) -> None:
    verb = next(verb for verb in _SEEN_BY if getattr(assay, verb))
    subject, attributes = assay.subject, names.scenario.attributes
    if subject in names.scenario.traits and verb == "measures":
        return
    if subject not in attributes:
        known = [*attributes, *(names.scenario.traits if verb == "measures" else ())]
        what = "attribute or trait" if verb == "measures" else "attribute"
        hint = f'"{subject}" is a trait: an assay measures it.' if subject in names.scenario.traits else ""
        names.problems.unknown((*path, verb), subject, known, what, hint)
    elif attributes[subject].kind not in _SEEN_BY[verb]:
        verbs = [each for each, kinds in _SEEN_BY.items() if attributes[subject].kind in kinds]
        found = f'"{subject}" is {a(attributes[subject].kind)}'
        names.problems.refuse((*path, verb), found, f"An assay {' or '.join(verbs)} it.", beneath=(subject,))


def _check_specification(names: Names, path: TreePath, specification: Specification) -> None:
    if names.assay((*path, "assay"), specification.assay) and specification.tolerance == "zero":
        _check_zero_tolerance(names, path, specification)
    if not names.material((*path, "on"), specification.on) or specification.after is None:
        return
    maker = names.lineage.maker.get(specification.on)
    if maker is None:
        right = f"{specification.on} is not made; test it when the lot is whole: leave after out."
        names.problems.refuse((*path, "after"), f'no step "{specification.after}" makes {specification.on}', right)
        return
    steps = names.scenario.procedures[maker].steps
    if specification.after not in steps:
        procedures = names.scenario.procedures
        elsewhere = [name for name, procedure in procedures.items() if specification.after in procedure.steps]
        found = f'no step "{specification.after}" in procedure {maker}, which makes {specification.on}'
        right = suggestion(specification.after, steps) + (f" Procedure {elsewhere[0]} has one." if elsewhere else "")
        names.problems.refuse((*path, "after"), found, right)


def _check_zero_tolerance(names: Names, path: TreePath, specification: Specification) -> None:
    assay = names.scenario.assays[specification.assay]
    if not assay.counts:
        verb = "measures" if assay.measures else "detects"
        found = f'zero, and "{specification.assay}" {verb} {assay.subject}'
        names.problems.refuse((*path, "tolerance"), found, "Zero tolerance is for an assay that counts.")


def _check_release(names: Names, material: str, release: Release) -> None:
    path: TreePath = ("release", material)
    _check_limits(names, path, material, release)
    for assay, retest in release.retests.items():
        names.assay((*path, "retests"), assay)
        if retest == "once_if_cause_found" and (release.investigation is None or not release.investigation.cause_found):
            right = "State investigation.cause_found: if_wrong and if_right."
            names.problems.refuse((*path, "retests", assay), "nobody looks for a cause", right)
    for key, work in release.work.items():
        if work.by is not None:
            names.people((*path, key, "by"), work.by)
    if release.medical_request is not None:
        _check_request(names, (*path, "medical_request", "failed"), material, release)
    check_fractions(names, (*path, "after_thaw"), release.after_thaw)
    if release.dose is not None:
        check_dose(names, (*path, "dose"), release.dose)


def _check_limits(names: Names, path: TreePath, material: str, release: Release) -> None:
    related = (material, *names.lineage.ancestors(material))
    seen: set[str] = set()
    for key in ("needs", "follows"):
        for position, name in enumerate(getattr(release, key)):
            at = (*path, key)
            if name not in names.scenario.specifications:
                names.specification((*at, position), name)
                continue
            on = names.scenario.specifications[name].on
            if on in names.scenario.materials and on not in related:
                right = f"A release looks at {material} and what it is made of: {', '.join(related[1:]) or 'nothing'}."
                names.problems.refuse(at, f'"{name}" is a specification on {on}', right, beneath=(position,))
            if name in seen:
                right = "A specification is needed or followed, once."
                names.problems.refuse(at, f'"{name}" twice', right, beneath=(position,))
            seen.add(name)


def _check_request(names: Names, path: TreePath, material: str, release: Release) -> None:
    """What may be asked about is needed, and of the lot itself."""
    assert release.medical_request is not None
    specifications = names.scenario.specifications
    for position, name in enumerate(release.medical_request.failed):
        at = (*path, position)
        if not names.specification(at, name):
            continue
        if name not in release.needs:
            right = f"A request is about what the release needs: {', '.join(release.needs)}."
            names.problems.refuse(at, f'"{name}" is not needed', right)
        elif specifications[name].on != material:
            right = "A request is about a lot and its own failures."
            names.problems.refuse(at, f'"{name}" is a specification on {specifications[name].on}', right)
