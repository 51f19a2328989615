"""What a step or task holds, as one cell of a row: ``cell_operator:2 biosafety_cabinet:1``."""

from __future__ import annotations

from collections.abc import Mapping


def uses_as_text(units: Mapping[str, int]) -> str:
    """Units by resource, in one cell."""
    return " ".join(f"{resource}:{n}" for resource, n in units.items() if n)


def uses_from_text(cell: str) -> dict[str, int]:
    """Units by resource, from such a cell; nothing from an empty one."""
    pairs = (part.rpartition(":") for part in cell.split())
    return {resource: int(n) for resource, _, n in pairs}
