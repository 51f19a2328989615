from __future__ import annotations

import re

from cipsc_sim.analysis.estimates import Entry
from cipsc_sim.report.strip import WIDTH, strip


def places(drawn: str, kind: str) -> list[tuple[float, float]]:
    found = re.findall(rf'class="{kind}" x1="([\d.]+)" x2="([\d.]+)"', drawn)
    return [(float(a), float(b)) for a, b in found]


def test_a_strip_shows_the_estimate_between_both_ranges() -> None:
    drawn = strip(Entry(0.5, low=0.4, high=0.6, ignorance_low=0.0, ignorance_high=1.0))

    assert places(drawn, "ignorance") == [(3.0, WIDTH - 3.0)]
    (interval,) = places(drawn, "interval")
    assert interval[0] < WIDTH / 2 < interval[1]
    assert f'cx="{WIDTH / 2}"' in drawn


def test_a_strip_leaves_out_what_is_not_known() -> None:
    assert strip(Entry(None)) == ""
    drawn = strip(Entry(0.5))
    assert not places(drawn, "interval") and not places(drawn, "ignorance")
