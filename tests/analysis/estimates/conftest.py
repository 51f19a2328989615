"""What it means that an interval covers the truth as often as it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

import pytest

SMALL_SAMPLE_ALLOWANCE = 0.01


@pytest.fixture
def covers_95_percent() -> Callable[[Sequence[bool]], bool]:
    """Whether the share of hits is within three standard errors of 95 %, with a hundredth for few replications."""

    def judge(hits: Sequence[bool]) -> bool:
        allowed = 3 * sqrt(0.95 * 0.05 / len(hits)) + SMALL_SAMPLE_ALLOWANCE
        share = sum(hits) / len(hits)
        print(f"coverage {share:.3f}, allowed 0.95 ± {allowed:.3f}")
        return abs(share - 0.95) <= allowed

    return judge
