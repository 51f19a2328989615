"""Numbers rounded to nine significant digits, the same on every machine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DIGITS = 9
LARGEST_EXACT_POWER = 22
"""10²² is the largest power of ten that a double holds exactly."""

_POWERS = np.array([float(f"1e{power}") for power in range(LARGEST_EXACT_POWER + 1)])
_LOWEST, _HIGHEST = DIGITS - 1 - LARGEST_EXACT_POWER, DIGITS - 1 + LARGEST_EXACT_POWER
_DECADES = np.array([float(f"1e{power}") for power in range(_LOWEST, _HIGHEST + 2)])


def rounded(values: Floats) -> Floats:
    """The values to nine significant digits, ties to even; what is not finite stays as it is.

    Only comparison, multiplication and division with exact powers of ten, and rounding to an integer stand between
    value and result: IEEE 754 rounds each of them correctly, so no processor differs. The result is the double next to
    the nine-digit decimal. A value that lies within 10⁻¹⁶ of itself of a tie may go either way, everywhere the same.
    Outside 10⁻¹⁴ … 10³¹, where the powers are not exact, Python's correctly rounded text conversion is used.
    """
    magnitude = np.abs(values)
    decade = np.searchsorted(_DECADES, magnitude, side="right") + (_LOWEST - 1)
    shift = (DIGITS - 1) - decade
    exact = np.abs(shift) <= LARGEST_EXACT_POWER
    power = _POWERS[np.where(exact, np.abs(shift), 0)]
    enlarges = shift >= 0
    with np.errstate(invalid="ignore", over="ignore"):
        whole = np.rint(np.where(enlarges, values * power, values / power))
        result = np.where(enlarges, whole / power, whole * power)
    by_text = np.flatnonzero(~exact & np.isfinite(values) & (magnitude > 0))
    result[by_text] = [float(f"{value:.{DIGITS}g}") for value in values[by_text]]
    unchanged = ~np.isfinite(values)
    result[unchanged] = values[unchanged]
    return np.asarray(result + 0.0, dtype=np.float64)
