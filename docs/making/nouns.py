"""The pages of the reference of the language: one for each noun, one that lists them, all from the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

from making.fields import Schema, default, nouns_within, takes
from making.quantities import quantity_page
from making.units import unit_of

WHOLE = "WholeScenario"
_EVIDENCE = ("source", "grade")
_TITLES = {WHOLE: "Scenario", "Extension": "A file that extends another"}
_SAID = {"Extension": "What a file states that extends another one."}
_MOST_PLACES = 6


def pages(schema: Schema) -> dict[str, str]:
    """By file name, the Markdown of every page."""
    nouns = {name: noun for name, noun in schema["$defs"].items() if name not in _EVIDENCE}
    places = places_of(nouns)
    made = {f"{name}.md": _page(name, noun, places.get(name, [])) for name, noun in nouns.items() if name != "Quantity"}
    return {"index.md": _index(nouns, schema), "Quantity.md": quantity_page(), **made}


def places_of(nouns: dict[str, Schema]) -> dict[str, list[str]]:
    """By noun, the dotted paths at which it may stand, the shortest first."""
    found: dict[str, list[str]] = {}
    for place, noun in _walk(nouns, WHOLE, ""):
        if place not in found.setdefault(noun, []):
            found[noun].append(place)
    return {noun: sorted(places, key=lambda place: (place.count("."), place)) for noun, places in found.items()}


def words(text: str) -> str:
    """A docstring as Markdown on one line, for a cell of a table or a paragraph."""
    return re.sub(r"\s+", " ", text.replace("``", "`")).replace("|", "\\|").strip()


def title_of(noun: str) -> str:
    """How the page of a noun is headed: *Poisson stream*."""
    return _TITLES.get(noun, re.sub(r"(?<!^)([A-Z])", lambda upper: f" {upper[1].lower()}", noun))


def _walk(nouns: dict[str, Schema], noun: str, at: str) -> Iterator[tuple[str, str]]:
    for name, field in nouns[noun].get("properties", {}).items():
        for inner, beneath in nouns_within(field):
            if inner in nouns and inner != "Quantity":
                place = f"{at}.{name}{beneath}".lstrip(".")
                yield place, inner
                yield from _walk(nouns, inner, place)


def _page(name: str, noun: Schema, places: list[str]) -> str:
    paragraphs = [f"# {title_of(name)}"]
    paragraphs += [words(part) for part in noun.get("description", _SAID.get(name, "")).split("\n\n")]
    if places:
        shown = ", ".join(f"`{place}`" for place in places[:_MOST_PLACES])
        more = len(places) - _MOST_PLACES
        paragraphs.append(f"Stands under {shown}{f', and in {more} places more' if more > 0 else ''}.")
    paragraphs.append(_table(name, noun))
    return "\n\n".join(paragraphs) + "\n"


def _table(name: str, noun: Schema) -> str:
    fields = {key: field for key, field in noun.get("properties", {}).items() if key not in _EVIDENCE}
    if not fields:
        return f"By name: {takes(noun['additionalProperties'])}."
    rows = ["| field | means | unit | takes | default |", "|---|---|---|---|---|"]
    for key, field in fields.items():
        cells = (f"`{key}`", words(field["description"]), unit_of(name, key), takes(field), default(field, key, noun))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _index(nouns: dict[str, Schema], schema: Schema) -> str:
    evidence = "\n".join(f"| `{key}` | {words(schema['$defs'][key]['description'])} |" for key in _EVIDENCE)
    listed = [WHOLE, "Extension", "Quantity", *sorted(nouns.keys() - {WHOLE, "Extension", "Quantity"})]
    return f"""# The language, field by field

Every noun of the scenario language with its fields: what each means, its unit, what it takes and what holds if it is left out.
These pages are made from the schema that `cipsc-sim schema` prints, so they are those of this version. What the nouns do
together is told in [the scenario language](../../language.md), the words in the [glossary](../../glossary.md).

In any mapping may stand, for every number beneath that states no nearer one:

| field | means |
|---|---|
{evidence}

A number may be written `{{value: …, source: …, grade: …}}` wherever a number may stand. Names are ASCII letters, digits and `_`.

```{{toctree}}
:maxdepth: 1

{chr(10).join(listed)}
```
"""
