"""Text of others as Markdown shows it: what a scenario or a help text says is words, never a sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"([\\`*_\[\]<>|~$#&])")


def plain(text: str) -> str:
    """The text on one line, every sign of Markdown escaped."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """The text as code in a cell of a table."""
    return f"`{' '.join(text.split()).replace('`', 'ʼ').replace('|', chr(92) + '|')}`"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
