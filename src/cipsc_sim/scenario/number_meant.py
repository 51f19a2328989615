"""The number that a text was meant to be, where a unit, a percent sign or a decimal comma stands in it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_PERCENT = re.compile(rf"({_NUMBER}) ?%")
_WITH_UNIT = re.compile(rf"{_NUMBER} ?[^\W\d_].*")
_WITH_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]+)")


def number_meant(value: Any) -> str:
    """What to write instead, as a sentence; empty where no number is seen in it."""
    text = value.strip() if isinstance(value, str) else ""
    if found := _PERCENT.fullmatch(text):
        return f"Write {(Decimal(found[1]) / 100).normalize():f}: it is a fraction."
    if found := _WITH_COMMA.fullmatch(text):
        return f"Write {found[1]}.{found[2]}: a decimal has a point."
    if _WITH_UNIT.fullmatch(text):
        return "Write a number alone: each field has one unit, which stands in its name or with its attribute."
    return ""
