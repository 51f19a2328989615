"""Work on the site itself: clearance by people, repair by people, maintenance."""

from __future__ import annotations

from .told import Told, lines, plant_of, play, tell


def plant(equipment: str, people: str = "{}", days: str = "[0, 0]", more: str = "", clock: str = "") -> Told:
    return tell(text_of(equipment, people, days, more, clock))


def text_of(equipment: str, people: str, days: str, more: str = "", clock: str = "") -> str:
    return f"""
{clock}
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 1, occupies: {{unit: 1}}{more}}}}}
facility: {{equipment: {{unit: {equipment}}}, people: {people}}}
orders: {{arrive: {{at_d: {days}}}, wants: {{dose: {{lots: 1}}}}}}
"""


def test_clearance_waits_for_who_does_it_and_who_uses_the_unit_waits_for_both() -> None:
    cleaner = "{cleaner: {count: 1, price_per_h: 10, shifts: [{days: mon-sun, from_h: 8, hours_h: 8}]}}"
    told = plant("{count: 1, clearance_h: 2, cleared_by: {cleaner: 1}}", cleaner)
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.grow 0d00:00 1d10:00 2d10:00 done
        """
    )
    assert told.resource("unit")["changeover_min"] == (10 + 2) * 60
    assert told.resource("cleaner")["working_min"] == 2 * 2 * 60
    assert [told.lot(f"{order}:dose:1.1")["cost_labour"] for order in (0, 1)] == [20, 20]


def test_clearance_that_does_not_fit_the_shift_waits_for_the_next() -> None:
    cleaner = "{cleaner: {count: 1, shifts: [{days: mon-sun, from_h: 23, hours_h: 3}]}}"
    told = plant("{count: 1, clearance_h: 2.5, cleared_by: {cleaner: 1}}", cleaner)
    assert told.steps[1] == "1:dose:1.1 make.grow 0d00:00 2d01:30 3d01:30 done"


def test_clearance_of_what_an_order_owned_begins_when_the_order_closes() -> None:
    told = plant("{count: 1, ownership: campaign, clearance_h: 3, cleared_by: {cleaner: 2}}", "{cleaner: {count: 2}}")
    assert told.steps[1] == "1:dose:1.1 make.grow 0d00:00 1d03:00 2d03:00 done"
    assert told.resource("cleaner")["working_min"] == 2 * 2 * 3 * 60


def test_strict_order_does_not_keep_clearance_from_who_does_it() -> None:
    told = tell(
        """
materials: {cells: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {cells: all}
    makes: {dose: {}}
    route: [grow]
    steps: {grow: {duration_d: 1, occupies: {unit: 1}, tasks: {seed: {at: start, hands_on_h: 1, people: {smith: 1}}}}}
facility:
  overtaking: strict
  equipment: {unit: {count: 1, clearance_h: 2, cleared_by: {smith: 1}}}
  people: {smith: {count: 1}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    begun = [row["started_at"] for row in told.rows("steps") if not row["task"]]
    assert begun == [0, 26 * 60, 52 * 60]


def test_maintenance_begins_when_a_unit_is_free_and_interrupts_nothing() -> None:
    told = plant("{count: 1, maintenance: {check: {every_d: 10, lasts_h: 12}}}", days="[9.5, 10, 19, 20]")
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 9d12:00 9d12:00 10d12:00 done
        1:dose:1.1 make.grow 10d00:00 11d00:00 12d00:00 done
        2:dose:1.1 make.grow 19d00:00 19d00:00 20d00:00 done
        3:dose:1.1 make.grow 20d00:00 20d12:00 21d12:00 done
        """
    )
    assert told.resource("unit")["down_min"] == 2 * 12 * 60


def test_maintenance_of_several_units_is_spread_over_its_interval_and_needs_its_people() -> None:
    fitter = "{fitter: {count: 1, shifts: [{days: mon-sun, from_h: 6, hours_h: 4}]}}"
    told = plant("{count: 3, maintenance: {check: {every_d: 9, lasts_h: 3, by: {fitter: 1}}}}", fitter, "[0]")
    assert told.resource("unit")["down_min"] == told.resource("fitter")["working_min"] == 9 * 3 * 60
    longer = plant("{count: 3, maintenance: {check: {every_d: 9, lasts_h: 2, by: {fitter: 1}}}}", fitter, "[0]")
    assert longer.resource("unit")["down_min"] == 9 * 2 * 60


def test_maintenance_of_what_an_order_owns_waits_until_it_lets_go() -> None:
    told = plant("{count: 1, ownership: campaign, maintenance: {check: {every_d: 10, lasts_h: 12}}}", days="[9.5, 10]")
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 9d12:00 9d12:00 10d12:00 done
        1:dose:1.1 make.grow 10d00:00 11d00:00 12d00:00 done
        """
    )


def test_a_repair_waits_for_who_does_it() -> None:
    fitter = "{fitter: {count: 1, shifts: [{days: tue, from_h: 8, hours_h: 8}]}}"
    breaks = "{every_d: {exponential: {mean: 20}}, repair_d: 0.25, culture: waits, repaired_by: {fitter: 1}}"
    chance = {"facility.equipment.unit.breaks.every_d": {"0": 1 - 2.718281828**-0.025, "0#1": 1 - 1e-9}}
    told = tell_with(breaks, fitter, chance)
    assert told.steps == lines("0:dose:1.1 make.grow 0d00:00 0d00:00 2d02:00 done")
    assert told.resource("unit")["down_min"] == 26 * 60
    assert told.resource("fitter")["working_min"] == 6 * 60


def tell_with(breaks: str, people: str, chance: dict[str, dict[str, float]], rest: str = "count: 1") -> Told:
    return tell(
        f"""
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 1, occupies: {{unit: 1}}}}}}
facility: {{equipment: {{unit: {{{rest}, breaks: {breaks}}}}}, people: {people}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        chance,
    )


FITTER = (
    "fitter: {count: 1, price_per_h: 10, overtime_price_per_h: 30, shifts: [{days: mon-sun, from_h: 6, hours_h: 4}]}"
)


def test_the_site_pays_who_maintains_and_no_lot_does() -> None:
    check = "{count: 1, price_per_h: 1, maintenance: {check: {every_d: 9, lasts_h: 3, by: {fitter: 1}}}}"
    told = plant(check, f"{{{FITTER}}}", "[0]")
    assert told.resource("fitter")["upkeep_cost"] == 3 * 3 * 10
    assert told.resource("unit")["upkeep_cost"] == 0
    assert sum(lot["cost_labour"] or 0 for lot in told.rows("lots")) == 0


def test_the_site_pays_for_the_hours_in_the_window_alone() -> None:
    check = "{count: 1, maintenance: {check: {every_d: 9, lasts_h: 3, by: {fitter: 1}}}}"
    told = plant(check, f"{{{FITTER}}}", "[0]", clock="clock: {warm_up_d: 10, count_d: 8.3, run_out_d: 10}")
    assert told.resource("fitter")["upkeep_cost"] == 1.2 * 60 * 10 / 60


def test_repair_past_the_end_of_a_shift_is_paid_as_overtime() -> None:
    told = tell(
        f"""
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 1, occupies: {{unit: 1}}}}}}
facility:
  equipment:
    unit:
      count: 1
      breaks: {{every_d: {{uniform: {{low: 0, high: 20}}}}, repair_d: {{uniform: {{low: 0, high: 0.25}}}}, repaired_by: {{fitter: 1}}}}
  people: {{{FITTER}}}
orders: {{arrive: {{at_d: [0]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        chance={
            "facility.equipment.unit.breaks.every_d": {"0": 0.5, "0#1": 1 - 1e-9},
            "facility.equipment.unit.breaks.repair_d": {"0": 1 - 1e-9},
        },
    )
    assert told.resource("fitter")["overtime_min"] == 2 * 60
    assert told.resource("fitter")["upkeep_cost"] == 6 * 10 + 2 * 20


def test_clearance_that_a_prior_makes_longer_than_the_shift_is_paid_as_overtime_by_the_lot() -> None:
    unit = "{count: 1, clearance_h: 3, cleared_by: {fitter: 1}}"
    scenario = plant_of(text_of(unit, f"{{{FITTER}}}", "[0]"))
    longer = scenario.facility.equipment["unit"].model_copy(update={"clearance_h": 5.0})
    facility = scenario.facility.model_copy(update={"equipment": {"unit": longer}})
    told = play(scenario.model_copy(update={"facility": facility}))
    assert told.resource("unit")["changeover_min"] == (6 + 5) * 60
    assert told.resource("fitter")["overtime_min"] == 60
    assert told.resource("fitter")["upkeep_cost"] == 0
    assert told.lot("0:dose:1.1")["cost_labour"] == 5 * 10 + 1 * 20


def test_of_what_an_order_shared_the_lot_that_left_it_last_pays_for_clearance() -> None:
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
    takes: {line: all}
    makes: {dose: {}}
    route: [make]
    steps: {make: {duration_d: 1}}
facility:
  equipment: {incubator: {count: 1, ownership: order, clearance_h: 2, cleared_by: {cleaner: 1}}}
  people: {cleaner: {count: 1, price_per_h: 10}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
""",
        chance={"procedures.derive.steps.pick.duration_d": {"0:1.1": 0.75, "0:2.1": 0.25}},
    )
    paid = {lot["lot"]: lot["cost_labour"] for lot in told.rows("lots") if lot["cost_labour"]}
    assert told.resource("cleaner")["upkeep_cost"] == 0
    assert paid == {"0:line:1.1": 20}


def test_who_asks_for_fewer_people_than_any_task_begins_when_so_many_are_free() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow, pack]
    steps:
      grow: {duration_d: 0.25, occupies: {vessel: 1}}
      pack: {tasks: {pack: {at: start, hands_on_h: 12, people: {operator: 2}}}}
facility:
  equipment: {vessel: {count: 3, clearance_h: 2, cleared_by: {operator: 1}}}
  people: {operator: {count: 3}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.resource("vessel")["changeover_min"] == (2 + 4 + 6) * 60
