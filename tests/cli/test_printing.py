"""Numbers of tables, with as many digits as they deserve."""

from __future__ import annotations

import pytest

from cipsc_sim.cli.printing import plus_minus


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (94.7, 89.8, 99.6, "94.7 ±4.9"),
        (94.7, 89.3, 99.1, "94.7 ±4.9"),  # hardly to one side
        (-8.2, -20.1, -3.9, "−8.2 −11.9/+4.3"),
        (213.0, 90.0, 520.0, "213 −123/+307"),
        (1_200_000.0, 1_100_000.0, 1_600_000.0, "1.20M −0.10M/+0.40M"),
        (0.0, 0.0, 0.0, "0 ±0"),
        (3.0, None, None, "3.00"),
        (None, None, None, "—"),
    ],
)
def test_an_interval_is_shown_with_both_its_reaches_where_they_differ(
    value: float | None, low: float | None, high: float | None, shown: str
) -> None:
    assert plus_minus(value, low, high) == shown
