"""How many lines of a patient pass, in closed form: findings and aptitude that the donor shares, integrated over."""

from __future__ import annotations

from math import sqrt

import numpy as np
from scipy.stats import norm

FINDINGS = (0.08, 0.12, 0.15)
"""Karyotype, copy number, cancer gene: each moved by the donor's genome, √.15 of it."""

ALONE = 0.95 * 0.90
"""Markers and growth, which nothing shares."""

SHARED_GENOME = 0.387
DONOR_APTITUDE, LINE_APTITUDE, TRIAL_SD, TRIAL_LIMIT = 0.44, 0.56, 0.45, -0.74


def a_line_passes() -> float:
    """That one line passes every test of its genotype and the trial differentiation."""
    return one_of(1)


def one_of(lines: int) -> float:
    """That at least one of so many lines of one donor passes; tests miss and invent nothing."""
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    weight = np.outer(weights, weights) / weights.sum() ** 2
    genome, aptitude = points[:, None], points[None, :]
    own = sqrt(1 - SHARED_GENOME**2)
    clean = np.prod([norm.cdf((norm.isf(p) - SHARED_GENOME * genome) / own) for p in FINDINGS], axis=0) * ALONE
    spread = sqrt(LINE_APTITUDE + TRIAL_SD**2)
    apt = norm.cdf((sqrt(DONOR_APTITUDE) * aptitude - TRIAL_LIMIT) / spread)
    return float((weight * (1 - (1 - clean * apt) ** lines)).sum())


def one_of_strangers(lines: int) -> float:
    """The same, were the lines of a donor no more alike than any two."""
    return 1 - (1 - a_line_passes()) ** lines
