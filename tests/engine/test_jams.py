"""A store that is full of lots of orders that wait for more of it: the play goes on, and the rows say so."""

from __future__ import annotations

import pytest

from cipsc_sim.engine.jam import Jams

from .told import Told, tell

WEEK = 7 * 1440


def plant(positions: int, leaves: str = "") -> Told:
    """Each order freezes a bank, which it keeps, and a line that is made of it; six orders come in six days, and one later."""
    return tell(
        f"""
clock: {{warm_up_d: 12, count_d: 40, run_out_d: 55}}
materials: {{tissue: {{supply: {{with_order: 1}}}}, bank: {{kept_in: store}}, line: {{kept_in: store}}, dose: {{}}}}
procedures:
  freeze: {{takes: {{tissue: all}}, makes: {{bank: {{packs: 9}}}}, route: [freeze], steps: {{freeze: {{duration_d: 1}}}}}}
  derive:
    takes: {{bank: {{packs: 1}}}}
    makes: {{line: {{}}}}
    route: [grow, freeze]
    steps: {{grow: {{duration_d: 9}}, freeze: {{duration_d: 1}}}}
  make: {{takes: {{line: all}}, makes: {{dose: {{}}}}, route: [thaw], steps: {{thaw: {{duration_d: 5}}}}}}
facility: {{equipment: {{store: {{count: {positions}, role: store}}}}}}
orders: {{arrive: {{at_d: [0, 1, 2, 3, 4, 5, 13]}}, wants: {{dose: {{lots: 1}}}}{leaves}}}
"""
    )


def test_orders_that_keep_each_other_waiting_for_one_more_position_are_told_of() -> None:
    told = plant(6)
    store = told.resource("store")
    assert [row["outcome"] for row in told.rows("orders")] == ["open"] * 7
    # Six wait from day 15 on, and the seventh since day 13: the look of day 14, two days into the window, and of 13 weeks.
    assert store["jammed_orders"] == 7
    assert store["jammed_min"] == 2 * 1440 + 13 * WEEK


def test_one_position_more_and_all_go_on() -> None:
    told = plant(7)
    store = told.resource("store")
    assert {row["outcome"] for row in told.rows("orders")} == {"treated"}
    assert (store["jammed_min"], store["jammed_orders"]) == (0, 0)


def test_a_store_that_is_full_of_what_goes_on_by_itself_is_no_jam() -> None:
    told = tell(
        """
clock: {count_d: 60}
materials: {tissue: {supply: {with_order: 1}, kept_in: store}, dose: {}}
procedures:
  make: {takes: {tissue: all}, makes: {dose: {}}, route: [thaw], steps: {thaw: {duration_d: 15, occupies: {bench: 1}}}}
facility: {equipment: {store: {count: 1, role: store}, bench: {count: 1}}}
orders: {arrive: {at_d: [0, 0, 0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.resource("store")["wait_min"] > 0
    assert told.resource("store")["jammed_min"] == 0


def test_a_store_with_room_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: Jams, __: object) -> set[object]:
        raise AssertionError("there is room")

    monkeypatch.setattr(Jams, "_who_waits", nobody)
    assert plant(12).resource("store")["seized"] > 0
