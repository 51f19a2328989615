"""Stories of what comes with an order and is released before it is used."""

from __future__ import annotations

from .told import lines, tell

INCOMING = """
attributes: {{cells: {{kind: amount}}, viability: {{kind: property}}}}
materials:
  blood: {{supply: {{with_order: {lots}}}, has: {{cells: 1000, viability: {{uniform: {{low: 0, high: 1}}}}}}}}
  dose: {{}}
procedures: {{make: {{takes: {{blood: all}}, makes: {{dose: {{}}}}, route: [grow], steps: {{grow: {{duration_d: 9}}}}}}}}
assays: {{viable: {{measures: {{viability: {{}}}}, sample: {{cells: {sample}}}, turnaround_d: 2}}}}
specifications: {{fit: {{on: blood, assay: viable, at_least: 0.7, reason: viability}}}}
release: {{blood: {{needs: [fit]}}}}
orders: {{arrive: {{at_d: [0, 1]}}, wants: {{dose: {{lots: 1}}}}}}
"""
VIABILITY = "materials.blood.has.viability"


def test_what_comes_with_an_order_is_used_when_it_is_released_and_not_when_it_is_rejected() -> None:
    told = tell(INCOMING.format(lots=1, sample=100), {VIABILITY: {"0:1": 0.9, "1:1": 0.6}})
    assert told.results == lines(
        """
        0:blood:1 fit#1 0d00:00 0d00:00 2d00:00 0.9 pass
        1:blood:1 fit#1 1d00:00 1d00:00 3d00:00 0.6 fail
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 11d00:00 11d00:00 treated - - 0:dose:1.1
        1 1d00:00 - 3d00:00 untreated viability release -
        """
    )
    assert (told.lot("0:blood:1")["sampled"], told.lot("0:dose:1.1")["true.cells"]) == (100, 900)


def test_of_several_the_one_that_is_released_is_used() -> None:
    told = tell(INCOMING.format(lots=2, sample=100), {VIABILITY: {"0:1": 0.6, "0:2": 0.8, "1:1": 0.6, "1:2": 0.65}})
    assert told.orders == lines(
        """
        0 0d00:00 11d00:00 11d00:00 treated - - 0:dose:2.1
        1 1d00:00 - 3d00:00 untreated viability release -
        """
    )


def test_what_is_too_little_to_be_tested_fails_for_that() -> None:
    told = tell(INCOMING.format(lots=1, sample=2000).replace("[0, 1]", "[0]"))
    assert told.orders == lines(
        """
        0 0d00:00 - 0d00:00 untreated sample_short release -
        """
    )
