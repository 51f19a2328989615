"""After a failure: from its reason to the rungs, and from the rungs to the next attempt or to the close of the order."""

from __future__ import annotations

from .told import Told, lines, tell

Chance = dict[str, dict[str, float]]


def plant(recovery: str, fails: Chance, parallel: int = 1, packs: int = 3) -> Told:
    """Two lines for each order, a bank of some packs of each, a dose of a pack. Each of them may be lost."""
    return tell(
        f"""
materials: {{tissue: {{supply: {{with_order: 1}}}}, line: {{}}, bank: {{kept_in: freezer}}, dose: {{}}}}
procedures:
  derive:
    takes: {{tissue: {{stays: true}}}}
    makes: {{line: {{lots: 2}}}}
    route: [pick]
    steps: {{pick: {{duration_d: 2, may_fail: {{no_line: 0.1}}}}}}
  bank_line:
    takes: {{line: all}}
    makes: {{bank: {{packs: {packs}}}}}
    in_parallel: {parallel}
    route: [bank]
    steps: {{bank: {{duration_d: 1, may_fail: {{collapse: 0.1}}}}}}
  make:
    takes: {{bank: {{packs: 1}}}}
    makes: {{dose: {{}}}}
    route: [make]
    steps: {{make: {{duration_d: 5, occupies: {{vessel: 1}}, may_fail: {{contamination: 0.1}}}}}}
recovery: {recovery}
facility: {{equipment: {{vessel: {{count: 1}}, freezer: {{count: 4}}}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        {STREAMS[reason]: lots for reason, lots in fails.items()},
    )


STREAMS = {
    "no_line": "procedures.derive.steps.pick.may_fail.no_line",
    "collapse": "procedures.bank_line.steps.bank.may_fail.collapse",
    "contamination": "procedures.make.steps.make.may_fail.contamination",
}
LADDER = """
  {rungs: {thaw: {restart_from: bank, lot: same, limit: 2},
           next_line: {restart_from: line, lot: next},
           again: {restart_from: tissue}},
   after: {contamination: [thaw, next_line, again]}, otherwise: [next_line, again]}
"""


def test_without_recovery_the_order_closes_with_the_reason_of_its_failure() -> None:
    told = plant("{}", {"contamination": {"0:1.1.1.1.1": 0.95}})
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:bank:1.1.1.1 bank_line.bank 2d00:00 2d00:00 3d00:00 done
        0:dose:1.1.1.1.1 make.make 3d00:00 3d00:00 8d00:00 failed
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 8d00:00 untreated contamination make -
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 8d00:00 left_over - -
        0:line:1.1.1 0d00:00 2d00:00 - 2d00:00 used - -
        0:line:1.1.2 0d00:00 2d00:00 - 8d00:00 left_over - -
        0:bank:1.1.1.1 2d00:00 3d00:00 - 8d00:00 left_over - -
        0:dose:1.1.1.1.1 3d00:00 - - 8d00:00 lost contamination make
        """
    )


def test_a_rung_restarts_from_the_same_bank_as_long_as_its_limit_and_its_packs_last() -> None:
    told = plant(LADDER, {"contamination": {"0:1.1.1.1.1": 0.95, "0:1.1.1.1.2": 0.95}})
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:bank:1.1.1.1 bank_line.bank 2d00:00 2d00:00 3d00:00 done
        0:dose:1.1.1.1.1 make.make 3d00:00 3d00:00 8d00:00 failed
        0:dose:1.1.1.1.2 make.make 8d00:00 8d00:00 13d00:00 failed
        0:dose:1.1.1.1.3 make.make 13d00:00 13d00:00 18d00:00 done
        """
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1.1.1.1 recovery thaw begun contamination bank
        13d00:00 0:dose:1.1.1.1.2 recovery thaw begun contamination bank
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 18d00:00 18d00:00 treated - - 0:dose:1.1.1.1.3
        """
    )
    assert told.rows("orders")[0]["attempts"] == 3


def test_the_next_line_is_taken_when_the_first_rung_is_used_up_and_then_everything_is_made_anew() -> None:
    told = plant(
        LADDER,
        {"contamination": {"0:1.1.1.1.1": 0.95, "0:1.1.1.1.2": 0.95, "0:1.1.1.1.3": 0.95, "0:1.1.2.1.1": 0.95}},
    )
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:bank:1.1.1.1 bank_line.bank 2d00:00 2d00:00 3d00:00 done
        0:dose:1.1.1.1.1 make.make 3d00:00 3d00:00 8d00:00 failed
        0:dose:1.1.1.1.2 make.make 8d00:00 8d00:00 13d00:00 failed
        0:dose:1.1.1.1.3 make.make 13d00:00 13d00:00 18d00:00 failed
        0:bank:1.1.2.1 bank_line.bank 18d00:00 18d00:00 19d00:00 done
        0:dose:1.1.2.1.1 make.make 19d00:00 19d00:00 24d00:00 failed
        0:line:1.2 derive.pick 24d00:00 24d00:00 26d00:00 done
        0:bank:1.2.1.1 bank_line.bank 26d00:00 26d00:00 27d00:00 done
        0:dose:1.2.1.1.1 make.make 27d00:00 27d00:00 - open
        """
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1.1.1.1 recovery thaw begun contamination bank
        13d00:00 0:dose:1.1.1.1.2 recovery thaw begun contamination bank
        18d00:00 0:dose:1.1.1.1.3 recovery next_line begun contamination line
        24d00:00 0:dose:1.1.2.1.1 recovery again begun contamination tissue
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - - open - - -
        """
    )


def test_a_reason_that_is_not_named_takes_the_other_rungs_and_the_order_closes_with_its_last_reason() -> None:
    told = plant(LADDER, {"collapse": {"0:1.1.1.1": 0.95, "0:1.1.2.1": 0.95}, "no_line": {"0:1.2": 0.95}})
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:bank:1.1.1.1 bank_line.bank 2d00:00 2d00:00 3d00:00 failed
        0:bank:1.1.2.1 bank_line.bank 3d00:00 3d00:00 4d00:00 failed
        0:line:1.2 derive.pick 4d00:00 4d00:00 6d00:00 failed
        """
    )
    assert told.decisions == lines(
        """
        3d00:00 0:bank:1.1.1.1 recovery next_line begun collapse line
        4d00:00 0:bank:1.1.2.1 recovery again begun collapse tissue
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 6d00:00 untreated no_line pick -
        """
    )


def test_a_line_that_fails_in_parallel_is_no_setback_while_another_lives() -> None:
    told = plant(LADDER, {"collapse": {"0:1.1.1.1": 0.95}}, parallel=2)
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:bank:1.1.1.1 bank_line.bank 2d00:00 2d00:00 3d00:00 failed
        0:bank:1.1.2.1 bank_line.bank 2d00:00 2d00:00 3d00:00 done
        0:dose:1.1.2.1.1 make.make 3d00:00 3d00:00 8d00:00 done
        """
    )
    assert told.decisions == []
    assert told.orders == lines(
        """
        0 0d00:00 8d00:00 8d00:00 treated - - 0:dose:1.1.2.1.1
        """
    )


def test_a_rung_without_anything_to_restart_from_is_passed_over() -> None:
    told = plant(
        "{rungs: {next_line: {restart_from: line, lot: next}, again: {restart_from: tissue}}, otherwise: [next_line, again]}",
        {"contamination": {"0:1.1.1.1.1": 0.95}},
        parallel=2,
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1.1.1.1 recovery again begun contamination tissue
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 16d00:00 16d00:00 treated - - 0:dose:1.2.1.1.1
        """
    )


def test_a_rung_that_restarts_from_the_same_lot_takes_no_other() -> None:
    told = plant(LADDER, {"contamination": {"0:1.1.1.1.1": 0.95}}, parallel=2, packs=1)
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:bank:1.1.1.1 bank_line.bank 2d00:00 2d00:00 3d00:00 done
        0:bank:1.1.2.1 bank_line.bank 2d00:00 2d00:00 3d00:00 done
        0:dose:1.1.1.1.1 make.make 3d00:00 3d00:00 8d00:00 failed
        0:line:1.2 derive.pick 8d00:00 8d00:00 10d00:00 done
        0:bank:1.2.1.1 bank_line.bank 10d00:00 10d00:00 11d00:00 done
        0:bank:1.2.2.1 bank_line.bank 10d00:00 10d00:00 11d00:00 done
        0:dose:1.2.1.1.1 make.make 11d00:00 11d00:00 16d00:00 done
        """
    )
    assert told.decisions == lines(
        """
        8d00:00 0:dose:1.1.1.1.1 recovery again begun contamination tissue
        """
    )


def test_a_rung_that_restarts_from_the_next_lot_passes_over_the_one_that_failed() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 2}}, dose: {}}
procedures:
  make:
    takes: {tissue: {stays: true}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 2, may_fail: {contamination: 0.1}}}
recovery: {rungs: {next: {restart_from: tissue, lot: next, limit: 3}}, otherwise: [next]}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.make.steps.make.may_fail.contamination": {"0:1.1": 0.95, "0:2.1": 0.95}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.make 0d00:00 0d00:00 2d00:00 failed
        0:dose:2.1 make.make 2d00:00 2d00:00 4d00:00 failed
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 4d00:00 untreated contamination make -
        """
    )


def test_who_still_feeds_when_the_order_closes_stops() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow]
    steps: {grow: {duration_d: 2, tasks: {feed: {on_d: [1.75], hands_on_h: 8, people: {operator: 1}}}}}
facility: {people: {operator: {count: 1}}}
orders: {arrive: {at_d: [0, 0.125]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1 make.grow.feed#1 1d18:00 1d18:00 2d00:00 cancelled
        1:dose:1.1 make.grow 0d03:00 0d03:00 2d03:00 done
        1:dose:1.1 make.grow.feed#1 1d21:00 2d00:00 2d03:00 cancelled
        """
    )


def test_a_rescue_goes_before_a_new_start_and_after_living_culture() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: {stays: true}}
    makes: {dose: {}}
    route: [grow, wash]
    steps:
      grow: {duration_d: 2, occupies: {vessel: 1}, may_fail: {contamination: 0.1}}
      wash: {duration_d: 1, occupies: {vessel: 2}}
recovery: {rungs: {again: {restart_from: tissue}}, otherwise: [again]}
facility: {equipment: {vessel: {count: 2}}}
orders: {arrive: {at_d: [0, 0, 0, 0]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.make.steps.grow.may_fail.contamination": {"0:1.1": 0.95}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 0d00:00 0d00:00 2d00:00 failed
        1:dose:1.1 make.grow 0d00:00 0d00:00 2d00:00 done
        1:dose:1.1 make.wash 2d00:00 2d00:00 3d00:00 done
        0:dose:1.2 make.grow 2d00:00 3d00:00 5d00:00 done
        2:dose:1.1 make.grow 0d00:00 3d00:00 5d00:00 done
        0:dose:1.2 make.wash 5d00:00 5d00:00 6d00:00 done
        2:dose:1.1 make.wash 5d00:00 6d00:00 7d00:00 done
        3:dose:1.1 make.grow 0d00:00 7d00:00 9d00:00 done
        3:dose:1.1 make.wash 9d00:00 9d00:00 10d00:00 done
        """
    )


def test_a_rung_may_ask_for_more_growth() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}}
materials: {tissue: {supply: {with_order: 1}, has: {cells: 100}}, dose: {}}
procedures:
  make:
    takes: {tissue: {lots: 1, before_release: false}}
    makes: {dose: {}}
    route: [grow]
    steps: {grow: {effects: {cells: {grow: {to: 400, doubling_d: 1}}}}}
assays: {count: {measures: {cells: {}}, turnaround_d: 1}}
specifications: {enough: {on: dose, assay: count, at_least: 500, reason: count}}
release: {dose: {needs: [enough]}}
recovery: {rungs: {again: {restart_from: tissue, more: {cells: 2}}}, otherwise: [again]}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
""".replace("with_order: 1", "with_order: 2")
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:tissue:2 - 0d00:00 - 3d00:00 used - -
        0:dose:1.1 0d00:00 2d00:00 - 3d00:00 rejected count release
        0:dose:2.1 3d00:00 6d00:00 7d00:00 7d00:00 released - -
        """
    )
    assert told.lot("0:dose:2.1")["dosed"] == 800


def test_an_order_that_withdraws_cancels_everything_in_that_instant_and_holds_nothing() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 2}}, line: {kept_in: freezer}, dose: {}}
procedures:
  derive:
    takes: {tissue: all}
    makes: {line: {}}
    in_parallel: 2
    route: [pick]
    steps: {pick: {duration_d: 2, occupies: {vessel: 1}}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    in_parallel: 2
    route: [make]
    steps: {make: {duration_d: 4, occupies: {vessel: 1}, tasks: {feed: {every_d: 1, hands_on_h: 2, people: {operator: 1}}}}}
facility: {equipment: {vessel: {count: 2}, freezer: {count: 2}}, people: {operator: {count: 2}}}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}, leaves: {per_month: 0.5}}
""",
        {"orders.leaves.per_month": {"0:": 0.912, "1:": 0.001}},
    )
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:line:2.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1.1 make.make.feed#1 3d00:00 3d00:00 3d02:00 done
        1:line:1.1 derive.pick 1d00:00 2d00:00 4d00:00 done
        0:dose:1.1.1 make.make.feed#2 4d00:00 4d00:00 4d01:05 cancelled
        0:dose:1.1.1 make.make 2d00:00 2d00:00 4d01:05 cancelled
        1:dose:1.1.1 make.make.feed#1 5d00:00 5d00:00 5d02:00 done
        1:line:2.1 derive.pick 1d00:00 4d01:05 6d01:05 done
        1:dose:1.1.1 make.make.feed#2 6d00:00 6d00:00 6d02:00 done
        1:dose:1.1.1 make.make.feed#3 7d00:00 7d00:00 7d02:00 done
        1:dose:1.1.1 make.make 4d00:00 4d00:00 8d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:tissue:2 - 0d00:00 - 0d00:00 used - -
        0:line:1.1 0d00:00 2d00:00 - 2d00:00 used - -
        0:line:2.1 0d00:00 2d00:00 - 4d01:05 left_over - -
        0:dose:1.1.1 2d00:00 - - 4d01:05 aborted - -
        1:tissue:1 - 1d00:00 - 1d00:00 used - -
        1:tissue:2 - 1d00:00 - 1d00:00 used - -
        1:line:1.1 2d00:00 4d00:00 - 4d00:00 used - -
        1:line:2.1 4d01:05 6d01:05 - 8d00:00 left_over - -
        1:dose:1.1.1 4d00:00 8d00:00 - 8d00:00 released - -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 4d01:05 withdrew withdrew in_process -
        1 1d00:00 8d00:00 8d00:00 treated - - 1:dose:1.1.1
        """
    )


def test_an_order_loses_patience_only_before_anything_is_made_for_it() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 5, occupies: {vessel: 1}}}
facility: {equipment: {vessel: {count: 1}}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}, leaves: {after_d: 8}}
"""
    )
    assert told.orders == lines(
        """
        0 0d00:00 5d00:00 5d00:00 treated - - 0:dose:1.1
        1 0d00:00 10d00:00 10d00:00 treated - - 1:dose:1.1
        2 0d00:00 - 8d00:00 lost_patience lost_patience waiting -
        """
    )


def test_an_order_that_is_unfit_when_the_product_is_there_is_not_given_it() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make: {takes: {tissue: all}, makes: {dose: {}}, route: [make], steps: {make: {duration_d: 5}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}, leaves: {unfit: 0.1}, transport_h: 4}
""",
        {"orders.leaves.unfit": {"1:": 0.95}},
    )
    assert told.orders == lines(
        """
        0 0d00:00 5d04:00 5d04:00 treated - - 0:dose:1.1
        1 0d00:00 - 5d04:00 unfit unfit treatment -
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:dose:1.1 0d00:00 5d00:00 - 5d04:00 released - -
        1:tissue:1 - 0d00:00 - 0d00:00 used - -
        1:dose:1.1 0d00:00 5d00:00 - 5d04:00 left_over - -
        """
    )


def test_a_closed_order_holds_nothing_and_nobody_works_for_it() -> None:
    told = tell(
        """
clock: {count_d: 3}
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 9, occupies: {suite: 1}, tasks: {watch: {on_d: [0], hands_on_h: 100, people: {operator: 1}, with: hood}}}}
facility:
  equipment: {suite: {count: 1, ownership: campaign}, hood: {count: 1, clearance_h: 6}}
  people: {operator: {count: 1}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}, leaves: {per_month: 0.5}}
""",
        {"orders.leaves.per_month": {"0:": 0.955}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.make.watch#1 0d00:00 0d00:00 2d00:32 cancelled
        0:dose:1.1 make.make 0d00:00 0d00:00 2d00:32 cancelled
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 2d00:32 withdrew withdrew in_process -
        """
    )
    used = {name: told.resource(name)["working_min"] for name in ("suite", "hood", "operator")}
    assert set(used.values()) == {told.rows("orders")[0]["closed_at"]}
    assert told.resource("hood")["changeover_min"] == 360
