"""What a study varies: a place of the scenario, and the values it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Any

SIGNIFICANT = 6
"""Digits of a value that is taken from a span."""


@dataclass(frozen=True, slots=True)
class Span:
    """All values from ``low`` to ``high``, evenly or (``log``) by factors; whole numbers only if ``whole``."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def at(self, u: float) -> float | int:
        """The value below which a share ``u`` of the span lies; each whole number has the same share."""
        if self.whole:
            return min(int(self.high), floor(self.low + u * (self.high - self.low + 1)))
        value = self.low * (self.high / self.low) ** u if self.log else self.low + u * (self.high - self.low)
        return float(f"{value:.{SIGNIFICANT}g}")

    def share_of(self, value: float) -> float:
        """Where a value lies in the span, from 0 to 1."""
        from math import log

        if self.log:
            return log(value / self.low) / log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Factor:
    """A path of the scenario, and its ``values`` or its ``span``.

    ``only_where`` holds by other factor the values at which this one is varied; elsewhere the scenario stays as it is.
    ``family`` is the name under which it was written with others of its kind (``each``).
    """

    name: str
    path: str
    values: tuple[Any, ...]
    span: Span | None = None
    only_where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    family: str = ""

    def at(self, u: float) -> Any:
        """The value at a share ``u`` of all it may take."""
        if self.span is not None:
            return self.span.at(u)
        return self.values[min(len(self.values) - 1, floor(u * len(self.values)))]
