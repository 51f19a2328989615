"""What a number rests on: lifted out of the tree before validation, and found again by path."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.scenario.paths import TreePath, every, spell
from cipsc_sim.scenario.scalar import written as as_scalar
from cipsc_sim.scenario.text import Document

GRADES = ("A", "B", "C", "D", "choice")
NEED_A_SOURCE = ("A", "B", "C")
FREE_TEXT = ("judgement:", "not published", "changed in ", "changed by ")
WITHOUT_EVIDENCE = ("references", "uncertainty")

_BETWEEN_KEYS = ", "


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact has a source and a grade A to D; a decision has the grade ``choice``.

    ``source`` is a key of ``references``, several keys divided by ", ", or free text.
    """

    source: str | None
    grade: str


@dataclass(frozen=True, slots=True)
class Lifted:
    """The bare tree; the evidence written in it and the line of everything, both by path of the bare tree."""

    tree: dict[str, Any]
    written: dict[TreePath, Evidence]
    lines: dict[TreePath, int]


def lift(document: Document) -> Lifted:
    """The tree without its evidence, and the evidence. ScenarioError with everything that is wrong with it."""
    lifted, problems = try_lift(document, reference_keys(document.tree))
    if problems:
        raise ScenarioError(problems)
    return lifted


def try_lift(document: Document, references: Container[str]) -> tuple[Lifted, list[Problem]]:
    """As ``lift``, with the references that may be cited; the problems are handed back, not raised."""
    lifter = _Lifter(document, references)
    lifter.check_references()
    tree = lifter.mapping(document.tree, (), ())
    return Lifted(tree, lifter.written, lifter.lines), sorted(lifter.problems, key=lambda problem: problem.line or 0)


def reference_keys(tree: Mapping[str, Any]) -> frozenset[str]:
    """The keys that a source may name."""
    references = tree.get("references")
    return frozenset(references) if isinstance(references, dict) else frozenset()


def evidence_of(path: TreePath, written: Mapping[TreePath, Evidence]) -> Evidence | None:
    """The nearest evidence at the path or above it."""
    for length in range(len(path), -1, -1):
        found = written.get(path[:length])
        if found is not None:
            return found
    return None


def ungraded(tree: Mapping[str, Any], written: Mapping[TreePath, Evidence]) -> list[TreePath]:
    """The numbers that state no evidence and stand under none."""
    return [path for path in numbers(tree) if evidence_of(path, written) is None]


def numbers(tree: Any) -> Iterator[TreePath]:
    """The path of every number that evidence is asked of."""
    for path in every(tree):
        if path and path[0] in WITHOUT_EVIDENCE:
            continue
        value = _at(tree, path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield path


def source_as_written(source: str, references: Container[str]) -> str | list[str]:
    """The source as a file states it: one key or free text as it is, several keys as a list."""
    if _BETWEEN_KEYS not in source or source in references or source.startswith(FREE_TEXT):
        return source
    return source.split(_BETWEEN_KEYS)


@dataclass(slots=True)
class _Lifter:
    """One walk over one document. ``path`` is a place in the bare tree, ``at`` the same place in the file."""

    document: Document
    references: Container[str]
    written: dict[TreePath, Evidence] = field(default_factory=dict)
    lines: dict[TreePath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def check_references(self) -> None:
        references = self.document.tree.get("references", {})
        if not isinstance(references, dict):
            self._refuse(("references",), "not a mapping", "Give each reference a key: hogrebe_2021: …")
            return
        for key in references:
            if "," in key or " " in key or key == "":
                self._refuse(("references", key), "a key with a space or comma", "Name it like hogrebe_2021.")

    def value(self, value: Any, path: TreePath, at: TreePath) -> Any:
        self._note_line(path, at)
        if isinstance(value, dict):
            return self.mapping(value, path, at)
        if isinstance(value, list):
            return [self.value(item, (*path, place), (*at, place)) for place, item in enumerate(value)]
        return value

    def mapping(self, mapping: dict[str, Any], path: TreePath, at: TreePath) -> Any:
        self._note_line(path, at)
        self._evidence(mapping, path, at)
        fields = [key for key in mapping if key not in ("source", "grade")]
        if fields == ["value"] and not self._is_section_of_names(mapping["value"], path):
            return self.value(mapping["value"], path, (*at, "value"))
        if "value" in fields:
            others = ", ".join(key for key in fields if key != "value")
            found = f"value beside {others}" if others else '"value" used as a name'
            right = "A mapping with value holds source and grade besides, and nothing else; it cannot be a name."
            self._refuse((*at, "value"), found, right)
        bare = {}
        for key in fields:
            if self._bears_evidence((*path, key)):
                bare[key] = self.value(mapping[key], (*path, key), (*at, key))
            else:
                bare[key] = mapping[key]
                self._note_lines_beneath(mapping[key], (*path, key), (*at, key))
        return bare

    def _is_section_of_names(self, value: Any, path: TreePath) -> bool:
        """At the top a mapping that holds a mapping called value has named a thing so: no quantity stands there."""
        return not path or (len(path) == 1 and isinstance(value, dict))

    def _bears_evidence(self, path: TreePath) -> bool:
        section = str(path[1]).split(".")[0] if path[0] in ("changes", "adds") and len(path) == 2 else path[0]
        return section not in WITHOUT_EVIDENCE

    def _note_line(self, path: TreePath, at: TreePath) -> None:
        if at in self.document.lines:
            self.lines.setdefault(path, self.document.lines[at])

    def _note_lines_beneath(self, value: Any, path: TreePath, at: TreePath) -> None:
        for beneath in every(value):
            self._note_line((*path, *beneath), (*at, *beneath))

    def _evidence(self, mapping: dict[str, Any], path: TreePath, at: TreePath) -> None:
        """Note the evidence that stands in this mapping itself."""
        if not {"source", "grade"} & mapping.keys():
            return
        before = len(self.problems)
        grade = self._grade(mapping, at)
        source = self._source(mapping, at)
        if len(self.problems) > before:
            return
        if grade is None:
            right = "Write the grade beside it: A, B, C or D for a fact, choice for a decision."
            self._refuse((*at, "source"), "a source without a grade", right)
        elif source is None and grade in NEED_A_SOURCE:
            right = "Write the source beside it; a fact without one has grade D."
            self._refuse((*at, "grade"), f"grade {grade} without a source", right)
        else:
            self.written[path] = Evidence(source, grade)

    def _grade(self, mapping: dict[str, Any], at: TreePath) -> str | None:
        if "grade" not in mapping:
            return None
        grade = mapping["grade"]
        if isinstance(grade, dict | list):
            self._refuse((*at, "grade"), '"grade" used as a name', "It is kept for evidence. Choose another name.")
        elif grade not in GRADES:
            near = _nearest_grade(grade)
            right = f"Grades: {', '.join(GRADES)}." + (f" Did you mean {near}?" if near else "")
            self._refuse((*at, "grade"), f"no grade {_shown(grade)}", right)
        else:
            return str(grade)
        return None

    def _source(self, mapping: dict[str, Any], at: TreePath) -> str | None:
        if "source" not in mapping:
            return None
        source, place = mapping["source"], (*at, "source")
        if isinstance(source, dict):
            self._refuse(place, '"source" used as a name', "It is kept for evidence. Choose another name.")
        elif isinstance(source, list):
            if not source or not all(isinstance(key, str) for key in source):
                self._refuse(place, "a list of sources that are not keys", "List keys of references: [a_2020, b_2021].")
            else:
                for number, key in enumerate(source):
                    self._cited(key, (*place, number))
                return _BETWEEN_KEYS.join(source)
        elif not isinstance(source, str) or not source.strip():
            right = "Name a key of references, or leave it out."
            self._refuse(place, f"a source that says nothing ({_shown(source)})", right)
        else:
            if not source.startswith(FREE_TEXT):
                self._cited(source, place)
            return source
        return None

    def _cited(self, key: str, place: TreePath) -> None:
        if key in self.references:
            return
        known = [key for key in self.references] if isinstance(self.references, frozenset | set | dict) else []
        near = difflib.get_close_matches(key, sorted(known), 1)
        right = f"Did you mean {near[0]}?" if near else 'Add it there, or write "judgement: …" or "not published: …".'
        self._refuse(place, f'no "{key}" in references', right)

    def _refuse(self, at: TreePath, found: str, right: str) -> None:
        lines = self.document.lines
        line = next((lines[at[:length]] for length in range(len(at), -1, -1) if at[:length] in lines), None)
        self.problems.append(Problem(self.document.file, line, spell(at), found, right))


def _nearest_grade(grade: Any) -> str | None:
    by_lower = {each.lower(): each for each in GRADES}
    near = difflib.get_close_matches(str(grade).lower(), by_lower, 1)
    return by_lower[near[0]] if near else None


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else as_scalar(value)


def _at(tree: Any, path: TreePath) -> Any:
    for name in path:
        tree = tree[name]
    return tree
