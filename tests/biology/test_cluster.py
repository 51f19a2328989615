"""Large clusters and their core by hand."""

from __future__ import annotations

from math import exp

import pytest
from scipy.special import gammainc

from cipsc_sim.biology.cluster import left_by_large_clusters, volume_above

ISLETS = {"shape": 3.0, "smallest": 50.0, "largest": 350.0}


def test_a_seventh_of_the_volume_lies_in_clusters_above_250_um() -> None:
    """Shape 3: the volume below d is 1 − (1 + x)·e^−x with x = (d / 165)³.

    x is .0278 at 50 µm, 3.478 at 250 µm, 9.544 at 350 µm; (1 + x)·e^−x is .99962, .13820, .00076;
    (.13820 − .00076) / (.99962 − .00076) = .13760.
    """

    def beyond(d: float) -> float:
        x = (d / 165) ** 3
        return (1 + x) * exp(-x)

    by_hand = (beyond(250) - beyond(350)) / (beyond(50) - beyond(350))
    assert by_hand == pytest.approx(0.13760, abs=2e-5)
    assert volume_above(250, 165, **ISLETS) == pytest.approx(by_hand, rel=1e-12)


def test_a_quarter_of_it_dies_at_the_core() -> None:
    """1 − .25 × .13760 = .96560: a viability of .92 becomes .888."""
    left = left_by_large_clusters(165, above=250, loses=0.25, **ISLETS)
    assert left == pytest.approx(0.96560, abs=1e-5)
    assert 0.92 * left == pytest.approx(0.888, abs=5e-4)


@pytest.mark.parametrize("shape", [0.8, 2.0, 3.0, 5.5])
@pytest.mark.parametrize("scale", [40.0, 165.0, 300.0, 900.0])
def test_other_shapes_follow_the_incomplete_gamma_function(shape: float, scale: float) -> None:
    low, at, high = (gammainc(1 + 3 / shape, (d / scale) ** shape) for d in (50, 250, 350))
    share = volume_above(250, scale, shape, 50, 350)
    assert share == pytest.approx((high - at) / (high - low), rel=1e-9, abs=1e-12)


def test_nothing_is_larger_than_the_largest_and_everything_than_the_smallest() -> None:
    assert volume_above(350, 165, **ISLETS) == 0
    assert volume_above(50, 165, **ISLETS) == 1
    assert volume_above(250, 0.0, **ISLETS) == 0
    assert volume_above(250, 1.0, **ISLETS) == 0
    assert volume_above(250, 1e9, **ISLETS) == pytest.approx((350**6 - 250**6) / (350**6 - 50**6))
