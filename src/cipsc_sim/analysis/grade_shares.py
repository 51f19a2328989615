"""How much of the spread of order success rests on numbers of which evidence grade: a linear estimate."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtr

from cipsc_sim.analysis.cells import Floats, replications, true
from cipsc_sim.analysis.estimates.clusters import jackknife_half_width
from cipsc_sim.analysis.estimates.ignorance import PairValues, ratio_by_pair
from cipsc_sim.analysis.open_orders import ends_by_replication
from cipsc_sim.analysis.prior_scores import PriorScores
from cipsc_sim.analysis.tallies.orders import COLUMNS as ORDERS
from cipsc_sim.analysis.tallies.orders import SUCCESS, order_ends
from cipsc_sim.analysis.tallies.tally import OrderEnds
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import Rows

FEWEST_PAIRS = 10
"""Below this no share can be told from chance."""

SIMULATION, NOT_LINEAR = "simulation", "not linear"
WIDE = 0.25
"""A share whose interval is wider than this is provisional."""

SHARES = ["part", "inputs", "share", "share_low", "share_high", "provisional"]
INPUTS = ["path", "grade", "correlation", "correlation_low", "correlation_high", "effect_per_sd", "beyond_chance"]


def success_by_pair(rows: Rows, manifest: Manifest) -> PairValues | None:
    """Order success of each pair, open orders shared out as in the summary; None where it cannot be told."""
    if rows.replications < 2 * FEWEST_PAIRS or rows.replications % 2:
        return None
    table = rows.table("orders", ORDERS)
    cohort = table[true(table["in_cohort"])]
    ends = order_ends(cohort, manifest)
    begins = np.searchsorted(replications(cohort), np.arange(rows.replications + 1))
    each = [OrderEnds(ends.after_d[a:b], ends.ends[a:b]) for a, b in pairwise(begins)]
    succeeded = np.array([counted.get(SUCCESS, 0.0) for counted in ends_by_replication(each)])
    orders = np.diff(begins).astype(np.float64)
    if not orders.sum() > 0:
        return None
    values = ratio_by_pair(succeeded, orders)
    return values if np.var(values.pair) > 0 else None


def grade_shares(scores: PriorScores, headline: PairValues) -> pd.DataFrame:
    """One row for each grade, one for simulation, one for what neither explains; the shares of variance sum to one.

    The share of an input is the squared correlation of the headline with its score, less what chance gives:
    r² − (1 − r²)/(n − 2) for n pairs. ``simulation`` is the variance within pairs over that of a pair. An estimate may
    fall below zero where there is next to nothing. ``share_low`` and ``share_high`` are the 95 % interval of the
    jackknife over pairs; ``provisional`` where it is wide.
    """
    grades = sorted(set(scores.grades))
    whole = _shares(scores, headline.pair, np.square(headline.differences), grades)
    kept = [np.delete(np.arange(scores.pairs), pair) for pair in range(scores.pairs)]
    squares = np.square(headline.differences)
    left_out = np.array([_shares(scores, headline.pair[k], squares[k], grades, k) for k in kept])
    table = []
    for i, part in enumerate([*grades, SIMULATION, NOT_LINEAR]):
        half_width = jackknife_half_width(left_out[:, i])
        number = scores.grades.count(part) if part in grades else None
        row = [part, number, whole[i], whole[i] - half_width, whole[i] + half_width, 2 * half_width > WIDE]
        table.append(row)
    return pd.DataFrame(table, columns=SHARES)


def strongest_inputs(scores: PriorScores, headline: PairValues, at_most: int = 10) -> pd.DataFrame:
    """The inputs whose scores go with the headline most, strongest first, with the 95 % interval of the correlation.

    ``effect_per_sd``: change of the headline for one standard deviation of the input. ``beyond_chance``: a correlation
    that the strongest of as many inputs without any effect would reach in fewer than 5 % of runs.
    """
    r = _correlations(scores.values, headline.pair)
    chosen = np.argsort(-np.abs(r), kind="stable")[:at_most]
    half_width = ndtri(0.975) / np.sqrt(max(scores.pairs - 3, 1))
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    sd = float(np.std(headline.pair, ddof=1))
    limit = chance_limit(len(scores.paths), scores.pairs)
    low, high = np.tanh(z - half_width), np.tanh(z + half_width)
    names = [(scores.paths[i], scores.grades[i]) for i in chosen]
    values = [(r[i], low[i], high[i], r[i] * sd, bool(abs(r[i]) > limit)) for i in chosen]
    return pd.DataFrame([(*name, *each) for name, each in zip(names, values, strict=True)], columns=INPUTS)


def chance_limit(inputs: int, pairs: int) -> float:
    """The correlation that the strongest of ``inputs`` without effect exceeds with a chance of 5 %."""
    if inputs < 1 or pairs < 4:
        return 1.0
    degrees, tail = pairs - 2, 1 - 0.95 ** (1 / inputs)
    grid = np.linspace(0.0, 1.0, 2001)[:-1]
    beyond = 2 * stdtr(degrees, -grid * np.sqrt(degrees / (1 - np.square(grid))))
    return float(grid[np.searchsorted(-beyond, -tail)])


def _shares(
    scores: PriorScores, pair: Floats, squares: Floats, grades: Sequence[str], kept: np.ndarray | None = None
) -> list[float]:
    """Share of each grade, of simulation, and the rest, from some of the pairs."""
    values = scores.values if kept is None else scores.values[:, kept]
    squared = np.square(_correlations(values, pair))
    unbiased = squared - (1 - squared) / (len(pair) - 2)
    of_grade = np.array(scores.grades)
    shares = [float(unbiased[of_grade == grade].sum()) for grade in grades]
    variance = float(np.var(pair, ddof=1))
    shares.append(float(squares.mean()) / 4 / variance if variance > 0 else 0.0)
    return [*shares, 1 - sum(shares)]


def _correlations(values: Floats, pair: Floats) -> Floats:
    """Correlation of each row with the headline; nothing where either does not vary."""
    centred, of_pair = values - values.mean(axis=1, keepdims=True), pair - pair.mean()
    size = np.sqrt(np.square(centred).sum(axis=1) * np.square(of_pair).sum())
    product = centred @ of_pair
    return np.asarray(np.divide(product, size, out=np.zeros_like(product), where=size > 0), dtype=np.float64)
