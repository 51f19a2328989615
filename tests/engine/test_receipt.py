"""What comes from outside takes its positions in store, those of what comes together at once, and waits where there are none."""

from __future__ import annotations

import pytest

from cipsc_sim.engine import receipt
from cipsc_sim.engine.owner import Owner
from cipsc_sim.engine.plant import Plant
from cipsc_sim.engine.story import Storyline

from .told import lines, tell


def plant(positions: int, arrive: str, *, lots: int = 1, leaves: str = "") -> str:
    """Tissue comes with each order and lies in a fridge until a day of work on it has begun, one at a time."""
    return f"""
materials: {{tissue: {{supply: {{with_order: {lots}}}, kept_in: fridge}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: {{lots: {lots}}}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 4, occupies: {{bench: 1}}}}}}
facility: {{equipment: {{fridge: {{count: {positions}, role: store}}, bench: {{count: 1}}}}}}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}{leaves}}}
"""


def test_what_comes_with_an_order_lies_in_store_until_it_is_worked_on() -> None:
    told = tell(plant(3, "[0, 1, 2]"))
    # The bench is free on day 0, 4 and 8: nothing, three days, six days.
    assert told.resource("fridge")["working_min"] == (3 + 6) * 1440
    assert told.resource("fridge")["seized"] == 3
    assert told.resource("fridge")["wait_min"] == 0


def test_what_finds_no_room_comes_when_there_is_room_and_the_wait_is_the_stores() -> None:
    told = tell(plant(1, "[0, 1, 2]"))
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:dose:1.1 0d00:00 4d00:00 - 4d00:00 released - -
        1:tissue:1 - 1d00:00 - 1d00:00 used - -
        1:dose:1.1 4d00:00 8d00:00 - 8d00:00 released - -
        2:tissue:1 - 4d00:00 - 4d00:00 used - -
        2:dose:1.1 8d00:00 12d00:00 - 12d00:00 released - -
        """
    )
    assert told.resource("fridge")["working_min"] == (3 + 4) * 1440
    assert told.resource("fridge")["wait_min"] == 2 * 1440


def test_an_order_whose_lots_are_still_outside_waits_and_may_leave() -> None:
    told = tell(plant(1, "[0, 1, 2]", leaves=", leaves: {after_d: 1.5}"))
    assert told.orders == lines(
        """
        0 0d00:00 4d00:00 4d00:00 treated - - 0:dose:1.1
        1 1d00:00 - 2d12:00 lost_patience lost_patience waiting -
        2 2d00:00 - 3d12:00 lost_patience lost_patience waiting -
        """
    )
    # The second left on 2d12:00, and its position went to the third, which left a day later.
    assert told.resource("fridge")["working_min"] == (1.5 + 1) * 1440


def test_orders_that_each_bring_two_lots_into_a_store_of_three_do_not_stall() -> None:
    told = tell(plant(3, "[0, 0, 0]", lots=2))
    assert [line.split()[2] for line in told.orders] == ["4d00:00", "8d00:00", "12d00:00"]


@pytest.mark.patches
def test_a_twin_that_takes_them_in_one_by_one_does_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(plant: Plant, owner: Owner, coming: receipt.Coming, rank: int) -> Storyline:
        there = []
        for material, ordinal in coming:
            key = (rank, plant.agenda.now, owner.key, 0, receipt.RECEIPTS, ordinal, 0)
            yield from plant.seize(key, ((plant.pools[0], 1),), owner)
            there.append(plant.inventory.supplied(material, owner, ordinal))
            there[-1].storage, there[-1].storage_since = plant.pools[0], plant.agenda.now
        return there

    monkeypatch.setattr("cipsc_sim.engine.care.take_in", one_by_one)
    assert len(tell(plant(4, "[0, 0]", lots=2)).orders) == 2
    stalled = tell(plant(3, "[0, 0, 0, 0]", lots=2))
    assert {row["outcome"] for row in stalled.rows("orders")} == {"open"}
    assert stalled.resource("fridge")["jammed_orders"] == 4


def test_lots_of_two_materials_in_two_stores_come_together() -> None:
    told = tell(
        """
materials: {blood: {supply: {with_order: 1}, kept_in: fridge}, skin: {supply: {with_order: 1}, kept_in: freezer}, dose: {}}
procedures:
  make:
    takes: {blood: all, skin: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 4, occupies: {bench: 1}}}
facility: {equipment: {fridge: {count: 2}, freezer: {count: 1}, bench: {count: 1}}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert [told.lot(f"2:{name}:1")["made_at"] for name in ("blood", "skin")] == [4 * 1440, 4 * 1440]
    assert told.resource("fridge")["working_min"] == told.resource("freezer")["working_min"] == (4 + 4) * 1440


def test_what_waits_at_the_door_keeps_nothing_back_from_an_order_that_lies_in_store() -> None:
    told = tell(
        """
materials:
  blood: {supply: {with_order: 1}, kept_in: fridge}
  serum: {supply: {with_order: 1}, kept_in: freezer}
  skin: {supply: {with_order: 1}}
  cells: {}
  line: {kept_in: freezer}
  dose: {}
procedures:
  grow: {takes: {skin: all, serum: all}, makes: {cells: {}}, route: [grow], steps: {grow: {duration_d: 1}}}
  freeze: {takes: {cells: all}, makes: {line: {}}, route: [freeze], steps: {freeze: {duration_d: 1}}}
  make: {takes: {line: all, blood: all}, makes: {dose: {}}, route: [make], steps: {make: {duration_d: 4}}}
facility: {overtaking: strict, equipment: {fridge: {count: 1}, freezer: {count: 1}}}
orders: {arrive: {at_d: [0, 0.5]}, wants: {dose: {lots: 1}}}
"""
    )
    # From day ½ on the second waits for both stores. The freezer is free, and the first needs it on day 1.
    assert [line.split()[2] for line in told.orders] == ["6d00:00", "8d00:00"]


KITS = """
materials: {{tissue: {{supply: {{with_order: 1}}}}, kit: {{supply: {supply}{kit}, kept_in: shelf}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all{takes}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 1{step}}}}}
facility: {{equipment: {{shelf: {{count: {positions}}}}}}}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}}}
"""


def test_a_delivery_waits_for_room_and_counts_as_coming_meanwhile() -> None:
    bought = "{bought: {below: {lots: 3}, lots: 2, lead_time_d: 1}}"
    told = tell(KITS.format(supply=bought, kit="", takes=", kit: {lots: 1}", step="", positions=3, arrive="[10]"))
    # Two orders of two to fill up to three. The second delivery finds one place, and waits until the first kit is used.
    assert told.lots == lines(
        """
        0:tissue:1 - 10d00:00 - 10d00:00 used - -
        0:dose:1.1 10d00:00 11d00:00 - 11d00:00 released - -
        kit0:kit:1 - 1d00:00 - 10d00:00 used - -
        kit0:kit:2 - 1d00:00 - - open - -
        kit1:kit:1 - 10d00:00 - - open - -
        kit1:kit:2 - 10d00:00 - - open - -
        """
    )
    assert told.resource("shelf")["wait_min"] == 9 * 1440


def test_what_arrives_waits_in_turn_and_what_a_step_uses_up_gives_its_place_at_once() -> None:
    arrives = "{arrive: {at_d: [0, 1, 2]}}"
    told = tell(
        KITS.format(
            supply=arrives, kit=", packs: 2", takes="", step=", consumes: {kit: 2}", positions=1, arrive="[5, 8]"
        )
    )
    assert [told.lot(f"kit{k}:kit:1")["made_at"] for k in range(3)] == [0, 5 * 1440, 8 * 1440]
    assert told.resource("shelf")["working_min"] == 30 * 1440
    assert told.resource("shelf")["wait_min"] == (4 + 6) * 1440


def test_what_is_there_at_the_start_is_there_before_any_order() -> None:
    text = """
materials: {tissue: {supply: {with_order: 1}, kept_in: store}, kit: {supply: {at_start: 2}, kept_in: store}, dose: {}}
procedures:
  make:
    takes: {tissue: all, kit: {lots: 1}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1, occupies: {bench: 1}}}
facility: {equipment: {store: {count: 3}, bench: {count: 1}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
"""
    told = tell(text)
    assert [told.lot(f"kit{k}:kit:1")["made_at"] for k in range(2)] == [0, 0]
    assert [line.split()[2] for line in told.orders] == ["1d00:00", "2d00:00"]
