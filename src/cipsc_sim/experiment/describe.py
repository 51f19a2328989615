"""From scenario to manifest: what readers of the rows need to know of it."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version

from cipsc_sim.engine.blueprint import Blueprint
from cipsc_sim.experiment.ignorance.facts import grade_counts
from cipsc_sim.records.manifest import AttributeLabel, Manifest, Source, SpecificationLimits, Target, Window
from cipsc_sim.scenario.facility import Equipment, People
from cipsc_sim.scenario.load import LoadedScenario
from cipsc_sim.scenario.scenario import Scenario

PACKAGES = ("cipsc-sim", "simpy", "numpy", "scipy", "pydantic", "pandas", "pyarrow", "plotly")


def describe(
    loaded: LoadedScenario, blueprint: Blueprint, *, name: str, seed: int, fixed: bool, replications: int
) -> Manifest:
    """The manifest of a run that is to be played."""
    scenario = loaded.scenario
    release = scenario.release.get(blueprint.orders.wants)
    target = None
    if release is not None and release.dose is not None:
        ((attribute, amount),) = release.dose.target.items()
        target = Target(attribute, amount)
    return Manifest(
        title=scenario.title,
        question=scenario.question,
        name=name,
        seed=seed,
        pairs=not fixed,
        replications=replications,
        window=Window(blueprint.from_min, blueprint.to_min, blueprint.horizon_min),
        wanted=blueprint.orders.wants,
        target=target,
        scenario_hash=loaded.hash,
        versions=versions(),
        start_date=scenario.clock.start_date,
        currency=scenario.currency,
        fixed_per_year=scenario.costs.fixed_per_year,
        chain=tuple(reversed(blueprint.chain)),
        shared=tuple(n for n, m in scenario.materials.items() if m.supply and m.supply.with_order is None),
        releases=tuple(scenario.release),
        made_by={next(iter(p.makes)): procedure for procedure, p in scenario.procedures.items()},
        routes={procedure: tuple(p.route) for procedure, p in scenario.procedures.items()},
        phases={
            f"{procedure}.{step}": s.phase or p.title or procedure.replace("_", " ").capitalize()
            for procedure, p in scenario.procedures.items()
            for step, s in p.steps.items()
        },
        attributes={n: AttributeLabel(a.unit, a.kind, a.title) for n, a in scenario.attributes.items()},
        specifications={n: _limits(scenario, n) for n in scenario.specifications},
        material_titles={n: m.title for n, m in scenario.materials.items() if m.title},
        titles=_titles(scenario),
        kept=_kept(scenario),
        ownership={n: e.ownership for n, e in scenario.facility.equipment.items() if e.ownership != "step"},
        reasons=tuple(_reasons(scenario)),
        grades=grade_counts(loaded),
        sources={n: Source(r.cite, r.doi, r.pmid, r.note) for n, r in scenario.references.items()},
    )


def versions() -> dict[str, str]:
    """What plays: Python, this package, and the libraries that rows may depend on."""
    return dict(_versions())


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """Read once: a study describes each of its points, and the metadata of a package are a long text."""
    return ("python", platform.python_version()), *((package, version(package)) for package in PACKAGES)


def _limits(scenario: Scenario, name: str) -> SpecificationLimits:
    spec = scenario.specifications[name]
    assay = scenario.assays[spec.assay]
    needs = any(name in release.awaited for release in scenario.release.values())
    follows = any(name in release.reported_later for release in scenario.release.values())
    return SpecificationLimits(
        on=spec.on,
        assay=spec.assay,
        attribute=assay.subject,
        title=spec.title,
        after=spec.after,
        at_least=spec.at_least,
        at_most=spec.at_most,
        below=spec.below,
        review_at_least=spec.review_at_least,
        review_at_most=spec.review_at_most,
        true_limit=spec.true_limit
        if spec.true_limit is not None or not assay.detects
        else assay.detects[assay.subject].above,
        tolerance=spec.tolerance,
        concerns=spec.concerns,
        reason=spec.reason,
        role="needs" if needs else "follows" if follows else "none",
    )


def _titles(scenario: Scenario) -> dict[str, dict[str, str]]:
    resources: dict[str, Equipment | People] = {**scenario.facility.equipment, **scenario.facility.people}
    steps = {f"{p}.{n}": s.title for p, procedure in scenario.procedures.items() for n, s in procedure.steps.items()}
    return {
        "resource": {n: r.title for n, r in resources.items() if r.title},
        "rung": {n: r.title for n, r in scenario.recovery.rungs.items() if r.title},
        "step": {n: title for n, title in steps.items() if title},
        "assay": {n: a.title for n, a in scenario.assays.items() if a.title},
        "procedure": {n: p.title for n, p in scenario.procedures.items() if p.title},
    }


def _kept(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    kept = {
        f"{p}.{n}": tuple(resource for resource, units in step.occupies.items() if units == "same")
        for p, procedure in scenario.procedures.items()
        for n, step in procedure.steps.items()
    }
    return {step: resources for step, resources in kept.items() if resources}


def _reasons(scenario: Scenario) -> list[str]:
    reasons = dict.fromkeys(spec.reason for spec in scenario.specifications.values())
    for procedure in scenario.procedures.values():
        for step in procedure.steps.values():
            reasons.update(dict.fromkeys(step.may_fail))
    return list(reasons)
