"""JSON Schema of a scenario file as it is written, for editors that check while one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cipsc_sim.scenario.chain import EXTENDING
from cipsc_sim.scenario.evidence import GRADES, WITHOUT_EVIDENCE
from cipsc_sim.scenario.noun import WEEKDAYS
from cipsc_sim.scenario.scenario import Scenario

Schema = dict[str, Any]

_EVIDENCE: Schema = {
    "source": {
        "description": "key of references, a list of keys, or free text that begins with judgement: or not published:",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
    },
    "grade": {"description": "A to D of a fact, choice of a decision", "enum": list(GRADES)},
}
_NUMBERS = ("number", "integer")
_BARE_NOUNS = ("Reference", "Uncertainty")


def json_schema() -> Schema:
    """JSON Schema (draft 2020-12) of a file that stands alone or extends another.

    ``source`` and ``grade`` may stand in any mapping, and a number may be written ``{value: …}`` with them.
    """
    nouns = Scenario.model_json_schema(mode="validation")
    definitions: dict[str, Schema] = nouns.pop("$defs")
    _exact(definitions)
    for name, definition in definitions.items():
        if name not in _BARE_NOUNS:
            definitions[name] = _as_written(definition)
    whole = _as_written(nouns)
    for section in WITHOUT_EVIDENCE:
        whole["properties"][section] = nouns["properties"][section]
    definitions["WholeScenario"] = whole
    definitions["Extension"] = _extension(nouns)
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cipsc-sim scenario",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Extension"},
        "else": {"$ref": "#/$defs/WholeScenario"},
        "$defs": definitions,
    }
    _drop_titles(schema)
    return schema


def _exact(definitions: dict[str, Schema]) -> None:
    """What the nouns accept or refuse beyond their types."""
    for noun in ("Task", "Assay"):
        equipment = definitions[noun]["properties"]["with"]
        name = {"type": "string", "description": "one of this equipment"}
        definitions[noun]["properties"]["with"] = {"anyOf": [name, equipment], "description": equipment["description"]}
    effect = definitions["Effect"]
    effect["oneOf"] = [{"required": [verb]} for verb in effect["properties"]]
    weekday = {"enum": list(WEEKDAYS)}
    span = {"type": "string", "pattern": f"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$"}
    for properties in (each.get("properties", {}) for each in definitions.values()):
        for key in ("days", "starts_on", "ends_on", "runs_on"):
            if key in properties:
                days = {"type": "array", "items": weekday, "minItems": 1, "uniqueItems": True}
                properties[key] = {"anyOf": [span, days], "description": "mon-fri, or a list of weekdays"}


def _as_written(schema: Schema) -> Schema:
    """The schema with evidence allowed in its mappings and beside its numbers."""
    if schema.get("type") in _NUMBERS:
        return {"anyOf": [schema, _valued(schema)]}
    written = dict(schema)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in written:
            written[key] = [each if "required" in each else _as_written(each) for each in written[key]]
    if "items" in written:
        written["items"] = _as_written(written["items"])
        return {"anyOf": [written, _valued(written)]}
    if isinstance(written.get("additionalProperties"), dict):
        written["additionalProperties"] = _as_written(written["additionalProperties"])
        written["properties"] = {**_EVIDENCE, **written.get("properties", {})}
    elif written.get("type") == "object":
        inner = {key: _as_written(each) for key, each in written.get("properties", {}).items()}
        written["properties"] = {**inner, **_EVIDENCE}
    return written


def _valued(schema: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"value": schema, **_EVIDENCE},
        "required": ["value"],
        "additionalProperties": False,
    }


def _extension(nouns: Schema) -> Schema:
    """A file that extends another: what it is about, and what it changes."""
    by_path = {"type": "object", "description": "dotted path → value"}
    keys: dict[str, Schema] = {
        **{key: nouns["properties"][key] for key in EXTENDING if key in nouns["properties"]},
        "extends": {"type": "string", "minLength": 1, "description": "the file it extends, beside it"},
        "changes": {**by_path, "description": "dotted path → new value; the path exists"},
        "adds": {**by_path, "description": "dotted path → value; the path is new"},
        "removes": {"type": "array", "items": {"type": "string"}, "description": "dotted paths"},
    }
    return {
        "type": "object",
        "properties": keys,
        "required": ["title", "question", "extends"],
        "additionalProperties": False,
    }


def _drop_titles(schema: Schema) -> None:
    """Without the titles that repeat each key."""
    for inner in _schemas_in(schema):
        inner.pop("title", None)
        _drop_titles(inner)


def _schemas_in(schema: Schema) -> Iterator[Schema]:
    for key in ("properties", "$defs"):
        yield from schema.get(key, {}).values()
    for key in ("items", "additionalProperties", "if", "then", "else"):
        if isinstance(schema.get(key), dict):
            yield schema[key]
    for key in ("anyOf", "oneOf", "allOf"):
        yield from schema.get(key, ())
