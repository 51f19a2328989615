"""Changes, additions and removals by path, made to a scenario all at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from cipsc_sim.errors import Problem
from cipsc_sim.scenario.evidence import WITHOUT_EVIDENCE, Evidence, evidence_of
from cipsc_sim.scenario.node import Node, Place
from cipsc_sim.scenario.paths import TreePath, departure, parse, settle, show

Kind = Literal["changes", "adds", "removes"]

_OF_THE_FILE = ("title", "question", "notes")
_OUTSIDE = ("references", "extends")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the path as it was written, where, and the new value (none for a removal).

    ``evidence`` is what the section of changes states for all values in it.
    """

    kind: Kind
    written: str
    place: Place
    value: Node | None = None
    evidence: Evidence | None = None
    path: TreePath = ()


class _Refused(Exception):
    """The edit cannot be made: at which path, what was found, what would be right."""

    def __init__(self, path: TreePath, found: str, right: str) -> None:
        self.path, self.found, self.right = path, found, right


class Edits:
    """Edits that all speak of the same base, so that their order does not matter."""

    def __init__(self, edits: list[Edit], base: Node, note: str) -> None:
        self.problems: list[Problem] = []
        self._base = base
        self._tree: dict[str, Any] = base.bare()
        self._evidence = {path: node.evidence for path, node in base.walk() if node.evidence is not None}
        self._note = note
        self._edits: list[Edit] = []
        for edit in edits:
            try:
                self._edits.append(replace(edit, path=self._settled(edit)))
            except _Refused as refused:
                self._refuse(edit, refused.path, refused.found, refused.right)
        self._refuse_overlaps()

    def apply(self) -> None:
        """Make them. The base is the changed scenario afterwards."""
        for edit in self._edits:
            if edit.value is not None:
                _grade(edit, edit.value, self._evidence, self._note)
        parents = [(self._base.at(edit.path[:-1]), edit) for edit in self._edits]
        for parent, edit in parents:
            if edit.kind == "changes":
                parent.value[edit.path[-1]] = edit.value
        for parent, edit in sorted(parents, key=lambda each: _position(each[1]), reverse=True):
            if edit.kind == "removes":
                del parent.value[edit.path[-1]]
        for parent, edit in parents:
            if edit.kind == "adds" and isinstance(parent.value, list):
                parent.value.append(edit.value)
            elif edit.kind == "adds":
                parent.value[edit.path[-1]] = edit.value
        self._drop_priors()

    def _drop_priors(self) -> None:
        """A number that is stated anew is no longer drawn from what the old one might have been."""
        uncertainty = self._base.value.get("uncertainty")
        priors = uncertainty.value.get("priors") if uncertainty and isinstance(uncertainty.value, dict) else None
        if priors is None or not isinstance(priors.value, dict):
            return
        anew = [edit.path for edit in self._edits if edit.kind != "adds"]
        for written in list(priors.value):
            with suppress(ValueError):
                path = settle(self._tree, parse(written))
                if path is not None and any(_touch(path, each) for each in anew):
                    del priors.value[written]

    def _settled(self, edit: Edit) -> TreePath:
        """The path as the base spells it."""
        try:
            path = parse(edit.written)
        except ValueError as error:
            raise _Refused((), str(error), "Write it like facility.equipment.incubator.count.") from None
        if len(path) == 1 and path[0] in _OF_THE_FILE:
            raise _Refused(path, "not for changing by path", f"Write {path[0]}: at the top of the file.")
        if path[0] in _OUTSIDE:
            raise _Refused(path, "not part of the scenario", f"Write {path[0]}: at the top of the file.")
        if path[-1] in ("source", "grade"):
            right = "It is no name; source and grade are written with a value: {value: …, source: …, grade: …}."
            raise _Refused(path[:-1], f'"{path[-1]}" is kept for evidence', right)
        if edit.kind == "adds":
            return self._new_place(path)
        return self._existing(path, _if_new(edit) if edit.kind == "changes" else "")

    def _existing(self, path: TreePath, if_new: str = "") -> TreePath:
        settled = settle(self._tree, path)
        if settled is None:
            parent, found, right = departure(self._tree, path)
            raise _Refused(parent, found, f"{right} {if_new}" if if_new and self._could_be_added(path) else right)
        return settled

    def _could_be_added(self, path: TreePath) -> bool:
        """Whether a path that is not there is a new one."""
        try:
            self._new_place(path)
        except _Refused:
            return False
        return True

    def _new_place(self, path: TreePath) -> TreePath:
        if settle(self._tree, path) is not None:
            raise _Refused(path, "there already", "What exists is given a new value under changes.")
        parent, name = self._existing(path[:-1]), path[-1]
        there = self._base.at(parent).value
        if name == "value":
            raise _Refused(parent, '"value" used as a name', "It is kept for a value with evidence beside it.")
        if isinstance(there, list):
            if str(name) != str(len(there)):
                raise _Refused(parent, f'no place "{name}" in the list', f"The next one is {len(there)}.")
            return (*parent, len(there))
        if not isinstance(there, dict):
            raise _Refused(parent, f"only {there!r} here", "Nothing can be added beneath it.")
        return (*parent, name)

    def _refuse_overlaps(self) -> None:
        above: Edit | None = None
        for edit in sorted(self._edits, key=lambda each: ([str(name) for name in each.path], each.place[1] or 0)):
            if above is None or edit.path[: len(above.path)] != above.path:
                above = edit
                continue
            how = "the same place as" if above.path == edit.path else "inside"
            line = f" on line {above.place[1]}" if above.place[1] else ""
            found = f"{how} {above.written}, which {above.kind}{line} names too"
            self._refuse(edit, edit.path, found, "Say it once, in one place.")

    def _refuse(self, edit: Edit, path: TreePath, found: str, right: str) -> None:
        file, line = edit.place
        self.problems.append(Problem(file, line, show(path), found, right))


def _if_new(edit: Edit) -> str:
    """What to do where a change was meant to add something. What came from the command line has no line."""
    if edit.place[1] is None:
        return "What is new is written in a file that extends this one, under adds."
    return "If it is new, write it under adds."


def _grade(edit: Edit, value: Node, base: Mapping[TreePath, Evidence], note: str) -> None:
    """Give evidence to the numbers that came without: a decision changed is a decision, a fact changed is grade D.

    What counts is the evidence of each number's own place, so that a fact cannot become a decision with its parent.
    """
    if edit.path[0] in WITHOUT_EVIDENCE:
        return
    needy = [(path, node) for path, node in _without_own(value, edit.path) if node.is_number]
    found = [edit.evidence or _after_change(path, base, note) for path, _ in needy]
    if len(set(found)) == 1:
        value.evidence = found[0]
        return
    for (_, node), evidence in zip(needy, found, strict=True):
        node.evidence = evidence


def _after_change(path: TreePath, base: Mapping[TreePath, Evidence], note: str) -> Evidence:
    before = evidence_of(path, base)
    return Evidence(note, "choice" if before is not None and before.grade == "choice" else "D")


def _without_own(node: Node, path: TreePath) -> list[tuple[TreePath, Node]]:
    """The nodes that no evidence of the new value itself covers."""
    if node.evidence is not None:
        return []
    nodes = [(path, node)]
    for name, child in node.children():
        nodes += _without_own(child, (*path, name))
    return nodes


def _touch(one: TreePath, other: TreePath) -> bool:
    """Whether one path is the other, or lies above or beneath it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _position(edit: Edit) -> int:
    last = edit.path[-1]
    return last if isinstance(last, int) else -1
