"""A response surface: an estimate as a polynomial of the factors, with what it says of points it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from cipsc_sim.analysis.cells import Floats

POINTS_FOR_EACH_TERM = 1.5
TRUSTED = 0.8
"""A surface that explains less of unseen points is no picture of the answer."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Coefficients of the terms; ``explained`` is the share of variance of points left out that it foretells (Q²)."""

    terms: tuple[tuple[int, ...], ...]
    coefficients: Floats
    explained: float

    @property
    def degree(self) -> int:
        """2 for a quadratic surface, 1 for a plane."""
        return max(map(len, self.terms))

    @property
    def is_trusted(self) -> bool:
        """Whether it may be looked at."""
        return self.explained >= TRUSTED

    def at(self, shares: Floats) -> Floats:
        """Its value at rows of shares between 0 and 1."""
        return _columns(shares, self.terms) @ self.coefficients

    def weights(self, factors: int) -> Floats:
        """How much of its variance over the cube goes with each factor, alone or with others; rough, for ordering."""
        random = np.random.Generator(np.random.Philox(key=0))
        base, other = random.random((256, factors)), random.random((256, factors))
        found = []
        for factor in range(factors):
            moved = base.copy()
            moved[:, factor] = other[:, factor]
            found.append(float(np.mean(np.square(self.at(base) - self.at(moved)))) / 2)
        return np.array(found)


def fitted(shares: Floats, values: Floats) -> Surface | None:
    """The least-squares surface through points, quadratic if there are enough of them; None if not even for a plane.

    ``shares``: one row for each point, one column for each factor, from 0 to 1. ``explained`` is 1 − PRESS / total sum
    of squares (Allen 1974, doi:10.1080/00401706.1974.10489157).
    """
    for degree in (2, 1):
        terms = _terms(shares.shape[1], degree)
        if len(values) >= POINTS_FOR_EACH_TERM * len(terms):
            return _fit(shares, values, terms)
    return None


def _fit(shares: Floats, values: Floats, terms: tuple[tuple[int, ...], ...]) -> Surface:
    columns = _columns(shares, terms)
    q, r = np.linalg.qr(columns)
    if np.abs(np.diag(r)).min() < 1e-9:
        nearest = np.linalg.lstsq(columns, values, rcond=None)[0]
        return Surface(terms, np.asarray(nearest, dtype=np.float64), 0.0)
    coefficients = np.asarray(np.linalg.solve(r, q.T @ values), dtype=np.float64)
    leverage = np.square(q).sum(axis=1)
    left_out = (values - columns @ coefficients) / np.maximum(1 - leverage, 1e-9)
    total = float(np.square(values - values.mean()).sum())
    return Surface(terms, coefficients, 1 - float(np.square(left_out).sum()) / total if total > 0 else 0.0)


def _terms(factors: int, degree: int) -> tuple[tuple[int, ...], ...]:
    return tuple(term for n in range(degree + 1) for term in combinations_with_replacement(range(factors), n))


def _columns(shares: Floats, terms: Sequence[tuple[int, ...]]) -> Floats:
    centred = 2 * shares - 1
    return np.column_stack([centred[:, list(term)].prod(axis=1) for term in terms])
