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

COLUMNS = (
    *("key", "grouping", "group", "inputs", "first", "first_low", "first_high", "total", "total_low", "total_high"),
    *("noise_share", "provisional"),
)


def sobol_table(values: Mapping[str, Floats], groups: Sequence[Group], seed: int) -> pd.DataFrame:
    """One row for each estimate and group. ``values``: by estimate, one row for each point of the design (for each row of it
    A, B, then each group), one column for each replication; all points share the replications.

    First order: the share of the variance that would vanish on average if the group were known. Total: the share that would be
    left on average if all but the group were known. Intervals of 95 % by the bootstrap over rows and over replications.
    """
    keys = [key for key, each in values.items() if np.isfinite(each).all() and float(np.var(each.mean(axis=1))) > 0]
    if not keys:
        return pd.DataFrame([], columns=list(COLUMNS))
    design = np.stack([values[key].reshape(-1, 2 + len(groups), values[key].shape[1]) for key in keys])
    first, total = _indices(design)
    resampled = np.array([_indices(each) for each in _resamples(design, seed)])
    ends = np.quantile(resampled, [0.025, 0.975], axis=0)
    noise = {
        key: TwoWay(design[place, :, :2].reshape(-1, design.shape[3])).noise_share for place, key in enumerate(keys)
    }
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


def _indices(design: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices, each of shape (estimates, groups); ``design`` is (estimates, rows, points of a row,
    replications).
    """
    from scipy.stats import sobol_indices

    means = design.mean(axis=3)
    evaluated = {"f_A": means[:, :, 0], "f_B": means[:, :, 1], "f_AB": np.moveaxis(means[:, :, 2:], 2, 0)}
    found = sobol_indices(func=evaluated, n=means.shape[1])  # type: ignore[arg-type]
    shape = (means.shape[0], means.shape[2] - 2)
    first, total = (
        np.asarray(each, dtype=np.float64).reshape(shape) for each in (found.first_order, found.total_order)
    )
    return first, total


def _resamples(design: Floats, seed: int) -> list[Floats]:
    random = np.random.default_rng([seed, 2])
    rows, replications = design.shape[1], design.shape[3]
    return [
        design[:, random.integers(rows, size=rows)][..., random.integers(replications, size=replications)]
        for _ in range(RESAMPLES)
    ]
