from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from cipsc_sim.analysis.resource_use import PARTS, resource_use
from cipsc_sim.records.manifest import Manifest
from cipsc_sim.records.rows import HeldRows


def test_what_a_resource_does_sums_to_the_calendar(rows_of: Callable[..., HeldRows], manifest: Manifest) -> None:
    minutes = {"working_min": 300, "held_waiting_min": 50, "changeover_min": 50, "down_min": 100, "idle_min": 100}
    cabinet = {"resource": "cabinet", "kind": "equipment", "count": 2, "calendar_min": 1000, "off_shift_min": 400}
    waits = {"seized": 4, "wait_min": 120.0, "overtime_min": 60, "longest_overtaken_min": 90}
    first = cabinet | minutes | waits
    second = cabinet | minutes | waits | {"longest_overtaken_min": 30}

    row = resource_use(rows_of({"resources": [first]}, {"resources": [second]}), manifest).iloc[0]

    assert sum(row[f"{part}_fraction"] for part in PARTS) == pytest.approx(1)
    assert (row["kind"], row["count"], row["title"]) == ("equipment", 2, "cabinet")
    assert (row["utilisation"], row["wait_h"], row["wait_h_per_year"]) == (0.5, 0.5, 2)
    assert (row["overtime_h_per_year"], row["longest_overtaken_h"]) == (1, 1.5)


def test_stock_that_steps_use_up_has_the_title_of_its_material_and_is_waited_for_only(
    rows_of: Callable[..., HeldRows], manifest: Manifest
) -> None:
    nothing = {"count": 0, "calendar_min": 0, "off_shift_min": 0, "working_min": 0, "idle_min": 0}
    factors = {"resource": "factors", "kind": "stock", "seized": 2, "wait_min": 240.0, **nothing}
    named = replace(manifest, material_titles={"factors": "Growth factors"})
    row = resource_use(rows_of({"resources": [factors]}, {"resources": [factors]}), named).iloc[0]
    assert (row["kind"], row["title"], row["wait_h"]) == ("stock", "Growth factors", 2)
    assert math.isnan(row["utilisation"])
