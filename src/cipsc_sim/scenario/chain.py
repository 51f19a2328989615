"""The files of one scenario: the one that was named, the one it extends, and so on to the base."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.scenario.evidence import Lifted, reference_keys, try_lift
from cipsc_sim.scenario.text import Document, nearest_file, read

EXTENDING = ("title", "question", "notes", "extends", "changes", "adds", "removes", "references", "uncertainty")
_ONLY_WHEN_EXTENDING = ("changes", "adds", "removes")


def read_chain(path: Path) -> list[Document]:
    """The documents, base first. ScenarioError for a file that is missing, broken, or extends itself by a detour."""
    documents = [read(path)]
    seen = {path.resolve(): str(path)}
    while "extends" in documents[-1].tree:
        document = documents[-1]
        named = document.tree["extends"]
        if not isinstance(named, str) or not named:
            raise _refused(document, f"{named!r} is not a file name", "Write extends: baseline.yaml.")
        base = _tidy(Path(document.file).parent / named)
        if base.resolve() in seen:
            files = [*seen.values()]
            cycle = [*files[[*seen].index(base.resolve()) :], str(base)]
            raise _refused(document, f"a circle: {' → '.join(cycle)}", "One file must stand on its own.")
        if not base.exists():
            beside = sorted(each.name for each in base.parent.glob("*.yaml")) if base.parent.is_dir() else []
            near = nearest_file(base.name, beside)
            right = (
                f"Did you mean {Path(named).with_name(near)}?"
                if near
                else "It is looked for beside the file that extends it."
            )
            raise _refused(document, f'no file "{named}"', right)
        if base.is_dir():
            raise _refused(document, f'"{named}" is a folder', "Name a scenario file in it.")
        seen[base.resolve()] = str(base)
        documents.append(read(base))
    return documents[::-1]


def lift_chain(documents: list[Document]) -> list[Lifted]:
    """The documents without their evidence. ScenarioError with what is wrong in any of them."""
    lifted, problems = [], []
    references: frozenset[str] = frozenset()
    for document in documents:
        references |= reference_keys(document.tree)
        bare, found = try_lift(document, references)
        lifted.append(bare)
        problems += [*found, *_shape(document, bare)]
    if problems:
        raise ScenarioError(problems)
    return lifted


def _shape(document: Document, lifted: Lifted) -> list[Problem]:
    """What is wrong with the sections of the file."""
    if "extends" not in lifted.tree:
        return [
            Problem(document.file, document.lines[key,], key, "nothing to apply it to", "Add extends: baseline.yaml.")
            for key in _ONLY_WHEN_EXTENDING
            if key in lifted.tree
        ]
    problems = []
    if () in lifted.written:
        right = "Write source and grade with each changed value."
        line = document.lines.get(("grade",))
        problems.append(Problem(document.file, line, "grade", "evidence for a whole file of changes", right))
    for key in lifted.tree:
        if key not in EXTENDING:
            near = difflib.get_close_matches(key, EXTENDING, 1)
            meant = f"Did you mean {near[0]}?" if near else "Write it by path, under changes, adds or removes."
            right = f"A file that extends has {', '.join(EXTENDING)}. {meant}"
            problems.append(Problem(document.file, document.lines.get((key,)), "", f'no "{key}" here', right))
    for key in ("title", "question"):
        if key not in lifted.tree:
            right = f"A file that extends another states its own {key}."
            problems.append(Problem(document.file, document.lines.get(("extends",)), "", f"no {key}", right))
    return problems + _kinds(document, lifted.tree)


def _kinds(document: Document, tree: Mapping[str, Any]) -> list[Problem]:
    kinds = (
        ("changes", dict, "a mapping", "Write path: new value."),
        ("adds", dict, "a mapping", "Write path: new value."),
        ("removes", list, "a list of paths", "Write [path, path]."),
        ("uncertainty", dict, "a mapping", "It holds priors and by_grade."),
    )
    problems = []
    for key, kind, expected, right in kinds:
        value = tree.get(key)
        texts_only = kind is dict or (isinstance(value, list) and all(isinstance(item, str) for item in value))
        if key in tree and not (isinstance(value, kind) and texts_only):
            problems.append(Problem(document.file, document.lines.get((key,)), key, f"not {expected}", right))
    return problems


def _refused(document: Document, found: str, right: str) -> ScenarioError:
    return ScenarioError([Problem(document.file, document.lines["extends",], "extends", found, right)])


def _tidy(path: Path) -> Path:
    """Without ``..`` where that names the same file."""
    short = Path(os.path.normpath(path))
    return short if short.resolve() == path.resolve() else path
