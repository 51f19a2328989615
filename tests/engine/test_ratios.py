"""An attribute that is always another one divided: by an attribute, by one of the order, or by a number."""

from __future__ import annotations

from .told import tell

PLANT = """
attributes:
  cells: {kind: amount}
  volume: {kind: property}
  density: {kind: property, ratio: {of: cells, by: volume}}
  per_kg: {kind: property, ratio: {of: cells, by: weight}}
  pairs: {kind: property, ratio: {of: cells, by: 2}}
materials: {tissue: {supply: {with_order: 1}, has: {cells: 300, volume: 5}}, dose: {}}
procedures:
  make: {takes: {tissue: all}, makes: {dose: {}}, route: [grow], steps: {grow: {duration_d: 1}}}
assays: {count: {measures: {cells: {}}, turnaround_d: 1}}
specifications: {enough: {on: dose, assay: count, at_least: 1, reason: few}}
release:
  dose: {needs: [enough], dose: {assay: count, target: {pairs: TARGET}, rule: reject_below_target, reason: few}}
orders: {arrive: {at_d: [0]}, has: {weight: 60}, wants: {dose: {lots: 1}}}
"""


def test_a_ratio_is_by_an_attribute_of_the_lot_or_of_the_order_or_by_a_number() -> None:
    lot = tell(PLANT.replace("TARGET", "150")).lot("0:dose:1.1")
    assert (lot["true.density"], lot["true.per_kg"], lot["true.pairs"]) == (60, 5, 150)


def test_a_dose_is_decided_on_by_what_was_reported_divided_by_the_number() -> None:
    outcomes = [tell(PLANT.replace("TARGET", target)).rows("orders")[0]["outcome"] for target in ("150", "151")]
    assert outcomes == ["treated", "untreated"]
