"""Limits as a specification states them, for tests."""

from __future__ import annotations

from dataclasses import dataclass

from cipsc_sim.quality.judgement import Tolerance


@dataclass(frozen=True)
class Bounds:
    """The limits of a specification; none unless stated."""

    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    review_at_least: float | None = None
    review_at_most: float | None = None
    true_limit: float | None = None
    tolerance: Tolerance = "limit"
