"""Noise that runs have in common: what is left to each of them when the common part is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, expm1, pi, sqrt

import numpy as np

from cipsc_sim.quality.law import Measured
from cipsc_sim.quality.reading import log_sd

_REACH = 8.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)


def common_scores() -> Iterator[tuple[float, float]]:
    """Scores of what is common, a standard normal, and the weight of each (Gauss–Legendre, 96 nodes)."""
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        score = _REACH * float(node)
        yield score, _REACH * float(weight) * exp(-score * score / 2) / sqrt(2 * pi)


def given_common(law: Measured, score: float, shared: float) -> Measured:
    """The law of one run where the part that all share, ``shared`` of the variance of the noise, has that score.

    A normal error is moved by sd·√shared·score and has sd·√(1 − shared) left; a lognormal one likewise on its logarithm.
    """
    if law.sd:
        return replace(law, bias=law.bias + law.sd * sqrt(shared) * score, sd=law.sd * sqrt(1 - shared))
    spread = log_sd(law.cv or 0.0)
    factor, left = exp(spread * sqrt(shared) * score), sqrt(expm1(spread * spread * (1 - shared)))
    return replace(law, factor=law.factor * factor, bias=law.bias * factor, cv=left)
