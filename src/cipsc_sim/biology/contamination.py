"""Contamination through open manipulations."""

from __future__ import annotations

from math import inf, log, log1p, ulp


def openings_until(u: float, hazard: float) -> float:
    """Open manipulations until one contaminates, from a uniform number: log(u) / log(1 − hazard).

    Openings are independent, so that the chance of contamination in n of them is 1 − (1 − hazard)^n, and ``n`` have
    contaminated where they are at least this number. Openings need not be whole: what counts is their sum.
    """
    if hazard <= 0:
        return inf
    return max(ulp(0.0), log(u) / log1p(-hazard)) if hazard < 1 else ulp(0.0)
