"""What of a tree is sound where its shape is wrong: the scenario without what is wrong, so that names in the rest are looked at too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from cipsc_sim.scenario.names import check_names
from cipsc_sim.scenario.paths import TreePath
from cipsc_sim.scenario.problems import Problems, meant
from cipsc_sim.scenario.scenario import Scenario

MOST_ROUNDS = 12
"""What is taken out may be missed by what held it, so that this is taken out in turn."""


def check_sound_parts(tree: Mapping[str, Any], problems: Problems) -> None:
    """Names that stand for nothing in what is sound. Of a name in what is wrong nothing is said, nor of priors."""
    taken_out: set[str] = set()
    scenario = _without_what_is_wrong(tree, taken_out)
    if scenario is not None:
        check_names(scenario, {}, _UnknownNames(problems, taken_out))


class _UnknownNames(Problems):
    """Keeps of all problems those of names that stand nowhere in what was taken out."""

    def __init__(self, problems: Problems, taken_out: set[str]) -> None:
        super().__init__(problems.tree, {}, "")
        self._problems, self._taken_out = problems, taken_out

    def refuse(self, path: TreePath, found: str, right: str = "", beneath: TreePath = ()) -> None:
        """Nothing: it may follow from what was taken out."""

    def unknown(self, path: TreePath, name: str, known: Iterable[str], what: str = "", hint: str = "") -> None:
        """Note it with the others, if nothing that was taken out is called so, or nearly so."""
        names = list(known)
        if names and name not in self._taken_out and not meant(name, sorted(self._taken_out - set(names))):
            self._problems.unknown(path, name, names, what, hint)


def _words(tree: Any) -> Iterator[str]:
    """Every key and every word in lists."""
    for each in tree if isinstance(tree, Mapping | list) else ():
        if isinstance(each, str):
            yield each
        yield from _words(tree[each] if isinstance(tree, Mapping) else each)


def _without_what_is_wrong(tree: Mapping[str, Any], taken_out: set[str]) -> Scenario | None:
    """The scenario that is left, None if too little is; the words of what is not are added."""
    left: Any = _copy(tree)
    for _ in range(MOST_ROUNDS):
        try:
            return Scenario.model_validate(left)
        except ValidationError as error:
            wrong = [_place(each, left) for each in error.errors(include_url=False, include_input=False)]
        if () in wrong:
            return None
        for path in wrong:
            taken_out.update((str(path[-1]), *_words(_take_out(left, path))))
    return None


def _copy(tree: Any) -> Any:
    """Mappings and lists anew."""
    if isinstance(tree, Mapping):
        return {key: _copy(each) for key, each in tree.items()}
    return [_copy(each) for each in tree] if isinstance(tree, list) else tree


def _place(error: Any, tree: Any) -> TreePath:
    """What to take out: what is wrong, or what misses something; of a list all."""
    path: list[str | int] = []
    for name in error["loc"]:
        if not isinstance(tree, dict) or name not in tree:
            continue  # a branch of a union, an index, or what is missing
        path.append(name)
        tree = tree[name]
    return tuple(path)


def _take_out(tree: Any, path: TreePath) -> Any:
    """What stood there."""
    for name in path[:-1]:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree.pop(path[-1], None) if isinstance(tree, dict) else None
