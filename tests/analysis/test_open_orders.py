from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.estimates import aalen_johansen
from cipsc_sim.analysis.open_orders import ends_by_replication
from cipsc_sim.analysis.tallies.tally import OrderEnds


def test_shares_sum_to_the_aalen_johansen_estimate_and_to_the_orders_of_each_replication() -> None:
    rng = np.random.default_rng(5)
    after = rng.integers(1, 40, size=(8, 25)).astype(float)
    ends = rng.choice(["", "success", "potency", "withdrew"], p=[0.4, 0.3, 0.2, 0.1], size=(8, 25))
    each = [OrderEnds(a, tuple(map(str, e))) for a, e in zip(after, ends, strict=True)]

    counted = ends_by_replication(each)

    causes = np.unique(ends.ravel(), return_inverse=True)[1].ravel()
    incidence = aalen_johansen(after.ravel(), causes, [np.inf])
    for cause, name in enumerate(["potency", "success", "withdrew"], start=1):
        assert sum(one.get(name, 0.0) for one in counted) == pytest.approx(200 * incidence[cause][0])
    assert [sum(one.values()) for one in counted] == pytest.approx([25] * 8)


def test_without_open_orders_ends_are_counted() -> None:
    each = [OrderEnds(np.array([1.0, 2.0]), ("success", "lost")), OrderEnds(np.empty(0), ())]

    assert ends_by_replication(each) == [{"lost": 1.0, "success": 1.0}, {}]


def test_no_replication_has_no_ends() -> None:
    assert ends_by_replication([]) == []
