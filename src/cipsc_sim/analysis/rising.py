"""Why open orders rise: what is full, or what is waited for, in the replications in which they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cipsc_sim.analysis.cells import Floats
from cipsc_sim.analysis.tallies.tally import Tally
from cipsc_sim.records.manifest import Manifest

RISING = "open orders rise throughout the count window"

NEAR_FULL = 0.85
"""A site is sized for less: above it small things make long queues."""
MOSTLY = 0.5
OFTEN = 0.1
OCCUPIED, PRESENT, STOCK_WAIT = "occupied_min.", "present_min.", "wait_h_per_year."
OPEN_MIN, WAITED_MIN = "open_order_min", "stock_wait_min"
ENDED, FAILED = "stock_ended.", "stock_failed."


@dataclass(frozen=True, slots=True)
class _Where:
    """Sums over replications, each weighted by how much open orders rise in it."""

    each: Sequence[Tally]
    weights: Floats

    def share(self, part: str, whole: str) -> float:
        """A base over another; 0 where there is none."""
        of_whole = self._sum([tally.bases.get(whole, 0.0) for tally in self.each])
        return self._sum([tally.bases.get(part, 0.0) for tally in self.each]) / of_whole if of_whole else 0.0

    def count(self, key: str) -> float:
        """A count."""
        return self._sum([tally.counts.get(key, 0.0) for tally in self.each])

    def _sum(self, values: list[float]) -> float:
        return float(self.weights @ np.array(values))


def why_open_orders_rise(each: Sequence[Tally], manifest: Manifest) -> str:
    """Whether a resource is near full, or orders wait for what is made for stock or comes from outside; which, and how much."""
    growth = np.array([tally.counts.get("order_growth_per_year", 0.0) for tally in each])
    where = _Where(each, np.maximum(growth, 0.0))
    full, fullest = _fullest(where, manifest)
    waited = where.share(WAITED_MIN, OPEN_MIN)
    if waited > MOSTLY:
        stock = max(reversed(manifest.shared), key=lambda name: where.count(STOCK_WAIT + name))
        made_here = stock in manifest.made_by
        head = "demand exceeds capacity" if full >= NEAR_FULL and made_here else "demand exceeds supply, not capacity"
        waits = f"{_percent(waited)} of the time that they are open they wait for {_stock(stock, where, manifest)}"
        return f"{head}: {RISING}; where they do, {waits}{f', and {fullest}' if fullest else ''}"
    if full >= NEAR_FULL:
        return f"demand exceeds capacity: {RISING}; where they do, {fullest}"
    little = f" nothing is near full ({fullest}), and" if fullest else ""
    return (
        f"more is asked for than is given: {RISING}, though{little} little of their time is waiting for stock; "
        "cipsc-sim bottleneck asks what would help"
    )


def _fullest(where: _Where, manifest: Manifest) -> tuple[float, str]:
    """How much of its time the fullest resource is used, held, cleared or down, and that in words."""
    names = {key.removeprefix(OCCUPIED) for tally in where.each for key in tally.bases if key.startswith(OCCUPIED)}
    found = [(where.share(OCCUPIED + name, PRESENT + name), name) for name in sorted(names)]
    if not found:
        return 0.0, ""
    full, name = max(found)
    return (
        full,
        f"the fullest resource, “{manifest.title_of('resource', name)}”, is occupied {_percent(full)} of its time",
    )


def _stock(name: str, where: _Where, manifest: Manifest) -> str:
    failed = where.share(FAILED + name, ENDED + name)
    what = f"“{manifest.title_of('material', name)}”"
    return f"{what} (of what is made of it {_percent(failed)} fails)" if failed > OFTEN else what


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
