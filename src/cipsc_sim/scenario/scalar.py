"""A YAML 1.2 scalar: what a plain word means, and how a value is written so that it reads back the same."""

from __future__ import annotations

import json
import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.?(inf|infinity|nan)", re.IGNORECASE)
_LONGEST_INTEGER = 300

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./()+-]*( [A-Za-z0-9_./()+-]+)*")
_ELSEWHERE_BOOLEAN = frozenset({"yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def meaning(plain: str) -> Scalar:
    """What an unquoted word means in YAML 1.2: dates, times, yes, no stay text. ValueError if not a finite number."""
    if plain in _WORDS:
        return _WORDS[plain]
    if _NOT_FINITE.fullmatch(plain):
        raise ValueError(f"{plain} is not a finite number")
    if _INTEGER.fullmatch(plain) or _BASED_INTEGER.fullmatch(plain):
        if len(plain) > _LONGEST_INTEGER:
            raise ValueError(f"a whole number of {len(plain)} digits is too large")
        return int(plain, 0) if plain[:2] in ("0o", "0x") else int(plain)
    if _FLOAT.fullmatch(plain):
        number = float(plain)
        if not math.isfinite(number):
            raise ValueError(f"{plain} is too large for a number")
        return number
    return plain


def written(value: Scalar) -> str:
    """The shortest text that reads back as the same value, of the same type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        digits = repr(value)
        return digits if "." in digits else digits.replace("e", ".0e")
    if isinstance(value, int):
        return str(value)
    return value if _is_plain(value) else _quoted(value)


def _is_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or text.lower() in _ELSEWHERE_BOOLEAN or text.startswith(("...", "---")):
        return False
    try:
        return meaning(text) == text
    except ValueError:
        return False


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
