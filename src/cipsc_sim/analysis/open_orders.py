"""Orders still open at the end of follow-up, shared out over what becomes of orders that stay open as long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cipsc_sim.analysis.estimates import aalen_johansen
from cipsc_sim.analysis.tallies.orders import OPEN
from cipsc_sim.analysis.tallies.tally import OrderEnds

STILL_OPEN = "open"


def ends_by_replication(each: Sequence[OrderEnds]) -> list[dict[str, float]]:
    """How many orders of each replication came to each end; the numbers of a replication sum to its orders.

    A closed order counts for its end. One that was open t days after its arrival counts for each end c with the
    probability (F_c(∞) − F_c(t)) / S(t) that an order open at t comes to it, F being the Aalen–Johansen incidence of
    all replications together; what no closed order tells about stays ``open``. So the sum over replications is the
    Aalen–Johansen estimate times the number of orders, and each replication keeps its own part for the interval.
    """
    after = np.concatenate([ends.after_d for ends in each]) if each else np.empty(0)
    labels = [end for ends in each for end in ends.ends]
    known = sorted(set(labels) - {OPEN})
    shares = _shares_of_open(after, labels, known)
    counted: list[dict[str, float]] = []
    for ends in each:
        number = {end: float(ends.ends.count(end)) for end in known if end in ends.ends}
        for t in ends.after_d[[end == OPEN for end in ends.ends]]:
            for end, share in shares[float(t)].items():
                number[end] = number.get(end, 0.0) + share
        counted.append(number)
    return counted


def _shares_of_open(after: np.ndarray, labels: list[str], known: list[str]) -> dict[float, dict[str, float]]:
    """For each time at which an order was open: what becomes of such orders."""
    codes = np.array([0 if label == OPEN else known.index(label) + 1 for label in labels], dtype=np.int64)
    times = np.unique(after[codes == 0])
    if not len(times):
        return {}
    incidence = aalen_johansen(after, codes, np.append(times, np.inf))
    still = 1 - sum(incidence.values(), np.zeros(len(times) + 1))
    shares: dict[float, dict[str, float]] = {}
    for i, t in enumerate(times):
        if still[i] <= 1e-12:
            shares[float(t)] = {STILL_OPEN: 1.0}
            continue
        later = {known[code - 1]: float(f[-1] - f[i]) / float(still[i]) for code, f in incidence.items()}
        later = {end: share for end, share in later.items() if share > 0}
        rest = 1 - sum(later.values())
        shares[float(t)] = later | ({STILL_OPEN: rest} if rest > 1e-12 else {})
    return shares
