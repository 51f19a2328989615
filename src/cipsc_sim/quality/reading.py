"""What an assay reports, given what is true of the sample and a uniform number for its noise."""

from __future__ import annotations

from math import exp, log1p, sqrt

from scipy.special import bdtr, bdtrik, ndtri, pdtr


def measured(
    true: float,
    u: float,
    *,
    sd: float | None = None,
    cv: float | None = None,
    bias: float = 0.0,
    factor: float = 1.0,
    reported_above: float | None = None,
) -> float:
    """A number with noise: true × factor + bias, plus a normal error (sd) or times a lognormal one (cv, median 1).

    Values below the limit of detection are reported as the limit.
    """
    value = true * factor + bias
    if sd:
        value += sd * float(ndtri(u))
    elif cv:
        value *= exp(sqrt(log1p(cv * cv)) * float(ndtri(u)))
    return value if reported_above is None else max(value, reported_above)


def counted(fraction: float, u: float, cells: float) -> float:
    """Rare cells counted among ``cells``, as a fraction: Poisson(cells × fraction) / cells; binomial for up to 10,000."""
    if cells <= 0:
        return 0.0
    return (
        poisson_quantile(u, cells * fraction) / cells
        if cells > 1e4
        else binomial_quantile(u, int(cells), fraction) / int(cells)
    )


def detected(true: float, u: float, *, sensitivity: float, false_positive: float, above: float = 0.0) -> float:
    """1 where something is found: with the sensitivity if it is there (above the level), else as a false positive."""
    return 1.0 if u >= 1.0 - (sensitivity if true > above else false_positive) else 0.0


def poisson_quantile(u: float, mean: float) -> int:
    """The smallest k with P(Poisson(mean) ≤ k) ≥ u."""
    if mean <= 0 or exp(-mean) >= u:
        return 0
    z = float(ndtri(u))
    k = max(1, int(mean + z * sqrt(mean) + (z * z - 1.0) / 6.0))  # Cornish and Fisher: one or two off
    while float(pdtr(k, mean)) < u:
        k += 1
    while float(pdtr(k - 1, mean)) >= u:
        k -= 1
    return k


def binomial_quantile(u: float, n: int, p: float) -> int:
    """The smallest k with P(Binomial(n, p) ≤ k) ≥ u."""
    if p <= 0 or n <= 0:
        return 0
    if p >= 1:
        return n
    k = max(0, min(n, int(bdtrik(u, n, p)) - 1))
    while k < n and float(bdtr(k, n, p)) < u:
        k += 1
    return k
