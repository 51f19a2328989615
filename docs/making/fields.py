"""A field of a noun, as its row in the reference says it: what it takes, and what holds if it is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cipsc_sim.scenario.noun import WEEKDAYS

Schema = dict[str, Any]

_TYPES = {"string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}
_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
    "minItems": "at least {} of them",
    "maxItems": "at most {} of them",
}


def takes(field: Schema) -> str:
    """What may stand there, in words, with links to the nouns."""
    return " or ".join(dict.fromkeys(_alternatives(field)))


def default(field: Schema, name: str, noun: Schema) -> str:
    """What holds if it is left out: *needed*, nothing, or a value."""
    if name in noun.get("required", ()):
        return "*needed*"
    value = field.get("default")
    if value in (None, {}, [], ""):
        return "none"
    if isinstance(value, dict):
        return "as it says"
    return f"`{json.dumps(value) if not isinstance(value, str) else value}`"


def nouns_within(field: Schema) -> Iterator[tuple[str, str]]:
    """The nouns that may stand there, each with how its place is written beneath the field (``.NAME`` in a mapping)."""
    if "$ref" in field:
        yield field["$ref"].rpartition("/")[2], ""
    for alternative in _either(field):
        yield from nouns_within(alternative)
    if named := _named(field):
        for noun, beneath in nouns_within(named):
            yield noun, f".NAME{beneath}"
    if isinstance(field.get("items"), dict):
        for noun, beneath in nouns_within(field["items"]):
            yield noun, f"[]{beneath}"
    if _is_valued(field):
        yield from nouns_within(field["properties"]["value"])


def _alternatives(field: Schema) -> Iterator[str]:
    if either := _either(field):
        for alternative in either:
            yield from _alternatives(alternative)
    elif not _is_valued(field) and field.get("type") != "null":
        yield _in_words(field)


def _either(field: Schema) -> list[Schema]:
    return [*field.get("anyOf", ()), *field.get("oneOf", ())]


def _is_valued(field: Schema) -> bool:
    """Whether it is the mapping in which a number stands with its evidence, which every number may be."""
    return "value" in field.get("properties", {})


def _in_words(field: Schema) -> str:
    if "$ref" in field:
        noun = field["$ref"].rpartition("/")[2]
        note = f", {field['$comment']}" if "$comment" in field else ""
        return f"[{noun}]({noun}.md){note}"
    if "enum" in field:
        return " or ".join(f"`{word}`" for word in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "pattern" in field:
        return "weekdays such as `mon-fri`"
    if field.get("type") == "object":
        named = _named(field)
        return f"by name: {takes(named)}" if named else "a mapping"
    if field.get("type") == "array":
        if field["items"].get("enum") == list(WEEKDAYS):
            return "a list of weekdays"
        return f"a list of: {takes(field['items'])}{_within_bounds(field)}"
    return _TYPES[field["type"]] + _within_bounds(field)


def _named(field: Schema) -> Schema | None:
    """What stands under the names of a mapping, if it has names."""
    named = field.get("additionalProperties") or next(iter(field.get("patternProperties", {}).values()), None)
    return named if isinstance(named, dict) else None


def _within_bounds(field: Schema) -> str:
    bounds = [words.format(f"{field[key]:,}") for key, words in _BOUNDS.items() if key in field]
    return f", {' and '.join(bounds)}" if bounds else ""
