"""Which inputs the answer hangs on: Sobol indices over the priors, by groups of inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.experiment.study.designs.prior_design import Group
from cipsc_sim.experiment.study.results.evaluations import TwoWay

RESAMPLES = 300
PROVISIONAL_ABOVE = 0.05
"""Share of noise in the variance, above which a ranking is provisional."""
MOST_NOISE = 0.5
"""More than this share of the variance is not taken off: where noise is nearly all, what is left is not known."""

COLUMNS = (
    *("key", "grouping", "group", "inputs", "first", "first_low", "first_high", "total", "total_low", "total_high"),
    *("noise_share", "provisional"),
)


def sobol_table(values: Mapping[str, Floats], groups: Sequence[Group], seed: int) -> pd.DataFrame:
    """One row for each estimate and group. ``values``: by estimate, one row for each point of the design (for each row of it
    A, B, then each group), one column for each replication; all points share the replications.

    First order: the share of the variance that would vanish on average if the group were known. Total: the share that would be
    left on average if all but the group were known. What the noise of the simulation adds to them, and to the variance, is
    taken off. Intervals of 95 % by the bootstrap over rows and over replications.
    """
    keys = [key for key, each in values.items() if np.isfinite(each).all() and float(np.var(each.mean(axis=1))) > 0]
    if not keys:
        return pd.DataFrame([], columns=list(COLUMNS))
    design = np.stack([values[key].reshape(-1, 2 + len(groups), values[key].shape[1]) for key in keys])
    noise = {
        key: TwoWay(design[place, :, :2].reshape(-1, design.shape[3])).noise_share for place, key in enumerate(keys)
    }
    share = np.minimum(list(noise.values()), MOST_NOISE)[:, None]
    added = _added_by_noise(design)
    first, total = (_indices(design) - added) / (1 - share)
    resampled = np.array([_indices(each) - _added_by_noise(each) for each in _resamples(design, seed)])
    # Resampled means have the noise of both samplings: of variance 1 + share, and once more in the products.
    ends = (np.quantile(resampled, [0.025, 0.975], axis=0) * (1 + share) - added) / (1 - share)
    rows = [
        {
            "key": key,
            "grouping": group.grouping,
            "group": group.name,
            "inputs": len(group.members),
            "first": first[k, g],
            "first_low": ends[0, 0, k, g],
            "first_high": ends[1, 0, k, g],
            "total": total[k, g],
            "total_low": ends[0, 1, k, g],
            "total_high": ends[1, 1, k, g],
            "noise_share": noise[key],
            "provisional": noise[key] > PROVISIONAL_ABOVE,
        }
        for k, key in enumerate(keys)
        for g, group in enumerate(groups)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _indices(design: Floats) -> Floats:
    """First-order and total indices, of shape (2, estimates, groups); ``design`` is (estimates, rows, points of a row,
    replications).
    """
    from scipy.stats import sobol_indices

    means = design.mean(axis=3)
    evaluated = {"f_A": means[:, :, 0], "f_B": means[:, :, 1], "f_AB": np.moveaxis(means[:, :, 2:], 2, 0)}
    found = sobol_indices(func=evaluated, n=means.shape[1])  # type: ignore[arg-type]
    shape = (means.shape[0], means.shape[2] - 2)
    return np.array([np.reshape(each, shape) for each in (found.first_order, found.total_order)], dtype=np.float64)


def _added_by_noise(design: Floats) -> Floats:
    """What both indices are too large by on average, in the shape of ``_indices``: products of means of few replications hold
    the covariance of these means. Without it a group on which nothing rests would have the total share of the noise.
    """
    a, b, ab = design[:, :, :1], design[:, :, 1:2], design[:, :, 2:]
    replications = design.shape[3]
    if replications < 2:
        return np.zeros((2, design.shape[0], ab.shape[2]))
    variance = np.var(design[:, :, :2].mean(axis=3), axis=(1, 2))
    of_first, of_total = _covariance(b, ab - a), _covariance(a - ab, a - ab) / 2
    return np.asarray(np.stack([of_first, of_total]) / replications / variance[:, None], dtype=np.float64)


def _covariance(x: Floats, y: Floats) -> Floats:
    """Over replications, the mean over rows; of shape (estimates, groups)."""
    rows, replications = y.shape[1], y.shape[3]
    first, second = (np.broadcast_to(each - each.mean(axis=3, keepdims=True), y.shape) for each in (x, y))
    sums = np.einsum("krgn,krgn->kg", first, second)
    return np.asarray(sums / (rows * (replications - 1)), dtype=np.float64)


def _resamples(design: Floats, seed: int) -> list[Floats]:
    random = np.random.default_rng([seed, 2])
    rows, replications = design.shape[1], design.shape[3]
    return [
        design[:, random.integers(rows, size=rows)][..., random.integers(replications, size=replications)]
        for _ in range(RESAMPLES)
    ]
