"""How reported values are distributed: the distribution function of each law, in closed form."""

from __future__ import annotations

from math import ceil, floor, log

from scipy.special import bdtr, ndtr, pdtr

from cipsc_sim.quality.law import Counted, Law, Measured
from cipsc_sim.quality.reading import log_sd


def chance_at_most(law: Law, true: float, x: float) -> float:
    """P(reported ≤ x | true)."""
    if isinstance(law, Measured):
        return 0.0 if law.reported_above is not None and x < law.reported_above else _measured(law, true, x, True)
    if isinstance(law, Counted):
        return 0.0 if x < 0 else _counted(law, true, _most_at(law, x))
    return 1.0 if x >= 1 else 1.0 - law.chance(true) if x >= 0 else 0.0


def chance_below(law: Law, true: float, x: float) -> float:
    """P(reported < x | true)."""
    if isinstance(law, Measured):
        return 0.0 if law.reported_above is not None and x <= law.reported_above else _measured(law, true, x, False)
    if isinstance(law, Counted):
        return 0.0 if x <= 0 else _counted(law, true, _most_below(law, x))
    return 1.0 if x > 1 else 1.0 - law.chance(true) if x > 0 else 0.0


def chance_of_a_count(law: Counted, true: float, k: int) -> float:
    """P(k or fewer cells are found | true), before what is too few to report is reported as none."""
    if k < 0:
        return 0.0
    n, fraction = law.looked_at, law.fraction(true)
    if law.is_binomial:
        return 1.0 if k >= n or fraction <= 0 else 0.0 if fraction >= 1 else float(bdtr(k, int(n), fraction))
    return float(pdtr(k, n * fraction))


def _measured(law: Measured, true: float, x: float, included: bool) -> float:
    centre = true * law.factor + law.bias
    if law.sd:
        return float(ndtr((x - centre) / law.sd))
    if not law.cv or centre == 0:
        return float(centre < x or (included and centre == x))
    if centre < 0:
        return 1.0 if x >= 0 else float(ndtr(-log(x / centre) / log_sd(law.cv)))
    return float(ndtr(log(x / centre) / log_sd(law.cv))) if x > 0 else 0.0


def _counted(law: Counted, true: float, k: int) -> float:
    return chance_of_a_count(law, true, max(k, law.detected_from - 1)) if law.cells > 0 else 1.0


def _most_at(law: Counted, x: float) -> int:
    """The largest count that is reported as x or less, as the division rounds."""
    n = law.looked_at
    k = floor(x * n)
    return k + 1 if (k + 1) / n <= x else k if k / n <= x else k - 1


def _most_below(law: Counted, x: float) -> int:
    """The largest count that is reported as less than x, as the division rounds."""
    n = law.looked_at
    k = ceil(x * n)
    return k if k / n < x else k - 1 if (k - 1) / n < x else k - 2
