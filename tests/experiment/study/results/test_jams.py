"""A study says at which of its points a store was too small for all orders together, in words and on its page."""

from __future__ import annotations

from pathlib import Path

from cipsc_sim.experiment.study.sweep import sweep

PLANT = """\
title: a store for three
question: Does it go on?
grade: choice
clock: {start_date: 2026-01-05, count_d: 30, run_out_d: 30}
materials: {tissue: {supply: {with_order: 1}}, bank: {kept_in: store}, line: {kept_in: store}, dose: {}}
procedures:
  freeze: {takes: {tissue: all}, makes: {bank: {packs: 9}}, route: [freeze], steps: {freeze: {duration_d: 1}}}
  derive:
    takes: {bank: {packs: 1}}
    makes: {line: {}}
    route: [grow, freeze]
    steps: {grow: {duration_d: 9}, freeze: {duration_d: 1}}
  make: {takes: {line: all}, makes: {dose: {}}, route: [thaw], steps: {thaw: {duration_d: 5}}}
facility: {equipment: {store: {title: Positions, count: 3, role: store}}}
orders: {arrive: {every_d: 3}, wants: {dose: {lots: 1}}}
"""

STUDY = """\
title: How many positions?
question: From how many on does it go on?
scenario: plant.yaml
pairs: 1
factors: {positions: {path: facility.equipment.store.count, values: [2, 3, 90]}}
design: {grid: all}
"""


def test_points_at_which_orders_kept_each_other_waiting_are_named_on_the_page_too(tmp_path: Path) -> None:
    (tmp_path / "plant.yaml").write_text(PLANT)
    (tmp_path / "study.yaml").write_text(STUDY)
    swept = sweep(tmp_path / "study.yaml", tmp_path / "out", workers=1)
    (said,) = swept.sentences
    assert said.startswith(
        "Positions (store) too few at 2 of 3 points (positions 2, positions 3): most of them were held"
    )
    assert "longest at “positions 2”" in said
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "A store is too small" in page and "Positions (store) too few at 2 of 3 points" in page
    days = swept.values("jammed_d.store")["mean"]
    assert days.iloc[0] >= days.iloc[1] > 0 and not days.iloc[2] > 0
