"""How much of suites and cabinets a treated order takes, clearance included."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.experiment.session import simulate

TEXT = """
title: a suite and a cabinet for each patient
question: How much of both does a treated order take?
grade: choice
clock: {count_d: 400, run_out_d: 20}
materials: {cells: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {cells: all}
    makes: {dose: {}}
    route: [grow]
    steps:
      grow:
        duration_d: 3
        occupies: {suite: 1}
        tasks: {feed: {on_d: [1, 2], hands_on_h: 2, people: {operator: 1}, with: cabinet}}
facility:
  equipment:
    suite: {count: 2, role: suite, ownership: campaign, clearance_h: 12}
    cabinet: {count: 1, role: cabinet, clearance_h: 0.5}
    bench: {count: 1}
  people: {operator: {count: 2}}
orders: {arrive: {every_d: 4}, wants: {dose: {lots: 1}}}
"""


def test_a_treated_order_takes_its_days_in_the_suite_and_its_hours_in_the_cabinet(tmp_path: Path) -> None:
    file = tmp_path / "roles.yaml"
    file.write_text(TEXT, encoding="utf-8")
    estimates = simulate(file, pairs=1, workers=1).estimates.T
    # The order that is in the suite at the start or the end of the window adds a part only.
    assert estimates["suite_days_per_treated_order"]["mean"] == pytest.approx(3.5, abs=3.5 / 100)
    assert estimates["cabinet_h_per_treated_order"]["mean"] == pytest.approx(5.0, abs=5.0 / 100)
    assert estimates["suite_days_per_treated_order"]["unit"] == "d/order"
