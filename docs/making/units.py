"""The unit of a field: by the ending of its name, else by its name; a chance, a factor, a number of things has none."""

from __future__ import annotations

from typing import Final

MONEY: Final = "currency"
OF_THE_ATTRIBUTE: Final = "of the attribute"

_ENDINGS: Final = {
    "_per_h": f"{MONEY} per hour",
    "_per_l": f"{MONEY} per litre",
    "_per_d": "per day",
    "_d": "days",
    "_h": "hours",
    "_l": "litres",
}
"""Longest first."""

_NAMES: Final = {
    **dict.fromkeys(("cost", "price", "false_release", "false_reject", "unsafe_release"), MONEY),
    "fixed_per_year": f"{MONEY} per year",
    "per_year": "per year",
    "per_month": "per month",
    "per_day": "per day",
    **dict.fromkeys(("sample", "pack", "target", "minimum", "cap", "to", "half_at", "relative_to"), OF_THE_ATTRIBUTE),
    **dict.fromkeys(("has", "set", "within", "above", "reported_above", "sd"), OF_THE_ATTRIBUTE),
    **dict.fromkeys(("at_least", "at_most", "below", "review_at_least", "review_at_most"), OF_THE_ATTRIBUTE),
    "true_limit": OF_THE_ATTRIBUTE,
    "bias": OF_THE_ATTRIBUTE,
    "priors": "of the number",
    "grows": "per unit of what counts",
    "from_h": "hour of the day",
    "at_h": "hour of the day",
}

_NAMES_OF_NOUNS: Final = {("LotsFrom", "at_most"): "", ("Purchase", "below"): "", ("Counts", "bias"): ""}
"""Fields that have no unit though another noun's field of that name has one."""


def unit_of(noun: str, field: str) -> str:
    """The unit in which the field of a noun is written; nothing where it has none."""
    if (noun, field) in _NAMES_OF_NOUNS:
        return _NAMES_OF_NOUNS[noun, field]
    if field in _NAMES:
        return _NAMES[field]
    return next((unit for ending, unit in _ENDINGS.items() if field.endswith(ending)), "")
