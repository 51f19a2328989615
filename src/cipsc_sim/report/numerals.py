"""Numbers as people read them: three significant digits, a scale, a unit."""

from __future__ import annotations

import math

from cipsc_sim.report.markup import Html

SPACE = "\u00a0"
DASH = "–"
MISSING = "—"
PP = "pp"
"""Percentage points: what a difference of two fractions is counted in."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float | None) -> str:
    """A number to three significant digits: 0.0123, 4.56, 192, 1,490, 43.7k, 1.49M, 4.35×10⁹."""
    return MISSING if _missing(value) else _scaled(float(value or 0.0), float(value or 0.0))


def percent(fraction: float | None) -> str:
    """A fraction in per cent."""
    return MISSING if _missing(fraction) else f"{_percents(float(fraction or 0.0))}{SPACE}%"


def quantity(value: float | None, unit: str) -> str:
    """A number with its unit; ``1`` is no unit."""
    return MISSING if _missing(value) else _with_unit(number(value), unit)


def trimmed(value: float | None, unit: str = "1") -> str:
    """A number that somebody wrote, without zeros at its end: 15k, 0.85, 5×10⁻⁶."""
    if _missing(value):
        return MISSING
    text = number(value)
    digits = text.rstrip("kM").partition("×")[0]
    shorter = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return _with_unit(shorter + text[len(digits) :], unit)


def span(low: float | None, high: float | None, unit: str = "1") -> str:
    """From low to high on one scale, with the unit once."""
    if _missing(low) or _missing(high):
        return MISSING
    size = max(abs(float(low or 0.0)), abs(float(high or 0.0)))
    ends = _scaled(float(low or 0.0), size), _scaled(float(high or 0.0), size)
    suffix = _suffix(float(f"{size:.3g}"))
    first = ends[0].removesuffix(suffix) if suffix else ends[0]
    return _with_unit(f"{first}{_to(first, ends[1])}{ends[1]}", unit)


def percent_span(low: float | None, high: float | None) -> str:
    """From low to high in per cent."""
    return _percents_span(low, high, "%")


def points(difference: float | None) -> str:
    """A difference of fractions in percentage points."""
    return MISSING if _missing(difference) else f"{_percents(float(difference or 0.0))}{SPACE}{PP}"


def points_span(low: float | None, high: float | None) -> str:
    """From low to high in percentage points."""
    return _percents_span(low, high, PP)


def count(value: float) -> str:
    """A whole number with thousands set apart."""
    return f"{round(value):,}"


def counted(value: int, noun: str) -> str:
    """So many of something: 1 pair, 1,200 pairs."""
    return f"{count(value)} {noun}{'' if value == 1 else 's'}"


def muted(text: str) -> Html:
    """Something that is said in passing."""
    from cipsc_sim.report.markup import tag

    return tag("span", text, class_="muted")


def _missing(value: float | None) -> bool:
    return value is None or not math.isfinite(value)


def _with_unit(text: str, unit: str) -> str:
    return text if unit in ("1", "") else f"{text}{SPACE}{unit}"


def _to(first: str, last: str) -> str:
    return f"{SPACE}to{SPACE}" if "-" in first + last or "−" in first + last or "×" in first + last else DASH


def _percents(fraction: float) -> str:
    value = 100 * fraction
    size = abs(value)
    digits = 1 if size >= 1 else 2
    if size == 0 or math.isclose(size, 100):
        digits = 0
    elif size < 0.005:
        return "<0.01"
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.removesuffix(".0") if text in ("100.0", "−100.0") else text


def _percents_span(low: float | None, high: float | None, unit: str) -> str:
    if _missing(low) or _missing(high):
        return MISSING
    first, last = _percents(float(low or 0.0)), _percents(float(high or 0.0))
    return f"{first}{_to(first, last)}{last}{SPACE}{unit}"


def _power(size: float) -> int:
    return math.floor(math.log10(size) + 1e-12) if size > 0 else 0


def _suffix(size: float) -> str:
    if size >= 1e9 or 0 < size < 1e-3:
        return f"×10{str(_power(size)).translate(_SUPERSCRIPTS)}"
    return "M" if size >= 1e6 else "k" if size >= 1e4 else ""


def _scaled(value: float, size: float) -> str:
    """The value on the scale that belongs to ``size``, to three significant digits of it."""
    size = float(f"{abs(size):.3g}")
    suffix = _suffix(size)
    divisor = 10.0 ** _power(size) if "×" in suffix else {"M": 1e6, "k": 1e3}.get(suffix, 1.0)
    power = _power(size / divisor)
    digits = min(max(0, 2 - power), 5)
    text = f"{value / divisor:,.{digits}f}"
    return (text if value else "0").replace("-", "−") + (suffix if value or not suffix else "")
