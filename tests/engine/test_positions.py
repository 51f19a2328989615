"""A position in store for each lot; and what is kept from step to step only waits in between."""

from __future__ import annotations

from .told import lines, tell


def plant(lots: str, positions: int = 9, colonies: int = 2) -> str:
    return f"""
attributes: {{colonies: {{kind: property}}}}
materials: {{cells: {{supply: {{with_order: 1}}, has: {{colonies: {colonies}}}}}, line: {{kept_in: store}}, dose: {{}}}}
procedures:
  pick: {{takes: {{cells: all}}, makes: {{line: {{lots: {lots}}}}}, route: [pick], steps: {{pick: {{duration_d: 1}}}}}}
  make:
    takes: {{line: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 4}}}}
facility: {{equipment: {{store: {{count: {positions}, role: store}}}}}}
orders: {{arrive: {{at_d: [0, 0.5]}}, wants: {{dose: {{lots: 1}}}}}}
"""


def test_each_lot_of_a_split_takes_a_position_from_the_start_of_the_last_step() -> None:
    told = tell(plant("3"))
    # Three positions for a day while they are made, two for four days while the dose of the first is made.
    assert told.resource("store")["working_min"] == 2 * (3 * 1 + 2 * 4) * 1440


def test_a_split_waits_until_there_are_positions_for_all() -> None:
    told = tell(plant("3", positions=5))
    assert told.steps == lines(
        """
        0:line:1.1 pick.pick 0d00:00 0d00:00 1d00:00 done
        1:line:1.1 pick.pick 0d12:00 1d00:00 2d00:00 done
        0:dose:1.1.1.1 make.grow 1d00:00 1d00:00 5d00:00 done
        1:dose:1.1.1.1 make.grow 2d00:00 2d00:00 6d00:00 done
        """
    )


def test_positions_for_lots_that_did_not_come_are_given_back() -> None:
    told = tell(plant("{amount: colonies, at_most: 4, reason: few}"))
    assert told.resource("store")["working_min"] == 2 * (4 * 1 + 1 * 4) * 1440


def test_what_is_kept_for_the_next_step_only_waits_until_it_begins() -> None:
    told = tell(
        """
materials: {cells: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {cells: all}
    makes: {dose: {}}
    route: [grow, ripen]
    steps:
      grow: {duration_d: 1, occupies: {vessel: 2}}
      ripen: {duration_d: 1, occupies: {vessel: same, reader: 1}}
facility: {equipment: {vessel: {count: 4, price_per_h: 2}, reader: {count: 1}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    vessel = told.resource("vessel")
    assert vessel["working_min"] == 2 * 2 * 2 * 1440
    assert vessel["held_waiting_min"] == 2 * 1440
    assert [told.lot(f"{order}:dose:1.1")["cost_equipment"] for order in (0, 1)] == [2 * 2 * 48, 2 * 2 * 72]


def test_a_unit_that_is_waited_for_in_place_of_a_broken_one_is_not_taken_when_its_step_is_over() -> None:
    told = tell(
        """
materials: {cells: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {cells: all}
    makes: {dose: {}}
    route: [grow, ripen]
    steps: {grow: {duration_d: 2, occupies: {vessel: 1}}, ripen: {duration_d: 9}}
facility: {equipment: {vessel: {count: 1, breaks: {every_d: {exponential: {mean: 20}}, repair_d: 3}}}}
orders: {arrive: {at_d: [0, 4.5]}, wants: {dose: {lots: 1}}}
""",
        {"facility.equipment.vessel.breaks.every_d": {"0": 1 - 2.718281828**-0.05, "0#1": 1 - 1e-9}},
    )
    assert told.steps[-2:] == lines(
        """
        0:dose:1.1 make.ripen 2d00:00 2d00:00 11d00:00 done
        1:dose:1.1 make.ripen 6d12:00 6d12:00 15d12:00 done
        """
    )
    assert told.resource("vessel")["working_min"] == (1 + 2) * 1440
