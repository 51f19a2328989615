"""Stories of the truth of a lot: what it was made of counts, where that concerned safety."""

from __future__ import annotations

import pytest

from .told import tell

PLANT = """
attributes: {{finding: {{kind: property}}, vigour: {{kind: property}}, potency: {{kind: property}}}}
materials:
  vial: {{supply: {{with_order: 1}}, has: {{finding: {finding}, vigour: {vigour}}}}}
  bank: {{}}
  dose: {{}}
procedures:
  bank: {{takes: {{vial: all}}, makes: {{bank: {{}}}}, route: [grow], steps: {{grow: {{duration_d: 2}}}}}}
  make: {{takes: {{bank: all}}, makes: {{dose: {{}}}}, route: [make], steps: {{make: {{duration_d: 3, effects: {{potency: {{set: 2}}}}}}}}}}
assays:
  genome: {{detects: {{finding: {{sensitivity: 0.4}}}}, turnaround_d: 1}}
  growth: {{measures: {{vigour: {{sd: 1}}}}, turnaround_d: 1}}
  secretion: {{measures: {{potency: {{}}}}, turnaround_d: 1}}
specifications:
  clean: {{on: bank, assay: genome, at_most: 0, concerns: safety, reason: genome}}
  vigorous: {{on: bank, assay: growth, at_least: 1, reason: growth}}
  potent: {{on: dose, assay: secretion, at_least: 1.5, reason: potency}}
release: {{bank: {{needs: [clean, vigorous]}}, dose: {{needs: [potent]}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
"""
GROWTH_NOISE = "assays.growth.noise.vigorous"


@pytest.mark.parametrize(("finding", "safe"), [(0, True), (1, False)])
def test_a_batch_of_a_bank_whose_finding_was_missed_is_not_safe(finding: int, safe: bool) -> None:
    dose = tell(PLANT.format(finding=finding, vigour=2)).lot("0:dose:1.1.1")
    assert dose["end"] == "released"
    assert dose["true_in_specification_safety"] is safe
    assert dose["true_in_specification"] is safe
    assert dose["true_in_specification_quality"] is True


def test_the_quality_of_what_it_was_made_of_is_no_quality_of_a_batch() -> None:
    told = tell(PLANT.format(finding=0, vigour=0.9), {GROWTH_NOISE: {"0:1.1": 0.9}})
    bank, dose = told.lot("0:bank:1.1"), told.lot("0:dose:1.1.1")
    assert (bank["end"], dose["end"]) == ("used", "released")
    assert bank["true_in_specification"] is False
    assert dose["true_in_specification"] is True


def test_what_grew_since_is_true_of_the_batch_and_not_of_the_bank() -> None:
    text = PLANT.format(finding=0.04, vigour=2).replace("potency: {set: 2}", "potency: {set: 2}, finding: {scale: 2}")
    counted = "genome: {counts: {finding: {cells: 20}}, turnaround_d: 1}"
    text = text.replace("genome: {detects: {finding: {sensitivity: 0.4}}, turnaround_d: 1}", counted)
    told = tell(
        text.replace("clean: {on: bank, assay: genome, at_most: 0,", "clean: {on: bank, assay: genome, at_most: 0.05,")
    )
    assert told.lot("0:bank:1.1")["true_in_specification_safety"] is True
    assert told.lot("0:dose:1.1.1")["true.finding"] == 0.08
    assert told.lot("0:dose:1.1.1")["true_in_specification_safety"] is False


def test_what_a_release_looks_at_itself_is_judged_by_that_alone() -> None:
    text = PLANT.format(finding=1, vigour=2).replace(
        "specifications:",
        "specifications:\n  few: {on: dose, assay: findings, at_most: 3, concerns: safety, reason: genome}",
    )
    text = text.replace("assays:", "assays:\n  findings: {measures: {finding: {}}, turnaround_d: 1}").replace(
        "[potent]", "[potent, few]"
    )
    assert tell(text).lot("0:dose:1.1.1")["true_in_specification_safety"] is True
