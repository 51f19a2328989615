"""What an assay reports, given its law, what is true of the sample, and the uniform number of its noise."""

from __future__ import annotations

from math import exp, log1p, sqrt

from scipy.special import bdtr, bdtrik, ndtri, pdtr

from cipsc_sim.quality.law import Counted, Detected, Law, Measured


def reading(law: Law, true: float, u: float) -> float:
    """The reported value. ``u`` is the noise as it is applied, after common causes moved it: what stands in a row of results."""
    if isinstance(law, Measured):
        return _measured(law, true, u)
    if isinstance(law, Counted):
        return _counted(law, true, u)
    return _detected(law, true, u)


def _measured(law: Measured, true: float, u: float) -> float:
    value = true * law.factor + law.bias
    if law.sd:
        value += law.sd * float(ndtri(u))
    elif law.cv:
        value *= exp(log_sd(law.cv) * float(ndtri(u)))
    return value if law.reported_above is None else max(value, law.reported_above)


def _counted(law: Counted, true: float, u: float) -> float:
    if law.cells <= 0:
        return 0.0
    n, fraction = law.looked_at, law.fraction(true)
    found = binomial_quantile(u, int(n), fraction) if law.is_binomial else poisson_quantile(u, n * fraction)
    return found / n if found >= law.detected_from else 0.0


def _detected(law: Detected, true: float, u: float) -> float:
    return 1.0 if u >= 1.0 - law.chance(true) else 0.0


def log_sd(cv: float) -> float:
    """The standard deviation of the logarithm of a lognormal number with that coefficient of variation."""
    return sqrt(log1p(cv * cv))


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
