"""Backward chaining: what an order wants is made of what it has, through as many procedures as that takes."""

from __future__ import annotations

from .told import lines, tell

LINES = """
attributes: {{potency: {{kind: property}}}}
materials: {{tissue: {{supply: {{with_order: 1}}}}, line: {{}}, dose: {{}}}}
procedures:
  derive:
    takes: {{tissue: all}}
    makes: {{line: {{lots: 3}}}}
    route: [pick]
    steps: {{pick: {{duration_d: 2}}}}
  make:
    takes: {{line: {take}}}
    makes: {{dose: {{}}}}
    in_parallel: {in_parallel}
    route: [make]
    steps: {{make: {{duration_d: 4, effects: {{potency: {{set: {{uniform: {{low: 0, high: 1}}}}}}}}}}}}
assays: {{trial: {{measures: {{aptitude: {{}}}}, turnaround_d: {{uniform: {{low: 0, high: 8}}}}}}}}
traits: {{aptitude: {{tissue: 0.5, line: 0.5}}}}
specifications: {{apt: {{on: line, assay: trial, at_least: -0.5, reason: aptitude}}}}
release: {{line: {{needs: [apt]}}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
"""
APTITUDE = {
    "traits.aptitude.line": {"0:1.1.1": 0.4, "0:1.1.2": 0.9, "0:1.1.3": 0.1},
    "assays.trial.turnaround_d.apt": {"0:1.1.1#1": 0.25, "0:1.1.2#1": 0.5, "0:1.1.3#1": 0.75},
}


def test_a_procedure_begins_with_the_first_lot_that_is_released() -> None:
    told = tell(LINES.format(take="all", in_parallel=1), APTITUDE)
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1.1.1 make.make 4d00:00 4d00:00 8d00:00 done
        """
    )
    assert told.results == lines(
        """
        0:line:1.1.1 apt#1 2d00:00 2d00:00 4d00:00 -0.179143 pass
        0:line:1.1.2 apt#1 2d00:00 2d00:00 6d00:00 0.906194 pass
        0:line:1.1.3 apt#1 2d00:00 2d00:00 8d00:00 -0.906194 fail
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1.1 0d00:00 2d00:00 4d00:00 4d00:00 used - -
        0:line:1.1.2 0d00:00 2d00:00 6d00:00 8d00:00 left_over - -
        0:line:1.1.3 0d00:00 2d00:00 - 8d00:00 rejected aptitude release
        0:dose:1.1.1.1 4d00:00 8d00:00 - 8d00:00 released - -
        """
    )


def test_a_procedure_that_waits_for_all_takes_the_one_it_prefers() -> None:
    told = tell(LINES.format(take="{waits_for: all, choose: {highest: trial}}", in_parallel=1), APTITUDE)
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1.2.1 make.make 8d00:00 8d00:00 12d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1.1 0d00:00 2d00:00 4d00:00 12d00:00 left_over - -
        0:line:1.1.2 0d00:00 2d00:00 6d00:00 8d00:00 used - -
        0:line:1.1.3 0d00:00 2d00:00 - 8d00:00 rejected aptitude release
        0:dose:1.1.2.1 8d00:00 12d00:00 - 12d00:00 released - -
        """
    )


def test_a_procedure_may_prefer_the_lowest() -> None:
    told = tell(LINES.format(take="{waits_for: all, choose: {lowest: trial}}", in_parallel=1), APTITUDE)
    assert [row["lot"] for row in told.rows("steps") if row["step"] == "make"] == ["0:dose:1.1.1.1"]


def test_several_lots_are_carried_in_parallel_and_the_first_to_be_made_is_given() -> None:
    told = tell(LINES.format(take="{waits_for: all, choose: {highest: trial}}", in_parallel=2), APTITUDE)
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1.1.1 make.make 8d00:00 8d00:00 12d00:00 done
        0:dose:1.1.2.1 make.make 8d00:00 8d00:00 12d00:00 cancelled
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1.1 0d00:00 2d00:00 4d00:00 8d00:00 used - -
        0:line:1.1.2 0d00:00 2d00:00 6d00:00 8d00:00 used - -
        0:line:1.1.3 0d00:00 2d00:00 - 8d00:00 rejected aptitude release
        0:dose:1.1.1.1 8d00:00 12d00:00 - 12d00:00 released - -
        0:dose:1.1.2.1 8d00:00 - - 12d00:00 aborted - -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 12d00:00 12d00:00 treated - - 0:dose:1.1.1.1
        """
    )


def test_a_procedure_that_takes_before_release_goes_on_at_risk() -> None:
    told = tell(
        LINES.format(take="{before_release: true}", in_parallel=2).replace(
            "release: {line: {needs: [apt]}}", "release: {line: {needs: [apt]}, dose: {needs: [apt]}}"
        ),
        {
            "traits.aptitude.line": {"0:1.1.1": 0.1},
            "assays.trial.turnaround_d.apt": {"0:1.1.1#1": 0.25, "0:1.1.2#1": 0.75, "0:1.1.3#1": 0.9},
        },
    )
    assert told.steps == lines(
        """
        0:line:1.1 derive.pick 0d00:00 0d00:00 2d00:00 done
        0:dose:1.1.1.1 make.make 2d00:00 2d00:00 4d00:00 cancelled
        0:dose:1.1.2.1 make.make 2d00:00 2d00:00 6d00:00 done
        """
    )
    assert told.decisions == lines(
        """
        4d00:00 0:line:1.1.1 disposition line rejected aptitude -
        4d00:00 0:dose:1.1.1.1 disposition dose stopped_in_process aptitude -
        8d00:00 0:line:1.1.2 disposition line released - -
        8d00:00 0:dose:1.1.2.1 disposition dose released - -
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1.1 0d00:00 2d00:00 - 2d00:00 used - -
        0:line:1.1.2 0d00:00 2d00:00 8d00:00 2d00:00 used - -
        0:line:1.1.3 0d00:00 2d00:00 - 8d00:00 left_over - -
        0:dose:1.1.1.1 2d00:00 - - 4d00:00 stopped_in_process aptitude release
        0:dose:1.1.2.1 2d00:00 6d00:00 8d00:00 8d00:00 released - -
        """
    )


def test_an_order_takes_as_many_lots_as_it_wants_one_after_the_other() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: {stays: true}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 3}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 2}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.make 0d00:00 0d00:00 3d00:00 done
        0:dose:1.2 make.make 3d00:00 3d00:00 6d00:00 done
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 6d00:00 6d00:00 treated - - 0:dose:1.2
        """
    )


def test_packs_are_taken_from_a_bank_until_it_is_used_up_and_left_over_when_the_order_closes() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}}
materials: {tissue: {supply: {with_order: 1}, has: {cells: 900}}, bank: {kept_in: freezer}, dose: {}}
procedures:
  freeze:
    takes: {tissue: all}
    makes: {bank: {packs: 3}}
    route: [freeze]
    steps: {freeze: {duration_d: 1}}
  make:
    takes: {bank: {packs: 2}}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 3}}
facility: {equipment: {freezer: {count: 1}}}
orders: {arrive: {at_d: [0, 2]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:bank:1.1 freeze.freeze 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1.1 make.make 1d00:00 1d00:00 4d00:00 done
        1:bank:1.1 freeze.freeze 2d00:00 4d00:00 5d00:00 done
        1:dose:1.1.1 make.make 5d00:00 5d00:00 8d00:00 done
        """
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:bank:1.1 0d00:00 1d00:00 - 4d00:00 left_over - -
        0:dose:1.1.1 1d00:00 4d00:00 - 4d00:00 released - -
        1:tissue:1 - 2d00:00 - 2d00:00 used - -
        1:bank:1.1 4d00:00 5d00:00 - 8d00:00 left_over - -
        1:dose:1.1.1 5d00:00 8d00:00 - 8d00:00 released - -
        """
    )
    bank = told.lot("0:bank:1.1")
    assert (bank["produced"], bank["dosed"], bank["discarded"], bank["packs_made"], bank["packs_left"]) == (
        900,
        600,
        300,
        3,
        1,
    )
    assert [(row["parent"], row["child"], row["packs"]) for row in told.rows("links")][:2] == [
        ("0:tissue:1", "0:bank:1.1", None),
        ("0:bank:1.1", "0:dose:1.1.1", 2),
    ]


def test_as_many_lots_are_made_as_an_amount_says_and_none_is_a_failure() -> None:
    told = tell(
        """
attributes: {colonies: {kind: amount}}
materials: {tissue: {supply: {with_order: 1}}, line: {}, dose: {}}
procedures:
  derive:
    takes: {tissue: all}
    makes: {line: {lots: {amount: colonies, at_most: 3, reason: no_colony}}}
    route: [plate]
    steps: {plate: {duration_d: 2, effects: {colonies: {count: {of: 20, chance: 0.1}}}}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.derive.steps.plate.effects.colonies.count": {"0:1.1": 0.1, "1:1.1": 0.95, "2:1.1": 0.5}},
    )
    assert told.lots == lines(
        """
        0:tissue:1 - 0d00:00 - 0d00:00 used - -
        0:line:1.1 0d00:00 - - 2d00:00 lost no_colony plate
        1:tissue:1 - 0d00:00 - 0d00:00 used - -
        1:line:1.1.1 0d00:00 2d00:00 - 2d00:00 used - -
        1:line:1.1.2 0d00:00 2d00:00 - 3d00:00 left_over - -
        1:line:1.1.3 0d00:00 2d00:00 - 3d00:00 left_over - -
        1:dose:1.1.1.1 2d00:00 3d00:00 - 3d00:00 released - -
        2:tissue:1 - 0d00:00 - 0d00:00 used - -
        2:line:1.1.1 0d00:00 2d00:00 - 2d00:00 used - -
        2:line:1.1.2 0d00:00 2d00:00 - 3d00:00 left_over - -
        2:dose:1.1.1.1 2d00:00 3d00:00 - 3d00:00 released - -
        """
    )
    assert told.orders == lines(
        """
        0 0d00:00 - 2d00:00 untreated no_colony plate -
        1 0d00:00 3d00:00 3d00:00 treated - - 1:dose:1.1.1.1
        2 0d00:00 3d00:00 3d00:00 treated - - 2:dose:1.1.1.1
        """
    )
    assert [row["true.colonies"] for row in told.rows("lots") if row["material"] == "line"] == [
        0,
        5 / 3,
        5 / 3,
        5 / 3,
        1,
        1,
    ]


def test_amounts_of_all_that_is_taken_add_up_and_properties_come_from_the_primary_parent() -> None:
    told = tell(
        """
attributes: {cells: {kind: amount}, age: {kind: property}}
materials:
  left: {supply: {with_order: 2}, has: {cells: 100, age: 7}}
  right: {supply: {at_start: 3}, has: {cells: 30, age: 9}, packs: 3}
  dose: {}
procedures:
  make:
    takes: {left: {lots: 2}, right: {packs: 2}}
    makes: {dose: {}}
    route: [mix]
    steps: {mix: {duration_d: 1}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    )
    dose = told.lot("0:dose:1.1")
    assert (dose["true.cells"], dose["true.age"], dose["parent"]) == (220, 7, "0:left:1")
    assert [(row["parent"], row["packs"]) for row in told.rows("links")] == [
        ("0:left:1", None),
        ("0:left:2", None),
        ("right0:right:1", 2),
    ]


def test_a_flag_that_is_set_in_anything_that_is_taken_is_set() -> None:
    scenario = """
attributes: {cells: {kind: amount}, sour: {kind: flag}}
materials:
  left: {supply: {with_order: 2}, has: {cells: 100, sour: {binomial: {n: 1, p: 0.1}}}}
  right: {supply: {at_start: 1}, has: {cells: 30, sour: {binomial: {n: 1, p: 0.1}}}}
  dose: {}
procedures:
  make:
    takes: {left: {lots: 2}, right: {stays: true}}
    makes: {dose: {}}
    route: [mix]
    steps: {mix: {duration_d: 1}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    of_left, of_right = "materials.left.has.sour", "materials.right.has.sour"
    for sour in ({of_left: {"0:1": 0.99}}, {of_left: {"0:2": 0.99}}, {of_right: {"right0:1": 0.99}}):
        assert tell(scenario, sour).lot("0:dose:1.1")["true.sour"] == 1
    assert tell(scenario).lot("0:dose:1.1")["true.sour"] == 0
