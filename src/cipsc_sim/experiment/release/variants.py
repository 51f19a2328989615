"""The variants of the dynamic answer, written as a study: each result a day sooner, each test left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log, log1p, sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.ignorance.levels import moved
from cipsc_sim.experiment.study.playing.folder import SCENARIO
from cipsc_sim.experiment.study.written import Tree
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.names.recovery import reasons
from cipsc_sim.scenario.paths import get, parse
from cipsc_sim.scenario.scenario import Scenario
from cipsc_sim.scenario.written import as_yaml

AS_IT_IS = "as it is"
SOONER, WITHOUT = "a day sooner", "left out"
_UNIT_CV = 1.0


@dataclass(frozen=True, slots=True)
class Variant:
    """One point of the study: what is varied of which test, and the label of its point.

    ``days``: the central turnaround of the assay as it is.
    """

    kind: str
    name: str
    title: str
    label: str
    days: float


@dataclass(frozen=True, slots=True)
class Variants:
    """The study, the files that it lists by name, its variants, and those that cannot be played, with the reason."""

    tree: Tree
    files: Mapping[str, str]
    every: tuple[Variant, ...]
    skipped: Mapping[str, str]


def variants(loaded: LoadedScenario, *, upstream: bool) -> Variants:
    """Each result a day sooner, each test left out. With ``upstream`` those of what a batch is made of too."""
    scenario = loaded.scenario
    looked_at = _looked_at(scenario, upstream)
    points: list[object] = [{AS_IT_IS: {}}]
    found: list[Variant] = []
    skipped: dict[str, str] = {}
    files: dict[str, str] = {}
    for variant, values in _sooner(loaded, looked_at):
        points.append({variant.label: values})
        found.append(variant)
    for name in looked_at:
        variant, text = _without(scenario, name), _file_without(scenario, name)
        reason = _why_not(loaded, name, text)
        if reason:
            skipped[variant.title] = reason
            continue
        file = f"{variant.label}.yaml"
        files[file] = text
        points.append(file)
        found.append(variant)
    tree: Tree = {
        "title": f"{scenario.title}: a day sooner, a test less",
        "question": "What do a faster result and each test change in doses, expired batches, action plans and cost?",
        "design": {"listed": points},
    }
    return Variants(tree, files, tuple(found), skipped)


def _looked_at(scenario: Scenario, upstream: bool) -> list[str]:
    """The specifications that a release of the batch, or of what it is made of, looks at."""
    wanted = next(iter(scenario.orders.wants))
    releases = scenario.release.items()
    upstream = upstream or wanted not in scenario.release
    names = [
        name for material, each in releases if upstream or material == wanted for name in (*each.needs, *each.follows)
    ]
    return list(dict.fromkeys(names))


def _sooner(loaded: LoadedScenario, names: list[str]) -> Iterator[tuple[Variant, dict[str, Any]]]:
    """By assay, its central turnaround less a day. A result of less than a day cannot come a day sooner."""
    scenario, tree = loaded.scenario, loaded.resolved.tree
    for assay in dict.fromkeys(scenario.specifications[name].assay for name in names):
        days = scenario.assays[assay].turnaround_d.central
        if days < 1:
            continue
        path = f"assays.{assay}.turnaround_d"
        title = scenario.assays[assay].title or assay.replace("_", " ")
        yield (
            Variant(SOONER, assay, title, f"{assay}_a_day_sooner", days),
            {path: _less_a_day(get(tree, parse(path)), days)},
        )


def _less_a_day(written: Any, days: float) -> Any:
    """The turnaround with its level moved, so that its central value is a day less."""
    if days <= 1:
        return 0
    return moved(written, log((days - 1) / days) / sqrt(log1p(_UNIT_CV**2)), _UNIT_CV, "level")


def _without(scenario: Scenario, name: str) -> Variant:
    specification = scenario.specifications[name]
    title = specification.title or name.replace("_", " ")
    days = scenario.assays[specification.assay].turnaround_d.central
    return Variant(WITHOUT, name, title, f"without_{name}", days)


def _why_not(loaded: LoadedScenario, name: str, text: str) -> str:
    """Why a variant cannot be played; empty if it can."""
    scenario = loaded.scenario
    doses = [each.dose for each in scenario.release.values() if each.dose is not None]
    if any(dose.assay == scenario.specifications[name].assay for dose in doses):
        return "the dose is decided by it"
    with TemporaryDirectory(prefix="cipsc-sim-") as place:
        (Path(place) / SCENARIO).write_text(loaded.resolved.as_text(), encoding="utf-8")
        file = Path(place) / "variant.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            load_scenario(file)
        except ScenarioError as error:
            return error.problems[0].found
    return ""


def _file_without(scenario: Scenario, name: str) -> str:
    """A file that extends the scenario and takes a specification out of it, and of every release."""
    changes: dict[str, Any] = {}
    for material, release in scenario.release.items():
        for key, names in (("needs", release.needs), ("follows", release.follows)):
            if name in names:
                changes[f"release.{material}.{key}"] = [each for each in names if each != name]
        asked = release.medical_request.failed if release.medical_request is not None else []
        if name in asked and len(asked) > 1:
            changes[f"release.{material}.medical_request.failed"] = [each for each in asked if each != name]
    kept = {each: specification for each, specification in scenario.specifications.items() if each != name}
    known = reasons(scenario.model_copy(update={"specifications": kept}))
    causeless = [f"recovery.after.{reason}" for reason in scenario.recovery.after if reason not in known]
    tree = {
        "title": f"{scenario.title}, without {name}",
        "question": f"What changes when {name} is not tested?",
        "extends": SCENARIO,
        "changes": changes,
        "removes": [f"specifications.{name}", *causeless],
    }
    return as_yaml(tree, {})
