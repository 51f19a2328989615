"""JSON Schema of a scenario file as it is written, for editors that check while one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cipsc_sim.chance import FORMS
from cipsc_sim.scenario.chain import EXTENDING
from cipsc_sim.scenario.effect import VERBS
from cipsc_sim.scenario.evidence import GRADES, WITHOUT_EVIDENCE
from cipsc_sim.scenario.noun import WEEKDAYS
from cipsc_sim.scenario.scenario import Scenario

Schema = dict[str, Any]

_EVIDENCE: Final[Schema] = {"source": {"$ref": "#/$defs/source"}, "grade": {"$ref": "#/$defs/grade"}}
_QUANTITY: Final[Schema] = {"$ref": "#/$defs/Quantity"}
_PLAIN: Final = ("Reference", "Uncertainty")
"""The nouns that bear no evidence."""

_DAYS: Final = "|".join(WEEKDAYS)
_WEEKDAYS: Final[Schema] = {
    "anyOf": [
        {"type": "string", "pattern": f"^({_DAYS})(-({_DAYS}))?$"},
        {"type": "array", "items": {"enum": list(WEEKDAYS)}, "minItems": 1, "uniqueItems": True},
    ],
}
"""mon-fri, or a list of weekdays."""


def json_schema() -> Schema:
    """JSON Schema (draft 2020-12) of a file that stands alone or extends another.

    ``source`` and ``grade`` may stand in any mapping, and a number may be written ``{value: …}`` with them.
    """
    nouns = Scenario.model_json_schema(mode="validation")
    _drop_titles(nouns)
    definitions: dict[str, Schema] = nouns.pop("$defs")
    _say_more(definitions)
    for name, definition in definitions.items():
        if name not in _PLAIN:
            definitions[name] = _as_written(definition)
    whole = _as_written(nouns)
    for section in WITHOUT_EVIDENCE:
        whole["properties"][section] = _references_to_quantities(nouns["properties"][section])
    definitions["Uncertainty"] = _references_to_quantities(definitions["Uncertainty"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cipsc-sim scenario",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Extension"},
        "else": {"$ref": "#/$defs/WholeScenario"},
        "$defs": {**definitions, "WholeScenario": whole, "Extension": _extension(nouns), **_parts()},
    }


def _parts() -> dict[str, Schema]:
    """What stands in many places: evidence, and quantities."""
    return {
        "source": {
            "description": "keys of references, or free text that begins with judgement: or not published:",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
        },
        "grade": {"description": "A to D of a fact, choice of a decision", "enum": list(GRADES)},
        "Quantity": _quantity(),
    }


def _quantity() -> Schema:
    number = _or_valued({"type": "number"})
    part = {
        "type": "object",
        "properties": {"weight": number, **_kinds(number), **_EVIDENCE},
        "required": ["weight"],
        "additionalProperties": False,
    }
    kinds = {**_kinds(number), "constant": number, "mixture": {"type": "array", "items": part, "minItems": 1}}
    moved_by = {"type": "object", "properties": dict(_EVIDENCE), "additionalProperties": number}
    within = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    value = {"anyOf": [{"type": "number"}, _QUANTITY]}
    written = {
        "type": "object",
        "properties": {"value": value, **kinds, "within": within, "moved_by": moved_by, **_EVIDENCE},
        "oneOf": [{"required": [kind]} for kind in ("value", *kinds)],
        "additionalProperties": False,
    }
    return {
        "description": "a number, or a distribution, perhaps cut within bounds and moved by traits",
        "anyOf": [{"type": "number"}, written],
    }


def _kinds(number: Schema) -> dict[str, Schema]:
    """The families of distributions, each with the ways to state it."""
    numbers = _or_valued({"type": "array", "items": number, "minItems": 1})
    kinds: dict[str, Schema] = {}
    for kind, forms in FORMS.items():
        names = sorted({name for form in forms for name in form.names})
        parameters = {name: numbers if name in ("values", "weights") else number for name in names}
        kinds[kind] = {
            "type": "object",
            "properties": {**parameters, **_EVIDENCE},
            "anyOf": [{"required": list(form.names)} for form in forms],
            "additionalProperties": False,
        }
    return kinds


def _say_more(definitions: dict[str, Schema]) -> None:
    """What the nouns accept or refuse beyond their types."""
    for noun in ("Task", "Assay"):
        equipment = definitions[noun]["properties"]["with"]
        name = {"type": "string", "description": "one of this equipment"}
        definitions[noun]["properties"]["with"] = {"anyOf": [name, equipment], "description": equipment["description"]}
    definitions["Effect"]["oneOf"] = [{"required": [verb]} for verb in VERBS]
    for definition in definitions.values():
        properties = definition.get("properties", {})
        for key in properties.keys() & {"days", "starts_on", "ends_on", "runs_on", "transitions_on"}:
            said = {each: properties[key][each] for each in ("description", "default") if each in properties[key]}
            properties[key] = {**_WEEKDAYS, **said}


def _as_written(schema: Schema) -> Schema:
    """The schema with evidence allowed in its mappings and beside its numbers and lists."""
    if _is_quantity(schema):
        return _quantity_here(schema)
    if schema.get("type") in ("number", "integer"):
        return _or_valued(schema)
    written = dict(schema)
    for either in ("anyOf", "oneOf"):
        if either in written:
            written[either] = [_as_written(each) for each in written[either]]
    if written.get("type") == "array":
        written["items"] = _as_written(written["items"])
        return _or_valued(written)
    if written.get("type") == "object":
        inner = {key: _as_written(each) for key, each in written.get("properties", {}).items()}
        written["properties"] = {**inner, **_EVIDENCE}
        if isinstance(written.get("additionalProperties"), dict):
            written["additionalProperties"] = _as_written(written["additionalProperties"])
    return written


def _or_valued(schema: Schema) -> Schema:
    """The schema by itself, or as the value of a mapping with its evidence."""
    described: Schema = {key: schema[key] for key in ("description", "default") if key in schema}
    bare = {key: each for key, each in schema.items() if key not in described}
    properties = {"value": bare, **_EVIDENCE}
    valued = {"type": "object", "properties": properties, "required": ["value"], "additionalProperties": False}
    return {**described, "anyOf": [bare, valued]}


def _references_to_quantities(schema: Schema) -> Schema:
    if _is_quantity(schema):
        return _quantity_here(schema)
    written = dict(schema)
    if isinstance(written.get("additionalProperties"), dict):
        written["additionalProperties"] = _references_to_quantities(written["additionalProperties"])
    if "properties" in written:
        written["properties"] = {key: _references_to_quantities(each) for key, each in written["properties"].items()}
    return written


def _is_quantity(schema: Schema) -> bool:
    return any("moved_by" in each.get("properties", {}) for each in schema.get("anyOf", ()))


def _quantity_here(schema: Schema) -> Schema:
    """A reference to the quantity, with what the field says of itself, and between which bounds it must lie."""
    return {**_QUANTITY, **{key: schema[key] for key in ("description", "$comment") if key in schema}}


def _extension(nouns: Schema) -> Schema:
    """A file that extends another: what it is about, and what it changes."""
    own: dict[str, Schema] = {
        "extends": {"type": "string", "minLength": 1, "description": "the file it extends, beside it"},
        "changes": {"type": "object", "description": "dotted path → new value; the path exists"},
        "adds": {"type": "object", "description": "dotted path → value; the path is new"},
        "removes": {"type": "array", "items": {"type": "string"}, "description": "dotted paths"},
    }
    kept = {key: _references_to_quantities(each) for key, each in nouns["properties"].items() if key in EXTENDING}
    return {
        "type": "object",
        "properties": {**kept, **own},
        "required": ["title", "question", "extends"],
        "additionalProperties": False,
    }


def _drop_titles(schema: Schema) -> None:
    """Without the titles that only repeat each key."""
    for inner in _within(schema):
        inner.pop("title", None)
        _drop_titles(inner)


def _within(schema: Schema) -> Iterator[Schema]:
    for key in ("properties", "$defs"):
        yield from schema.get(key, {}).values()
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield schema[key]
    yield from schema.get("anyOf", ())
