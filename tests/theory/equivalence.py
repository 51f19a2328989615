"""Whether an estimate and its theory agree closely enough to be called the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """A mean over replications, and its standard error."""

    mean: float
    standard_error: float

    def equals(self, theory: float, margin: float = 0.02) -> bool:
        """Whether |estimate − theory| + 3 standard errors is at most the margin, a fraction of the theory."""
        return abs(self.mean - theory) + 3 * self.standard_error <= margin * abs(theory)


def controlled(values: Sequence[float], controls: Sequence[Sequence[float]], known: Sequence[float]) -> Estimate:
    """The mean of ``values`` with control variates: one row of ``controls`` for each value, of which the means are known.

    Least squares on the deviations of the controls; the intercept is the estimate (Lavenberg & Welch 1981).
    """
    design = np.column_stack([np.ones(len(values)), np.asarray(controls) - np.asarray(known)])
    coefficients, _, _, _ = np.linalg.lstsq(design, np.asarray(values), rcond=None)
    residuals = np.asarray(values) - design @ coefficients
    variance = residuals @ residuals / (len(values) - design.shape[1])
    return Estimate(float(coefficients[0]), float(np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0])))


def erlang_c(servers: int, load: float) -> float:
    """Chance that a customer of M/M/c waits; ``load`` is arrival rate × mean service."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))
