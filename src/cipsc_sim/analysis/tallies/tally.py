"""Counts and samples of one replication, to be put together with those of the others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from cipsc_sim.analysis.cells import Floats


@dataclass(slots=True)
class OrderEnds:
    """How the orders of the cohort ended: days from arrival, and the end; open ones have the empty text."""

    after_d: Floats
    ends: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts by estimate, bases that they are divided by, and samples whose quantiles are wanted."""

    counts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    bases: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    samples: dict[str, Floats] = field(default_factory=dict)
    order_ends: OrderEnds = field(default_factory=lambda: OrderEnds(np.empty(0), ()))

    def count(self, key: str, amount: float) -> None:
        """Add to the count of an estimate."""
        self.counts[key] += float(amount)

    def base(self, name: str, amount: float) -> None:
        """Add to a base."""
        self.bases[name] += float(amount)

    def sample(self, key: str, values: Floats) -> None:
        """Values whose mean and quantiles are wanted, empty ones left out."""
        known = values[~np.isnan(values)]
        self.samples[key] = known
        self.count(key, float(known.sum()))
        self.base(key, len(known))
