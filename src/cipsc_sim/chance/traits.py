"""How relatives share chance: a trait moves the uniform number of a quantity and leaves it uniform."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum, sqrt
from typing import Final

from scipy.special import ndtr, ndtri

SMALLEST: Final = 2.0**-53
"""Moved uniform numbers stay at least this far from 0 and from 1."""

_LARGEST: Final = 1.0 - SMALLEST

ROUNDING: Final = 1e-9
"""By this much, shares may sum to more than 1."""


def move(u: float, rho: float, trait: float, share: float = 1.0) -> float:
    """The uniform number moved by a trait: u′ = Φ(ρ·t + √(1 − ρ²·share)·Φ⁻¹(u)).

    ``trait`` (t) is the sum of the parts of the trait drawn so far and ``share`` (0 to 1) the variance of that sum, so
    that u′ is again uniform: the stated distribution stays the whole spread of the quantity, and ``rho`` (−1 to 1) only
    says how much of it relatives share. Two relatives with the same t correlate by ρ²·share in normal scores. Raises
    ValueError for ``rho`` or ``share`` outside.
    """
    if not -1.0 <= rho <= 1.0:
        raise ValueError(f"a trait moves a quantity by {rho}; it must be between -1 and 1")
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"the share of a trait is {share}; it must be between 0 and 1")
    return _inside(float(ndtr(rho * trait + sqrt(1.0 - rho * rho * share) * float(ndtri(u)))))


def move_by(u: float, traits: Iterable[tuple[float, float, float]]) -> float:
    """The uniform number moved by several independent traits, each (ρ, t, share) as in ``move``.

    u′ = Φ(Σρᵢ·tᵢ + √(1 − Σρᵢ²·shareᵢ)·Φ⁻¹(u)), again uniform. Raises ValueError if Σρᵢ² is above 1.
    """
    moved_by = tuple(traits)
    squares = fsum([rho * rho for rho, _, _ in moved_by])
    if not squares <= 1.0 + ROUNDING:
        rhos = [rho for rho, _, _ in moved_by]
        raise ValueError(f"traits move a quantity by {rhos}; the squares sum to {squares:.6g}, they must to at most 1")
    for _, _, share in moved_by:
        if not 0.0 <= share <= 1.0:
            shares = [share for _, _, share in moved_by]
            raise ValueError(f"the shares of traits are {shares}; each must be between 0 and 1")
    shared = fsum([rho * trait for rho, trait, _ in moved_by])
    own = max(0.0, 1.0 - fsum([rho * rho * share for rho, _, share in moved_by]))
    return _inside(float(ndtr(shared + sqrt(own) * float(ndtri(u)))))


def combine(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The trait drawn so far and its variance, (t, share), from the parts (share, z) of a lot and its forebears.

    t = Σ√shareᵢ·zᵢ with zᵢ standard normal. Raises ValueError if a share is negative or they sum to more than 1.
    """
    shares = [share for share, _ in parts]
    total = fsum(shares)
    if not all(share >= 0.0 for share in shares) or not total <= 1.0 + ROUNDING:
        raise ValueError(f"the shares of a trait are {shares}; each must be at least 0 and their sum at most 1")
    return fsum(sqrt(share) * z for share, z in parts), min(1.0, total)


def _inside(u: float) -> float:
    return SMALLEST if u < SMALLEST else _LARGEST if u > _LARGEST else u
