"""HTML made from text that nobody trusts: everything is escaped unless it is HTML already."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


class Html(str):
    """Text that is HTML already and is taken as it is."""

    __slots__ = ()


def escaped(text: object) -> Html:
    """The text as HTML shows it; what is HTML already stays."""
    return text if isinstance(text, Html) else Html(html.escape(str(text)))


def joined(parts: Iterable[object], between: str = "") -> Html:
    """The parts one after the other, each escaped."""
    return Html(between.join(escaped(part) for part in parts))


def tag(name: str, *content: object, **attributes: str) -> Html:
    """An element around its content; ``class_`` stands for ``class``, ``_`` in other attributes for ``-``."""
    names = (key.rstrip("_").replace("_", "-") for key in attributes)
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in zip(names, attributes.values(), strict=True))
    return Html(f"<{name}{written}>{joined(content)}</{name}>")


def table(heads: Sequence[object], rows: Iterable[Sequence[object]], numeric: Sequence[int] = ()) -> Html:
    """A table; the columns at the places ``numeric`` are set flush right."""
    right = set(numeric)

    def cells(name: str, values: Sequence[object], **attributes: str) -> Html:
        classes = [{"class_": "number"} if i in right else {} for i in range(len(values))]
        return joined(tag(name, each, **attributes, **kind) for each, kind in zip(values, classes, strict=True))

    head = tag("thead", tag("tr", cells("th", heads, scope="col")))
    body = tag("tbody", *(tag("tr", cells("td", row)) for row in rows))
    return tag("div", tag("table", head, body), class_="table")


def details(summary: str, *content: object) -> Html:
    """Something that is folded away until it is asked for."""
    return tag("details", tag("summary", summary), *content)


def link(address: str, text: str) -> Html:
    """A link to another page; it tells that page nothing."""
    return tag("a", text, href=address, rel="noopener noreferrer", target="_blank")


def in_script(json: str) -> Html:
    """JSON that no browser can mistake for the end of its script element."""
    for character in "<>&\u2028\u2029":
        json = json.replace(character, f"\\u{ord(character):04x}")
    return Html(json)
