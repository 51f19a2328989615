"""The chain of identity: what an order is given was made of what came with it, or of what is nobody's."""

from __future__ import annotations

import pytest

from cipsc_sim.engine.closing import check, check_identity
from cipsc_sim.errors import InvariantError

from .told import Told, tell

TEXT = """
materials: {cells: {supply: {with_order: 1}}, kit: {supply: {at_start: 4}}, dose: {}}
procedures:
  make:
    takes: {cells: all, kit: {lots: 1}}
    makes: {dose: {}}
    route: [grow]
    steps: {grow: {duration_d: 1}}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}}
"""


@pytest.fixture
def told() -> Told:
    return tell(TEXT)


def test_what_came_with_the_order_and_what_is_nobodys_keeps_the_chain(told: Told) -> None:
    assert {row["parent"] for row in told.rows("links") if row["child"] == "1:dose:1.1"} == {"1:cells:1", "kit1:kit:1"}
    check_identity(told.replication.plant)


def test_a_lot_made_of_another_orders_cells_is_found_out(told: Told) -> None:
    first, second = told.replication.plant.orders
    dose = next(lot for lot in second.lots if lot.material.name == "dose")
    dose.sources[0] = (first.lots[0], None)
    with pytest.raises(InvariantError, match=r"1:dose:1\.1 was made of 0:cells:1, which is somebody else's"):
        check(told.replication.plant)


def test_a_lot_that_changed_its_order_is_found_out(told: Told) -> None:
    first, second = told.replication.plant.orders
    second.lots.append(first.lots.pop())
    with pytest.raises(InvariantError, match="stands under 1"):
        check(told.replication.plant)
