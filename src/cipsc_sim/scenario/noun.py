"""The shape all nouns of the scenario language share: frozen, strict, no unknown keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MINUTES_PER_DAY = 1440
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Noun(BaseModel):
    """A mapping of the scenario language. Unknown keys are refused; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def _name(text: Any) -> Any:
    if isinstance(text, str) and not (text.replace("_", "a").isalnum() and text.isascii() and text[:1].isalpha()):
        raise ValueError(f'"{text}" is not a name. Names are ASCII letters, digits and _, and begin with a letter')
    return text


Name = Annotated[str, BeforeValidator(_name)]
"""ASCII letters, digits and ``_``, beginning with a letter."""


def _weekdays(days: Any) -> Any:
    if isinstance(days, str):
        first, dash, last = days.partition("-")
        if dash and first in WEEKDAYS and last in WEEKDAYS and WEEKDAYS.index(first) <= WEEKDAYS.index(last):
            return list(WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last) + 1])
        if days in WEEKDAYS:
            return [days]
        raise ValueError(f'"{days}" names no weekdays. Write mon-fri, or a list of {", ".join(WEEKDAYS)}')
    if isinstance(days, list):
        for day in days:
            if day not in WEEKDAYS:
                raise ValueError(f'"{day}" is no weekday. Known: {", ".join(WEEKDAYS)}')
        if len(set(days)) != len(days) or not days:
            raise ValueError("name each weekday once, and at least one")
    return days


Weekdays = Annotated[
    list[str],
    BeforeValidator(_weekdays, json_schema_input_type=str | list[str]),
    Field(description="weekdays: mon-fri, or a list of mon, tue, wed, thu, fri, sat, sun"),
]

MOST_UNITS = 1_000_000

Count = Annotated[int, Field(ge=0, le=MOST_UNITS)]
"""So many units of something, never more than anybody could keep track of."""

Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Probability = Annotated[float, Field(ge=0, le=1)]
