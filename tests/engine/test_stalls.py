"""A plant in which one long step ends in the very minute in which somebody looks for a stall has not stalled."""

from __future__ import annotations

from .told import tell


def test_what_is_given_back_in_the_minute_of_the_look_is_not_held_for_ever() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make: {takes: {tissue: all}, makes: {dose: {}}, route: [grow], steps: {grow: {duration_d: 14, occupies: {incubator: 1}}}}
facility: {equipment: {incubator: {count: 1}}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert len([line for line in told.steps if line.endswith("done")]) == 2  # the third is under way on day 30
