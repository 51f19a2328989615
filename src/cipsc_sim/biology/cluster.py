"""Clusters of cells: the larger ones lose cells at their core, where oxygen does not reach."""

from __future__ import annotations

from math import exp, lgamma, log


def volume_above(size: float, scale: float, shape: float, smallest: float, largest: float) -> float:
    """The part of the volume that lies in clusters larger than ``size``.

    Diameters are Weibull(shape, scale), cut to ``smallest`` and ``largest``, all in one unit. Weighted by volume, x =
    (d / scale)^shape is gamma distributed with index 1 + 3 / shape, so that the part below d is P(1 + 3 / shape, x),
    with the regularised incomplete gamma function P.
    """
    if size >= largest or scale <= 0:
        return 0.0
    index = 1.0 + 3.0 / shape
    low, at, high = (_lower_gamma(index, (d / scale) ** shape) for d in (smallest, max(size, smallest), largest))
    if high > low:
        return (high - at) / (high - low)
    return 0.0 if low > 0.5 and size > smallest else 1.0


def left_by_large_clusters(
    scale: float, *, shape: float, smallest: float, largest: float, above: float, loses: float
) -> float:
    """What is left where large clusters lose a part: 1 − loses × the part of the volume in clusters larger than ``above``."""
    return 1.0 - loses * volume_above(above, scale, shape, smallest, largest)


def _lower_gamma(index: float, x: float) -> float:
    """P(index, x) by its series, x^a·e^−x / Γ(a + 1) · Σ x^n / ((a + 1)…(a + n))."""
    if x <= 0:
        return 0.0
    if x > index + 60.0:
        return 1.0
    term = total = 1.0
    n = 0
    while term > total * 1e-17:
        n += 1
        term *= x / (index + n)
        total += term
    return exp(index * log(x) - x - lgamma(index + 1.0)) * total
