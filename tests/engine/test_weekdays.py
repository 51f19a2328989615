"""Steps that begin or end on some weekdays only. Day 0 is a Monday."""

from __future__ import annotations

from .told import lines, tell


def test_a_step_begins_on_its_weekdays_and_asks_for_what_it_needs_then() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow]
    steps: {grow: {duration_d: 2, starts_on: [tue, fri], occupies: {position: 1}}}
facility: {equipment: {position: {count: 2}}}
orders: {arrive: {at_d: [0.5, 1.5, 2.5, 3.5]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 1d00:00 1d00:00 3d00:00 done
        1:dose:1.1 make.grow 1d12:00 1d12:00 3d12:00 done
        2:dose:1.1 make.grow 4d00:00 4d00:00 6d00:00 done
        3:dose:1.1 make.grow 4d00:00 4d00:00 6d00:00 done
        """
    )


def test_a_step_goes_on_until_one_of_its_weekdays_at_the_same_time_of_day() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow]
    steps: {grow: {duration_d: 2, ends_on: mon-wed, occupies: {position: 1}}}
facility: {equipment: {position: {count: 9}}}
orders: {arrive: {at_d: [0.5, 1.5, 2, 3, 4, 5.25]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 0d12:00 0d12:00 2d12:00 done
        2:dose:1.1 make.grow 2d00:00 2d00:00 7d00:00 done
        3:dose:1.1 make.grow 3d00:00 3d00:00 7d00:00 done
        4:dose:1.1 make.grow 4d00:00 4d00:00 7d00:00 done
        5:dose:1.1 make.grow 5d06:00 5d06:00 7d06:00 done
        1:dose:1.1 make.grow 1d12:00 1d12:00 7d12:00 done
        """
    )


def test_effects_act_on_the_actual_days_a_step_lasted() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}}
materials: {tissue: {supply: {with_order: 1}, has: {cells: 1000}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [rest]
    steps: {rest: {duration_d: 2, ends_on: mon, effects: {cells: {per_day: 0.5}}}}
orders: {arrive: {at_d: [0, 3]}, wants: {dose: {lots: 1}}}
"""
    )
    assert [told.lot(f"{order}:dose:1.1")["dosed"] for order in (0, 1)] == [1000 * 0.5**7, 1000 * 0.5**4]
