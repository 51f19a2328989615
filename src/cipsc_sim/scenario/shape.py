"""Stage two: every key is known, none is missing, every value is of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from cipsc_sim.scenario.fields import counts_names, fields, in_words, noun_at, owners
from cipsc_sim.scenario.number_meant import number_meant
from cipsc_sim.scenario.paths import TreePath, found_at
from cipsc_sim.scenario.problems import Problems, either, listed, meant, suggestion
from cipsc_sim.scenario.scalar import written
from cipsc_sim.scenario.scenario import Scenario

_LONGEST_SHOWN = 60
_FEW = 4
_CUT = "Cut it: within: [low, high]."


def check_shape(tree: Mapping[str, Any], problems: Problems) -> Scenario | None:
    """The scenario that the bare tree says; None, and the problems, if its shape is wrong."""
    try:
        return Scenario.model_validate(tree)
    except ValidationError as error:
        wrongs = [_traced(each, tree) for each in error.errors(include_url=False)]
    for path, found, right, beneath in _said(wrongs, tree):
        problems.refuse(path, found, right, beneath)
    return None


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One error: where in the tree, and on which branch of which choice (each a place and a branch) it was found."""

    path: TreePath
    branches: tuple[tuple[TreePath, str], ...]
    kind: str
    message: str
    context: Mapping[str, Any]
    of_key: bool


_Said = tuple[TreePath, str, str, TreePath]


def _traced(error: Any, tree: Any) -> _Wrong:
    """The error with its location told apart: places in the tree, and branches of unions, which are in no file."""
    location, kind = list(error["loc"]), error["type"]
    of_key = bool(location) and location[-1] == "[key]"
    ends = [location.pop()] if of_key or kind == "missing" else []
    path: list[str | int] = []
    branches: list[tuple[TreePath, str]] = []
    for name in location:
        inside = isinstance(tree, dict) and name in tree
        if inside or (isinstance(tree, list) and isinstance(name, int)):
            path.append(name)
            tree = tree[name]
        elif isinstance(name, str):
            branches.append((tuple(path), name))
    if kind == "missing":
        path += ends
    return _Wrong(tuple(path), tuple(branches), kind, error["msg"], error.get("ctx", {}), of_key)


def _said(wrongs: Iterable[_Wrong], tree: Any) -> list[_Said]:
    """What is said of the errors: of a choice, only the branch that was meant."""
    said: list[_Said] = []
    choices: dict[TreePath, list[_Wrong]] = {}
    for wrong in wrongs:
        if wrong.branches:
            choices.setdefault(wrong.branches[0][0], []).append(wrong)
        else:
            said.append(_one(wrong, tree))
    for path, several in choices.items():
        meant = _meant(found_at(tree, path), several)
        if meant is None:
            said.append((path, *_none_fits(several, found_at(tree, path), path), ()))
        else:
            said += _said((replace(wrong, branches=wrong.branches[1:]) for wrong in meant), tree)
    return said


def _meant(value: Any, wrongs: list[_Wrong]) -> list[_Wrong] | None:
    """The errors of the one branch that takes such a value; None if none or several do."""
    fits = [wrong for wrong in wrongs if _takes(wrong.branches[0][1], value)]
    return fits if len({wrong.branches[0][1] for wrong in fits}) == 1 else None


def _takes(branch: str, value: Any) -> bool:
    """Whether a branch of that name takes values of this kind. Words are few: they are always listed."""
    if branch.startswith("literal"):
        return False
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if branch.endswith(("int", "float")):
        return is_number
    if branch.endswith("str]"):
        return isinstance(value, str)
    if branch.startswith("function-plain"):
        return is_number or isinstance(value, dict)
    return isinstance(value, dict)


def _none_fits(wrongs: list[_Wrong], value: Any, path: TreePath) -> tuple[str, str]:
    expected: dict[str, None] = {}
    words: list[str] = []
    for wrong in wrongs:
        branch = wrong.branches[0][1]
        if wrong.kind == "literal_error":
            words += _words(wrong.context)
            expected.update(dict.fromkeys(_words(wrong.context)))
        elif branch.startswith("function-plain"):
            expected |= dict.fromkeys(("a number", "a distribution"))
        elif branch.endswith("int"):
            expected["a whole number"] = None
        elif branch.endswith("float"):
            expected["a number"] = None
        else:
            expected["a name" if branch.endswith("str]") else _mapping(path)] = None
    near = meant(value, words) if isinstance(value, str) else ""
    return f"expected {either(expected)}, found {shown(value)}", near


def _mapping(path: TreePath) -> str:
    """``a mapping of passes, of``: with its keys, where they are few."""
    noun = noun_at(path)
    keys = tuple(fields(noun)) if noun else ()
    return f"a mapping of {', '.join(keys)}" if 0 < len(keys) <= _FEW else "a mapping"


def _one(wrong: _Wrong, tree: Any) -> _Said:
    path, value = wrong.path, found_at(tree, wrong.path)
    if wrong.kind == "extra_forbidden":
        return path[:-1], f'no "{path[-1]}" here', _known_keys(path), (path[-1],)
    if wrong.kind == "missing":
        return path[:-1], f'no "{path[-1]}"', _what_is_missing(path), ()
    if wrong.of_key:
        found, right = _of_key(wrong, str(path[-1]))
        return path[:-1], found, right, (path[-1],)
    if wrong.kind in ("value_error", "assertion_error"):
        found, right = _sentences(str(wrong.context.get("error", wrong.message)))
        return path, found, right or (_CUT if "found values from" in found else ""), ()
    return (
        path,
        f"{_expected(wrong)}, found {shown(value)}",
        _nearest_word(wrong, value) or _number_meant(wrong, value) or _what_stands_there(wrong, value),
        (),
    )


def _known_keys(path: TreePath) -> str:
    key, noun = str(path[-1]), noun_at(path[:-1])
    known = tuple(fields(noun)) if noun else ()
    if owners(key):
        return f'{listed(known)} "{key}" is a key of: {", ".join(owners(key))}.'
    return suggestion(key, known)


def _what_is_missing(path: TreePath) -> str:
    noun = noun_at(path[:-1])
    field = fields(noun).get(str(path[-1])) if noun else None
    if field is None:
        return "It is needed."
    return f"It is needed: {in_words(field.annotation)} ({field.description})."


def _of_key(wrong: _Wrong, key: str) -> tuple[str, str]:
    if wrong.kind == "value_error":
        return _sentences(str(wrong.context.get("error", wrong.message)))
    if wrong.kind == "string_pattern_mismatch":
        return f'no "{key}" here', f"Keys are one of {_letters(wrong.context['pattern'])}."
    return f'"{key}" cannot be a key', ""


def _letters(pattern: str) -> str:
    """The keys that a pattern such as ``^[A-D]$`` allows."""
    first, last = pattern[2], pattern[4]
    return ", ".join(map(chr, range(ord(first), ord(last) + 1)))


def _expected(wrong: _Wrong) -> str:
    """What should stand there, in plain words."""
    context = wrong.context
    bounds = (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most"))
    for key, word in bounds:
        if key in context:
            return f"must be {word} {context[key]:g}"
    if wrong.kind == "literal_error":
        return f"expected {either(_words(context))}"
    if wrong.kind == "too_short":
        return f"expected a list of at least {context['min_length']}"
    kinds = {"int": "a whole number", "float": "a number", "finite": "a finite number", "string": "text",
             "bool": "true or false", "dict": "a mapping", "model": "a mapping", "list": "a list"}  # fmt: skip
    kind = kinds.get(wrong.kind.split("_")[0])
    return f"expected {kind}" if kind else wrong.message.removeprefix("Input should be ").rstrip(".")


def _nearest_word(wrong: _Wrong, value: Any) -> str:
    if wrong.kind != "literal_error" or not isinstance(value, str):
        return ""
    return meant(value, _words(wrong.context))


def _number_meant(wrong: _Wrong, value: Any) -> str:
    return number_meant(value) if wrong.kind.startswith(("int", "float", "finite")) else ""


def _what_stands_there(wrong: _Wrong, value: Any) -> str:
    """Of a value of the wrong kind: how many are meant of what is only named, else what the field is for."""
    kind, path = wrong.kind.split("_")[0], wrong.path
    noun = noun_at(path[:-1]) if kind in ("string", "dict", "list", "model") else None
    field = fields(noun).get(str(path[-1])) if noun and path else None
    if field is None:
        return ""
    if isinstance(value, str) and kind == "dict" and counts_names(field.annotation):
        return f"Write {{{value}: 1}}: {field.description}."
    return f"Here stands {field.description}." if field.description else ""


def _words(context: Mapping[str, Any]) -> list[str]:
    return [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]


def _sentences(message: str) -> tuple[str, str]:
    """What was found, and what would be right: the first sentence, and the rest."""
    for end in (". ", "? "):
        first, divider, rest = message.partition(end)
        if divider and rest[:1].isupper():
            return first + end.strip(), rest if rest.endswith((".", "?")) else f"{rest}."
    return message, ""


def shown(value: Any) -> str:
    """A value as it may stand in a message."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return f"a mapping of {', '.join(map(str, value))}"[:_LONGEST_SHOWN] if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _LONGEST_SHOWN else f'"{value[: _LONGEST_SHOWN - 1]}…"'
    return written(value)
