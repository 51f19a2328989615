"""Files that are checked: what each is and rests on, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.experiment.ignorance.facts import grade_counts
from cipsc_sim.experiment.study.reading.file import is_study, read_study
from cipsc_sim.scenario.evidence import ungraded
from cipsc_sim.scenario.load import LoadedScenario, load_scenario
from cipsc_sim.scenario.paths import show
from cipsc_sim.scenario.text import read

_ASKED_NO_EVIDENCE = ("clock",)


@dataclass(frozen=True, slots=True)
class Checked:
    """One file. With problems it cannot be used; warnings are numbers that nobody gave evidence for."""

    file: str
    what: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def check_files(paths: Sequence[Path]) -> list[Checked]:
    """Check every file, whatever is wrong with the others."""
    return [_checked(path) for path in paths]


def _checked(path: Path) -> Checked:
    try:
        if is_study(read(path).tree):
            study = read_study(path)
            return Checked(str(path), f"a study of {len(study.points)} points, {2 * study.pairs} replications each")
        return _scenario(str(path), load_scenario(path))
    except ScenarioError as error:
        return Checked(str(path), "", error.problems)


def _scenario(file: str, loaded: LoadedScenario) -> Checked:
    counts = grade_counts(loaded)
    decisions, without = counts.pop("choice", 0), counts.pop("none", 0)
    facts = ", ".join(f"{number} {grade}" for grade, number in counts.items()) or "none"
    what = f"{decisions + without + sum(counts.values())} numbers: facts by grade {facts}; {decisions} decisions"
    what += f"; {without} without evidence" if without else ""
    tree, evidence, where = loaded.resolved.tree, loaded.resolved.evidence, loaded.resolved.where
    warnings = []
    for path in ungraded(tree, evidence):
        if path[0] not in _ASKED_NO_EVIDENCE:
            place = where.get(path, (file, None))
            right = "Write grade: choice for a decision; source and grade for a fact."
            warnings.append(Problem(*place, show(path), "a number without evidence", right))
    return Checked(file, what, warnings=tuple(warnings))
