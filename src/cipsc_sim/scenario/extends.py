"""One complete scenario from a file, the files it extends, and the values set on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cipsc_sim.errors import Problem, ScenarioError
from cipsc_sim.scenario.chain import lift_chain, read_chain
from cipsc_sim.scenario.changes import Edit, Edits, Kind
from cipsc_sim.scenario.evidence import Evidence, Lifted, reference_keys, try_lift
from cipsc_sim.scenario.node import Node, Place, grow, plain
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.text import Document, parse_value
from cipsc_sim.scenario.written import as_yaml

COMMAND_LINE = "--set"

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A complete scenario: the bare tree, and by path of it the evidence and the file and line that wrote it last.

    The line is None for what came from the command line. ``files`` is the chain, base first.
    """

    tree: dict[str, Any]
    evidence: dict[TreePath, Evidence]
    where: dict[TreePath, Place]
    files: tuple[str, ...]

    @property
    def references(self) -> dict[str, Any]:
        """What the sources are, of all files."""
        found: dict[str, Any] = self.tree.get("references", {})
        return found

    def as_text(self) -> str:
        """The whole scenario as one YAML file; resolving that gives the same tree, evidence and text."""
        return as_yaml(self.tree, self.evidence)


def resolve(path: Path, overrides: Mapping[str, Any] = _NOTHING) -> Resolved:
    """The scenario that the file states. ``overrides`` replace values by path; text among them is read as YAML."""
    documents = read_chain(path)
    lifted = lift_chain(documents)
    scenario = grow(lifted[0].tree, (), lifted[0].written, lifted[0].lines, documents[0].file)
    for document, level in zip(documents[1:], lifted[1:], strict=True):
        _extend(scenario, document, level)
    if overrides:
        _override(scenario, overrides)
    nodes = list(scenario.walk())
    return Resolved(
        tree=scenario.bare(),
        evidence={at: node.evidence for at, node in nodes if node.evidence is not None},
        where={at: node.place for at, node in nodes},
        files=tuple(document.file for document in documents),
    )


def _extend(scenario: Node, document: Document, level: Lifted) -> None:
    """Make the changes of one file."""
    own = grow(level.tree, (), level.written, level.lines, document.file)
    edits = _edits(own)
    _apply(edits, scenario, f"changed in {Path(document.file).name}")
    if "notes" not in own.value:
        scenario.value.pop("notes", None)
    heading = {key: own.value[key] for key in ("title", "question", "notes") if key in own.value}
    if "references" in own.value:
        references = scenario.value.get("references", own.value["references"])
        scenario.value["references"] = _merged(references, own.value["references"])
    if "uncertainty" in own.value:
        _merge_uncertainty(scenario, own.value["uncertainty"])
    scenario.value = {**heading, **scenario.value, **heading}


def _edits(own: Node) -> list[Edit]:
    edits = []
    kinds: tuple[Kind, ...] = ("changes", "adds")
    for kind in kinds:
        section = own.value.get(kind)
        for written, value in section.children() if section else ():
            edits.append(Edit(kind, written, value.place, value, section.evidence))
    if "removes" in own.value:
        edits += [Edit("removes", item.value, item.place) for item in own.value["removes"].value]
    return edits


def _apply(edits: list[Edit], scenario: Node, note: str) -> None:
    prepared = Edits(edits, scenario, note)
    if prepared.problems:
        raise ScenarioError(sorted(prepared.problems, key=lambda problem: problem.line or 0))
    prepared.apply()


def _merge_uncertainty(scenario: Node, new: Node) -> None:
    """Priors by path and spreads by grade are merged over those of the base; what else stands there is replaced."""
    old = scenario.value.setdefault("uncertainty", Node({}, None, new.place))
    if isinstance(old.value, dict):
        for key in ("by_grade", "priors"):
            if key in old.value and key in new.value:
                new.value[key] = _merged(old.value[key], new.value[key])
    scenario.value["uncertainty"] = _merged(old, new)


def _merged(old: Node, new: Node) -> Node:
    """The named things of both, the new ones where both have them."""
    if isinstance(old.value, dict) and isinstance(new.value, dict):
        return Node({**old.value, **new.value}, None, old.place)
    return new


def _override(scenario: Node, overrides: Mapping[str, Any]) -> None:
    """Make the changes of the command line."""
    values, problems = {}, []
    for written, given in overrides.items():
        try:
            values[written] = parse_value(given, COMMAND_LINE) if isinstance(given, str) else plain(given)
        except ScenarioError as error:
            problems += [Problem(COMMAND_LINE, None, written, each.found, each.right) for each in error.problems]
        except ValueError as error:
            problems.append(Problem(COMMAND_LINE, None, written, str(error), "Give a number, text, list or mapping."))
    document = Document(COMMAND_LINE, {"changes": values}, {})
    lifted, found = try_lift(document, reference_keys(scenario.bare()))
    if problems or found:
        raise ScenarioError([*problems, *found])
    own = grow(lifted.tree, (), lifted.written, {}, COMMAND_LINE)
    _apply(_edits(own), scenario, f"changed by {COMMAND_LINE}")
