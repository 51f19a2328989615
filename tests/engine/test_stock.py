"""Stock: lots that any order may claim, and how they come."""

from __future__ import annotations

from .told import Told, lines, tell

DAY = 1440


def plant(supply: str, take: str = "{lots: 1}", arrive: str = "[0, 0, 1]", kit: str = "", more: str = "") -> Told:
    """Every order has a tissue and needs a kit, and works on both for three days."""
    return tell(
        f"""
materials: {{tissue: {{supply: {{with_order: 1}}}}, kit: {{supply: {supply}{kit}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all, kit: {take}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 3}}}}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}}}
{more}
"""
    )


def links(told: Told) -> list[tuple[str, str, int | None]]:
    """Parent, child and packs of every link to stock."""
    rows = told.rows("links")
    return [(row["parent"], row["child"], row["packs"]) for row in rows if not row["parent"][0].isdigit()]


def test_what_is_there_at_the_start_is_taken_until_it_is_used_up() -> None:
    told = plant("{at_start: 2}")
    assert told.orders == lines(
        """
        0 0d00:00 3d00:00 3d00:00 treated - - 0:dose:1.1
        1 0d00:00 3d00:00 3d00:00 treated - - 1:dose:1.1
        2 1d00:00 - - open - - -
        """
    )
    assert links(told) == [("kit0:kit:1", "0:dose:1.1", None), ("kit1:kit:1", "1:dose:1.1", None)]


def test_one_lot_serves_several_orders_by_the_pack() -> None:
    told = plant("{at_start: 1}", "{packs: 2}", kit=", packs: 5")
    assert links(told) == [("kit0:kit:1", "0:dose:1.1", 2), ("kit0:kit:1", "1:dose:1.1", 2)]
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:dose:1.1 0d00:00 3d00:00 - 3d00:00 released - -
        1:tissue:1 - 0d00:00 - 0d00:00 used - -
        1:dose:1.1 0d00:00 3d00:00 - 3d00:00 released - -
        2:tissue:1 - 1d00:00 - - open - -
        kit0:kit:1 - 0d00:00 - 0d00:00 left_over - -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 3d00:00 3d00:00 treated - - 0:dose:1.1
        1 0d00:00 3d00:00 3d00:00 treated - - 1:dose:1.1
        2 1d00:00 - - open - - -
        """
    )


def test_what_is_used_and_not_used_up_serves_every_order_at_once() -> None:
    told = plant("{at_start: 1}", "{stays: true}")
    assert told.orders == lines(
        """
        0 0d00:00 3d00:00 3d00:00 treated - - 0:dose:1.1
        1 0d00:00 3d00:00 3d00:00 treated - - 1:dose:1.1
        2 1d00:00 4d00:00 4d00:00 treated - - 2:dose:1.1
        """
    )
    assert [child for _, child, _ in links(told)] == ["0:dose:1.1", "1:dose:1.1", "2:dose:1.1"]


def test_an_order_waits_for_two_donors_at_the_same_time() -> None:
    told = tell(
        """
materials: {pancreas: {supply: {arrive: {at_d: [1, 4, 4.5, 9, 10.5]}}, shelf_life_d: 1}, islets: {}}
procedures:
  isolate:
    takes: {pancreas: {lots: 2}}
    makes: {islets: {}}
    route: [digest]
    steps: {digest: {duration_d: 0.5}}
orders: {arrive: {at_d: [0, 0]}, wants: {islets: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:islets:1 isolate.digest 4d12:00 4d12:00 5d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:islets:1 4d12:00 5d00:00 - 5d00:00 released - -
        pancreas0:pancreas:1 - 1d00:00 - 2d00:00 expired expired release
        pancreas1:pancreas:1 - 4d00:00 - 4d12:00 used - -
        pancreas2:pancreas:1 - 4d12:00 - 4d12:00 used - -
        pancreas3:pancreas:1 - 9d00:00 - 10d00:00 expired expired release
        pancreas4:pancreas:1 - 10d12:00 - 11d12:00 expired expired release
        """
    )
    assert links(told) == [("pancreas1:pancreas:1", "0:islets:1", None), ("pancreas2:pancreas:1", "0:islets:1", None)]


def test_more_is_bought_when_less_than_the_level_is_there_or_on_its_way() -> None:
    told = plant("{bought: {below: {lots: 2}, lots: 3, lead_time_d: 4, price: 100}}", arrive="[0, 5, 6, 7]")
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 4d00:00 used - -
        0:dose:1.1 4d00:00 7d00:00 - 7d00:00 released - -
        1:tissue:1 - 5d00:00 - 5d00:00 used - -
        1:dose:1.1 5d00:00 8d00:00 - 8d00:00 released - -
        2:tissue:1 - 6d00:00 - 6d00:00 used - -
        2:dose:1.1 6d00:00 9d00:00 - 9d00:00 released - -
        3:tissue:1 - 7d00:00 - 9d00:00 used - -
        3:dose:1.1 9d00:00 12d00:00 - 12d00:00 released - -
        kit0:kit:1 - 4d00:00 - 4d00:00 used - -
        kit0:kit:2 - 4d00:00 - 5d00:00 used - -
        kit0:kit:3 - 4d00:00 - 6d00:00 used - -
        kit1:kit:1 - 9d00:00 - 9d00:00 used - -
        kit1:kit:2 - 9d00:00 - - open - -
        kit1:kit:3 - 9d00:00 - - open - -
        """
    )
    assert [told.lot(lot)["cost_consumables"] for lot in ("kit0:kit:1", "0:dose:1.1", "kit1:kit:3")] == [0, 100, 100]
    assert told.orders == lines(
        """
        0 0d00:00 7d00:00 7d00:00 treated - - 0:dose:1.1
        1 5d00:00 8d00:00 8d00:00 treated - - 1:dose:1.1
        2 6d00:00 9d00:00 9d00:00 treated - - 2:dose:1.1
        3 7d00:00 12d00:00 12d00:00 treated - - 3:dose:1.1
        """
    )


MADE = """
materials: {{donor: {{supply: {{at_start: 1}}}}, bank: {{supply: {{made_below: {below}}}, kept_in: freezer{bank}}}, dose: {{}}}}
procedures:
  bank_cells:
    takes: {{donor: {{stays: true}}}}
    makes: {{bank: {{packs: {packs}}}}}
    route: [culture, freeze]
    steps: {{culture: {{duration_d: 4{fails}}}, freeze: {{duration_d: 1}}}}
  make:
    takes: {{bank: {{packs: 1}}}}
    makes: {{dose: {{}}}}
    route: [thaw]
    steps: {{thaw: {{duration_d: 2}}}}
facility: {{equipment: {{freezer: {{count: 3}}}}}}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}}}
"""


def test_a_bank_is_made_below_a_level_and_serves_orders_in_turn() -> None:
    told = tell(MADE.format(below="{packs: 2}", packs=3, bank="", fails="", arrive="[0, 0, 0, 6, 7]"))
    assert told.steps == lines(
        """
        bank0:bank:1 bank_cells.culture 0d00:00 0d00:00 4d00:00 done
        bank0:bank:1 bank_cells.freeze 4d00:00 4d00:00 5d00:00 done
        0:dose:1 make.thaw 5d00:00 5d00:00 7d00:00 done
        1:dose:1 make.thaw 5d00:00 5d00:00 7d00:00 done
        2:dose:1 make.thaw 5d00:00 5d00:00 7d00:00 done
        bank1:bank:1 bank_cells.culture 5d00:00 5d00:00 9d00:00 done
        bank1:bank:1 bank_cells.freeze 9d00:00 9d00:00 10d00:00 done
        3:dose:1 make.thaw 10d00:00 10d00:00 12d00:00 done
        4:dose:1 make.thaw 10d00:00 10d00:00 12d00:00 done
        bank2:bank:1 bank_cells.culture 10d00:00 10d00:00 14d00:00 done
        bank2:bank:1 bank_cells.freeze 14d00:00 14d00:00 15d00:00 done
        """
    )
    assert [(bank, dose) for bank, dose, packs in links(told) if packs == 1] == [
        ("bank0:bank:1", "0:dose:1"),
        ("bank0:bank:1", "1:dose:1"),
        ("bank0:bank:1", "2:dose:1"),
        ("bank1:bank:1", "3:dose:1"),
        ("bank1:bank:1", "4:dose:1"),
    ]
    assert told.resource("freezer")["working_min"] == (1 + 21 + 16) * 1440


SHORT = """
attributes: {{cells: {{kind: amount}}, clean: {{kind: property}}}}
materials:
  donor: {{supply: {{at_start: 1}}}}
  bank: {{supply: {{made_below: {below}}}, pack: {{cells: 10}}}}
  dose: {{}}
procedures:
  bank_cells:
    takes: {{donor: {{stays: true}}}}
    makes: {{bank: {{packs: 6}}}}
    route: [culture]
    steps: {{culture: {{duration_d: 4, effects: {{cells: {{set: {cells}}}, clean: {{set: 1}}}}}}}}
  make: {{takes: {{bank: {{packs: 1}}}}, makes: {{dose: {{}}}}, route: [thaw], steps: {{thaw: {{duration_d: 2}}}}}}
assays: {{cleanness: {{measures: {{clean: {{}}}}, turnaround_d: 10}}}}
specifications: {{clean: {{on: bank, assay: cleanness, at_least: 0.5, reason: dirty}}}}
release: {{bank: {{needs: [clean]}}}}
orders: {{arrive: {{at_d: [29]}}, wants: {{dose: {{lots: 1}}}}}}
"""


def banks_begun(below: str, cells: int) -> list[str]:
    """The day on which each bank was begun; six packs of ten cells are planned in each, and it is tested for ten days."""
    told = tell(SHORT.format(below=below, cells=cells))
    return [line.split()[2] for line in told.steps if "bank_cells.culture" in line]


def test_a_bank_that_filled_fewer_packs_than_planned_counts_so_while_it_is_tested() -> None:
    assert banks_begun("{packs: 5}", 60) == ["0d00:00"]
    assert banks_begun("{packs: 5}", 30) == ["0d00:00", "4d00:00"]
    assert banks_begun("{packs: 5}", 20) == ["0d00:00", "4d00:00", "8d00:00"]
    assert banks_begun("{lots: 1}", 20) == ["0d00:00"]


def test_a_bank_that_fails_is_made_again_without_an_order_failing() -> None:
    told = tell(
        MADE.format(below="{lots: 1}", packs=3, bank="", fails=", may_fail: {collapse: 0.1}", arrive="[0]"),
        {"procedures.bank_cells.steps.culture.may_fail.collapse": {"bank0:1": 0.95, "bank1:1": 0.95}},
    )
    assert told.steps == lines(
        """
        bank0:bank:1 bank_cells.culture 0d00:00 0d00:00 4d00:00 failed
        bank1:bank:1 bank_cells.culture 4d00:01 4d00:01 8d00:01 failed
        bank2:bank:1 bank_cells.culture 8d00:02 8d00:02 12d00:02 done
        bank2:bank:1 bank_cells.freeze 12d00:02 12d00:02 13d00:02 done
        0:dose:1 make.thaw 13d00:02 13d00:02 15d00:02 done
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 15d00:02 15d00:02 treated - - 0:dose:1
        """
    )


def test_stock_that_expires_is_made_again() -> None:
    told = tell(MADE.format(below="{lots: 1}", packs=3, bank=", shelf_life_d: 10", fails="", arrive="[0]"))
    assert told.lots == lines(
        """
        0:dose:1 5d00:00 7d00:00 - 7d00:00 released - -
        bank0:bank:1 0d00:00 5d00:00 - 15d00:00 expired expired release
        bank1:bank:1 15d00:00 20d00:00 - 30d00:00 expired expired release
        bank2:bank:1 30d00:00 - - - open - -
        donor0:donor:1 - 0d00:00 - - open - -
        """
    )


def test_an_order_is_given_doses_of_a_lot_that_was_made_before_it_came() -> None:
    told = tell(
        """
materials: {donor: {supply: {at_start: 1}}, dose: {supply: {made_below: {packs: 4}}, kept_in: freezer}}
procedures:
  make:
    takes: {donor: {stays: true}}
    makes: {dose: {packs: 6}}
    route: [make]
    steps: {make: {duration_d: 5}}
facility: {equipment: {freezer: {count: 2}}}
orders: {arrive: {at_d: [0, 6, 7, 8, 9, 20]}, wants: {dose: {packs: 2}}}
"""
    )
    assert told.orders == lines(
        """
        0 0d00:00 5d00:00 5d00:00 treated - - dose0:dose:1
        1 6d00:00 6d00:00 6d00:00 treated - - dose0:dose:1
        2 7d00:00 7d00:00 7d00:00 treated - - dose0:dose:1
        3 8d00:00 11d00:00 11d00:00 treated - - dose1:dose:1
        4 9d00:00 11d00:00 11d00:00 treated - - dose1:dose:1
        5 20d00:00 20d00:00 20d00:00 treated - - dose1:dose:1
        """
    )
    assert told.lots == lines(
        """
        donor0:donor:1 - 0d00:00 - - open - -
        dose0:dose:1 0d00:00 5d00:00 - 7d00:00 used - -
        dose1:dose:1 6d00:00 11d00:00 - 20d00:00 used - -
        dose2:dose:1 11d00:00 16d00:00 - - open - -
        """
    )


def test_an_order_that_leaves_gives_back_what_it_claimed() -> None:
    told = tell(
        """
materials:
  tissue: {supply: {with_order: 1}}
  bank: {supply: {at_start: 1}, packs: 1}
  kit: {supply: {arrive: {at_d: [8]}}}
  dose: {}
procedures:
  make:
    takes: {tissue: all, bank: {packs: 1}, kit: {lots: 1}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 3}}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}, leaves: {after_d: {uniform: {low: 0, high: 20}}}}
""",
        {"orders.leaves.after_d": {"0:": 0.25}},
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 5d00:00 lost_patience lost_patience waiting -
        1 1d00:00 11d00:00 11d00:00 treated - - 1:dose:1.1
        """
    )
    assert links(told) == [("bank0:bank:1", "1:dose:1.1", 1), ("kit0:kit:1", "1:dose:1.1", None)]


def test_what_expires_while_the_rest_is_awaited_is_not_taken() -> None:
    told = tell(
        """
materials:
  pancreas: {supply: {arrive: {at_d: [0, 7]}}, shelf_life_d: 2}
  kit: {supply: {arrive: {at_d: [8]}}}
  dose: {}
procedures:
  make:
    takes: {pancreas: {lots: 1}, kit: {lots: 1}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 3}}
orders: {arrive: {at_d: [1]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1 make.make 8d00:00 8d00:00 11d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:dose:1 8d00:00 11d00:00 - 11d00:00 released - -
        pancreas0:pancreas:1 - 0d00:00 - 2d00:00 expired expired release
        pancreas1:pancreas:1 - 7d00:00 - 8d00:00 used - -
        kit0:kit:1 - 8d00:00 - 8d00:00 used - -
        """
    )


def test_a_rest_that_is_too_little_for_anybody_is_left_over_and_leaves_the_store() -> None:
    told = tell(
        """
materials: {donor: {supply: {at_start: 1}}, dose: {supply: {made_below: {packs: 2}}, kept_in: freezer}}
procedures:
  make:
    takes: {donor: {stays: true}}
    makes: {dose: {packs: 3}}
    route: [make]
    steps: {make: {duration_d: 1}}
facility: {equipment: {freezer: {count: 2}}}
orders: {arrive: {at_d: [2, 4, 6, 8]}, wants: {dose: {packs: 2}}}
"""
    )
    assert told.orders == lines(
        """
        0 2d00:00 2d00:00 2d00:00 treated - - dose0:dose:1
        1 4d00:00 4d00:00 4d00:00 treated - - dose1:dose:1
        2 6d00:00 6d00:00 6d00:00 treated - - dose2:dose:1
        3 8d00:00 8d00:00 8d00:00 treated - - dose3:dose:1
        """
    )
    assert told.lots == lines(
        """
        donor0:donor:1 - 0d00:00 - - open - -
        dose0:dose:1 0d00:00 1d00:00 - 2d00:00 left_over - -
        dose1:dose:1 2d00:00 3d00:00 - 4d00:00 left_over - -
        dose2:dose:1 4d00:00 5d00:00 - 6d00:00 left_over - -
        dose3:dose:1 6d00:00 7d00:00 - 8d00:00 left_over - -
        dose4:dose:1 8d00:00 9d00:00 - - open - -
        """
    )


def test_a_store_that_is_full_until_somebody_comes_is_no_stall() -> None:
    told = tell(
        """
clock: {count_d: 100}
materials: {donor: {supply: {at_start: 1}}, dose: {supply: {made_below: {lots: 3}}, kept_in: freezer}}
procedures:
  make:
    takes: {donor: {stays: true}}
    makes: {dose: {}}
    route: [make, freeze]
    steps: {make: {duration_d: 1, occupies: {vessel: 1}}, freeze: {duration_d: 1, occupies: {vessel: same}}}
facility: {equipment: {freezer: {count: 2}, vessel: {count: 1}}}
orders: {arrive: {at_d: [50]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.orders == lines(
        """
        0 50d00:00 50d00:00 50d00:00 treated - - dose0:dose:1
        """
    )
    assert told.steps == lines(
        """
        dose0:dose:1 make.make 0d00:00 0d00:00 1d00:00 done
        dose0:dose:1 make.freeze 1d00:00 1d00:00 2d00:00 done
        dose1:dose:1 make.make 0d00:00 2d00:00 3d00:00 done
        dose1:dose:1 make.freeze 3d00:00 3d00:00 4d00:00 done
        dose2:dose:1 make.make 0d00:00 4d00:00 5d00:00 done
        dose2:dose:1 make.freeze 5d00:00 50d00:00 51d00:00 done
        dose3:dose:1 make.make 50d00:00 51d00:00 52d00:00 done
        dose3:dose:1 make.freeze 52d00:00 - - open
        """
    )


def test_an_order_that_waits_for_an_organ_says_how_long_and_charges_it_to_the_organ() -> None:
    told = plant("{arrive: {at_d: [2, 6]}}")
    assert [row["waited_for_stock_min"] for row in told.rows("orders")] == [2 * DAY, 6 * DAY, 29 * DAY]
    assert [told.lot(f"{order}:dose:1.1")["asked_at"] for order in (0, 1)] == [0, 0]
    kit = told.resource("kit")
    assert (kit["kind"], kit["seized"], kit["wait_min"]) == ("stock", 2, (2 + 6) * DAY)


def test_the_waits_for_two_lots_of_stock_add_up_without_what_is_made_between() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 2}}, kit: {supply: {arrive: {at_d: [4, 7]}}}, part: {}, dose: {}}
procedures:
  prepare: {takes: {tissue: all, kit: {lots: 1}}, makes: {part: {}}, route: [wait], steps: {wait: {duration_d: 1}}}
  make: {takes: {part: {lots: 2}}, makes: {dose: {}}, route: [make], steps: {make: {duration_d: 1}}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    )
    order = told.rows("orders")[0]
    assert (order["waited_for_stock_min"], order["treated_at"]) == ((4 + 7 - 5) * DAY, 9 * DAY)
