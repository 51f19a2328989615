"""Equipment that belongs to an order, and equipment that is cleared after each use."""

from __future__ import annotations

from .told import lines, tell


def test_an_incubator_owned_by_an_order_is_shared_by_its_lots_and_freed_with_the_last() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 2}}, line: {}, dose: {}}
procedures:
  derive:
    takes: {tissue: all}
    makes: {line: {}}
    in_parallel: 2
    route: [pick, culture]
    steps:
      pick: {duration_d: {uniform: {low: 0, high: 4}}}
      culture: {duration_d: 3, occupies: {incubator: 1}}
  make:
    takes: {line: {waits_for: all}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1}}
facility: {equipment: {incubator: {count: 1, ownership: order}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.derive.steps.pick.duration_d": {"0:1.1": 0.25, "0:2.1": 0.75, "1:1.1": 0.5, "1:2.1": 0.75}},
    )
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 1d00:00 done
        1:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:line:2.1 derive.pick 0d00:00 0d00:00 3d00:00 done
        1:line:2.1 derive.pick 0d00:00 0d00:00 3d00:00 done
        0:line:1.1 derive.culture 1d00:00 1d00:00 4d00:00 done
        0:line:2.1 derive.culture 3d00:00 3d00:00 6d00:00 done
        0:dose:1.1.1 make.make 6d00:00 6d00:00 7d00:00 done
        1:line:1.1 derive.culture 2d00:00 6d00:00 9d00:00 done
        1:line:2.1 derive.culture 3d00:00 6d00:00 9d00:00 done
        1:dose:1.1.1 make.make 9d00:00 9d00:00 10d00:00 done
        """
    )
    assert told.resource("incubator")["working_min"] == (5 + 3) * 1440


def test_lots_that_wait_for_the_incubator_of_their_order_begin_together_when_the_order_gets_it() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 2}}, line: {}, dose: {}}
procedures:
  derive:
    takes: {tissue: all}
    makes: {line: {}}
    in_parallel: 2
    route: [culture]
    steps: {culture: {duration_d: 3, occupies: {incubator: 1}}}
  make:
    takes: {line: {waits_for: all}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1}}
facility: {equipment: {incubator: {count: 1, ownership: order}}}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:line:1.1 derive.culture 0d00:00 0d00:00 3d00:00 done
        0:line:2.1 derive.culture 0d00:00 0d00:00 3d00:00 done
        0:dose:1.1.1 make.make 3d00:00 3d00:00 4d00:00 done
        1:line:1.1 derive.culture 1d00:00 3d00:00 6d00:00 done
        1:line:2.1 derive.culture 1d00:00 3d00:00 6d00:00 done
        1:dose:1.1.1 make.make 6d00:00 6d00:00 7d00:00 done
        """
    )


def test_a_suite_for_a_campaign_is_held_until_its_order_closes() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [cut, grow, wash]
    steps:
      cut: {duration_d: 1, occupies: {suite: 1}}
      grow: {duration_d: 5}
      wash: {duration_d: 1, occupies: {suite: 1}}
facility: {equipment: {suite: {count: 1, ownership: campaign}}}
orders: {arrive: {at_d: [0, 2]}, wants: {dose: {lots: 1}}, transport_h: 24}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.cut 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1 make.grow 1d00:00 1d00:00 6d00:00 done
        0:dose:1.1 make.wash 6d00:00 6d00:00 7d00:00 done
        1:dose:1.1 make.cut 2d00:00 8d00:00 9d00:00 done
        1:dose:1.1 make.grow 9d00:00 9d00:00 14d00:00 done
        1:dose:1.1 make.wash 14d00:00 14d00:00 15d00:00 done
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 8d00:00 8d00:00 treated - - 0:dose:1.1
        1 2d00:00 16d00:00 16d00:00 treated - - 1:dose:1.1
        """
    )
    assert told.resource("suite")["working_min"] == 16 * 1440


def test_a_suite_is_cleared_before_the_campaign_of_the_next_order() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [cut, wash]
    steps: {cut: {duration_d: 1, occupies: {suite: 1}}, wash: {duration_d: 1, occupies: {suite: 1}}}
facility: {equipment: {suite: {count: 1, ownership: campaign, clearance_h: 12}}}
orders: {arrive: {at_d: [0, 1]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.cut 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1 make.wash 1d00:00 1d00:00 2d00:00 done
        1:dose:1.1 make.cut 1d00:00 2d12:00 3d12:00 done
        1:dose:1.1 make.wash 3d12:00 3d12:00 4d12:00 done
        """
    )
    assert told.resource("suite")["changeover_min"] == 2 * 12 * 60


def test_a_cabinet_is_kept_for_clearance_after_each_session_while_the_people_are_free() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [seed]
    steps: {seed: {tasks: {seed: {at: start, hands_on_h: 2, people: {operator: 1}, with: cabinet}}}}
facility: {equipment: {cabinet: {count: 1, clearance_h: 0.75}}, people: {operator: {count: 3}}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d00:00 0d02:00 done
        0:dose:1.1 make.seed 0d00:00 0d00:00 0d02:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 0d02:45 0d04:45 done
        1:dose:1.1 make.seed 0d00:00 0d02:45 0d04:45 done
        2:dose:1.1 make.seed.seed#0 0d00:00 0d05:30 0d07:30 done
        2:dose:1.1 make.seed 0d00:00 0d05:30 0d07:30 done
        """
    )
    cabinet, operator = told.resource("cabinet"), told.resource("operator")
    assert (cabinet["working_min"], cabinet["changeover_min"], operator["working_min"]) == (360, 135, 360)


def test_a_bench_that_a_step_occupied_is_cleared_too() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [wash]
    steps: {wash: {duration_d: 1, occupies: {bench: 1}}}
facility: {equipment: {bench: {count: 1, clearance_h: 6}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.wash 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.wash 0d00:00 1d06:00 2d06:00 done
        """
    )
    assert told.resource("bench")["changeover_min"] == 2 * 360
