"""A scenario written back as one YAML file, with its evidence, so that reading it gives the same again."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from cipsc_sim.scenario.evidence import Evidence, source_as_written
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.scalar import written

_WIDEST = 110
_DEEPEST_IN_A_LINE = 3
_FIRST = ("title", "question", "source", "grade")


def as_yaml(tree: Mapping[str, Any], evidence: Mapping[TreePath, Evidence]) -> str:
    """The text of the whole scenario. The same tree and evidence give the same text."""
    whole = _with_evidence(tree, (), evidence, tree.get("references", {}))
    first = {key: whole[key] for key in _FIRST if key in whole}
    return "".join(f"{line}\n" for line in _block({**first, **whole}, 0, flow=False))


def _with_evidence(
    value: Any, path: TreePath, evidence: Mapping[TreePath, Evidence], references: Container[str]
) -> Any:
    if isinstance(value, dict):
        value = {key: _with_evidence(child, (*path, key), evidence, references) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_with_evidence(child, (*path, place), evidence, references) for place, child in enumerate(value)]
    stated = evidence.get(path)
    if stated is None:
        return value
    source = {} if stated.source is None else {"source": source_as_written(stated.source, references)}
    bearer = value if isinstance(value, dict) else {"value": value}
    return {**bearer, **source, "grade": stated.grade}


def _block(value: Any, indent: int, flow: bool = True) -> Iterator[str]:
    """The lines of a mapping or list, each item on a line of its own, or nested where a line does not hold it."""
    margin = " " * indent
    heads: Iterator[tuple[str, Any]]
    if isinstance(value, dict):
        heads = ((f"{written(key)}:", child) for key, child in value.items())
    else:
        heads = (("-", child) for child in value)
    for head, child in heads:
        in_line = f"{margin}{head} {_flow(child)}"
        nested = isinstance(child, dict | list) and bool(child)
        short = len(in_line) <= _WIDEST and _depth(child) <= _DEEPEST_IN_A_LINE
        if not nested or (flow and short) or (not flow and short and _depth(child) <= 1):
            yield in_line
        else:
            yield f"{margin}{head}"
            yield from _block(child, indent + 2)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)}: {_flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(child) for child in value) + "]"
    return written(value)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(child) for child in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(child) for child in value), default=0)
    return 0
