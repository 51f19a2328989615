"""One estimate as it is reported."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Entry:
    """An estimate, its 95 % simulation interval, and the 5–95 % range that ignorance of the parameters leaves.

    ``n`` counts replications; ``numerator`` and ``denominator`` are sums over them (for a quantile the denominator
    counts samples). ``reason`` says why there is no mean, or no interval; otherwise it is None. ``rough`` says why the interval
    may hold the truth less often than it says; otherwise it is None.
    """

    mean: float | None
    low: float | None = None
    high: float | None = None
    half_width: float | None = None
    n: int = 0
    numerator: float | None = None
    denominator: float | None = None
    unit: str = "1"
    ignorance_low: float | None = None
    ignorance_high: float | None = None
    reason: str | None = None
    rough: str | None = None

    def with_interval(self, low: float, high: float, rough: str | None = None) -> Entry:
        """The estimate with its 95 % simulation interval, and why that is rough, if it is."""
        return replace(self, low=low, high=high, half_width=(high - low) / 2, rough=rough)

    def with_ignorance(self, low: float, high: float) -> Entry:
        """The estimate with the 5–95 % range of its long-run value over the priors."""
        return replace(self, ignorance_low=low, ignorance_high=high)

    def without_interval(self, reason: str) -> Entry:
        """The estimate with the reason why it has no interval."""
        return replace(self, reason=reason)

    def scaled(self, factor: float, unit: str) -> Entry:
        """The same estimate in another unit, ``factor`` > 0 times as large; numerator and denominator stay counts."""
        if not factor > 0:
            raise ValueError(f"factor is {factor}; a positive number is needed")

        def times(value: float | None) -> float | None:
            return None if value is None else value * factor

        return replace(
            self,
            unit=unit,
            mean=times(self.mean),
            low=times(self.low),
            high=times(self.high),
            half_width=times(self.half_width),
            ignorance_low=times(self.ignorance_low),
            ignorance_high=times(self.ignorance_high),
        )

    def as_json(self) -> dict[str, float | int | str | None]:
        """The entry as JSON values; what is missing or not finite is None."""
        return {field.name: _json_value(getattr(self, field.name)) for field in fields(self)}


def _json_value(value: float | int | str | None) -> float | int | str | None:
    if value is None or isinstance(value, str):
        return value
    if not math.isfinite(value):
        return None
    return int(value) if isinstance(value, int) else float(value)
