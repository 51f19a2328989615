"""Attended work in shifts: a task begins where its planned minutes fit."""

from __future__ import annotations

import pytest

from .told import Told, lines, tell


def plant(task: str, operator: str, arrive: str, more: str = "", equipment: str = "") -> Told:
    """One step that is all attended work."""
    return tell(
        f"""
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [seed]
    steps: {{seed: {{tasks: {{seed: {task}}}{more}}}}}
facility: {{equipment: {{{equipment}}}, people: {{operator: {operator}}}}}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}}}
"""
    )


DAY_SHIFT = "{count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}"


def test_a_task_that_does_not_fit_the_shift_waits_for_the_next() -> None:
    told = plant("{at: start, hands_on_h: 3, people: {operator: 1}}", DAY_SHIFT, "[0, 0, 0, 3.6]")
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d08:00 0d11:00 done
        0:dose:1.1 make.seed 0d00:00 0d08:00 0d11:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 0d11:00 0d14:00 done
        1:dose:1.1 make.seed 0d00:00 0d11:00 0d14:00 done
        2:dose:1.1 make.seed.seed#0 0d00:00 1d08:00 1d11:00 done
        2:dose:1.1 make.seed 0d00:00 1d08:00 1d11:00 done
        3:dose:1.1 make.seed.seed#0 3d14:24 4d08:00 4d11:00 done
        3:dose:1.1 make.seed 3d14:24 4d08:00 4d11:00 done
        """
    )


def test_a_shorter_task_may_use_the_rest_of_the_shift() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [seed, note]
    steps:
      seed: {tasks: {seed: {at: start, hands_on_h: 5, people: {operator: 1}}}}
      note: {tasks: {note: {at: start, hands_on_h: 1, people: {operator: 1}}}}
facility: {people: {operator: {count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}}}
orders: {arrive: {at_d: [0, 0]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d08:00 0d13:00 done
        0:dose:1.1 make.seed 0d00:00 0d08:00 0d13:00 done
        0:dose:1.1 make.note.note#0 0d13:00 0d13:00 0d14:00 done
        0:dose:1.1 make.note 0d13:00 0d13:00 0d14:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 1d08:00 1d13:00 done
        1:dose:1.1 make.seed 0d00:00 1d08:00 1d13:00 done
        1:dose:1.1 make.note.note#0 1d13:00 1d13:00 1d14:00 done
        1:dose:1.1 make.note 1d13:00 1d13:00 1d14:00 done
        """
    )


def test_what_lasts_longer_than_planned_is_finished_in_overtime() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [seed]
    steps:
      seed: {tasks: {seed: {at: start, hands_on_h: {uniform: {low: 2, high: 6}}, people: {operator: 1}}}}
facility: {people: {operator: {count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}}}
orders: {arrive: {at_d: [0, 0, 0]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.make.steps.seed.tasks.seed.hands_on_h": {"0:1.1": 0.25, "1:1.1": 0.975, "2:1.1": 0.75}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d08:00 0d11:00 done
        0:dose:1.1 make.seed 0d00:00 0d08:00 0d11:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 0d11:00 0d16:54 done
        1:dose:1.1 make.seed 0d00:00 0d11:00 0d16:54 done
        2:dose:1.1 make.seed.seed#0 0d00:00 1d08:00 1d13:00 done
        2:dose:1.1 make.seed 0d00:00 1d08:00 1d13:00 done
        """
    )
    operator = told.resource("operator")
    assert (operator["working_min"], operator["overtime_min"]) == (180 + 354 + 300, 54)
    parts = ("working_min", "held_waiting_min", "changeover_min", "down_min", "idle_min", "off_shift_min")
    assert sum(operator[part] for part in parts) == operator["calendar_min"] == 30 * 1440


def test_work_that_runs_into_the_next_shift_is_no_overtime() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [seed]
    steps:
      seed: {tasks: {seed: {at: start, hands_on_h: {uniform: {low: 2, high: 6}}, people: {operator: 1}}}}
facility:
  people: {operator: {count: 1, shifts: [{days: mon-fri, from_h: 0, hours_h: 12}, {days: mon-fri, from_h: 12, hours_h: 6}]}}
orders: {arrive: {at_d: [0.3, 0.6]}, wants: {dose: {lots: 1}}}
""",
        {"procedures.make.steps.seed.tasks.seed.hands_on_h": {"0:1.1": 0.975, "1:1.1": 0.975}},
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d07:12 0d07:12 0d13:06 done
        0:dose:1.1 make.seed 0d07:12 0d07:12 0d13:06 done
        1:dose:1.1 make.seed.seed#0 0d14:24 1d00:00 1d05:54 done
        1:dose:1.1 make.seed 0d14:24 1d00:00 1d05:54 done
        """
    )
    operator = told.resource("operator")
    assert (operator["working_min"], operator["overtime_min"]) == (2 * 354, 0)
    assert operator["off_shift_min"] == operator["calendar_min"] - 22 * 18 * 60


@pytest.mark.parametrize(("night", "overtime_min"), [(4, 0), (3, 54), (1, 54 + 66 + 54), (0, 2 * (54 + 66))])
def test_who_is_not_relieved_by_the_next_shift_works_overtime(night: int, overtime_min: int) -> None:
    told = tell(
        f"""
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [seed]
    steps:
      seed: {{tasks: {{seed: {{at: start, hands_on_h: {{uniform: {{low: 2, high: 6}}}}, people: {{operator: 2}}}}}}}}
facility:
  people:
    operator:
      count: 4
      price_per_h: 60
      overtime_price_per_h: 120
      shifts: [{{days: mon-fri, from_h: 0, hours_h: 12}}, {{days: mon-fri, from_h: 12, hours_h: 6, count: {night}}}]
orders: {{arrive: {{at_d: [0.3, 0.3]}}, wants: {{dose: {{lots: 1}}}}}}
""",
        {"procedures.make.steps.seed.tasks.seed.hands_on_h": {"0:1.1": 0.925, "1:1.1": 0.975}},
    )
    assert [row.split()[4] for row in told.steps if "#0" in row] == ["0d12:54", "0d13:06"]
    operator = told.resource("operator")
    assert operator["overtime_min"] == overtime_min
    assert operator["idle_min"] == 22 * 60 * (12 * 4 + 6 * night) - operator["working_min"] + overtime_min >= 0
    paid = sum(told.lot(f"{order}:dose:1.1")["cost_labour"] for order in (0, 1))
    assert paid == pytest.approx(operator["working_min"] + overtime_min)


def test_a_step_that_waits_for_the_shift_does_not_hold_its_equipment() -> None:
    told = plant(
        "{at: start, hands_on_h: 3, people: {operator: 1}}",
        DAY_SHIFT,
        "[0, 0, 0]",
        ", duration_d: 0.5, occupies: {position: 1}",
        "position: {count: 1}",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d08:00 0d11:00 done
        0:dose:1.1 make.seed 0d00:00 0d08:00 0d20:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 1d08:00 1d11:00 done
        1:dose:1.1 make.seed 0d00:00 1d08:00 1d20:00 done
        2:dose:1.1 make.seed.seed#0 0d00:00 2d08:00 2d11:00 done
        2:dose:1.1 make.seed 0d00:00 2d08:00 2d20:00 done
        """
    )


def test_nobody_is_on_duty_on_a_holiday() -> None:
    told = plant(
        "{at: start, hands_on_h: 8, people: {operator: 1}}",
        "{count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}], holidays: [2026-01-06, 2026-01-09]}",
        "[0, 0, 0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d08:00 0d16:00 done
        0:dose:1.1 make.seed 0d00:00 0d08:00 0d16:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 2d08:00 2d16:00 done
        1:dose:1.1 make.seed 0d00:00 2d08:00 2d16:00 done
        2:dose:1.1 make.seed.seed#0 0d00:00 3d08:00 3d16:00 done
        2:dose:1.1 make.seed 0d00:00 3d08:00 3d16:00 done
        3:dose:1.1 make.seed.seed#0 0d00:00 7d08:00 7d16:00 done
        3:dose:1.1 make.seed 0d00:00 7d08:00 7d16:00 done
        """
    )


def test_a_shift_may_last_through_the_night_and_have_fewer_people() -> None:
    told = plant(
        "{at: start, hands_on_h: 5, people: {operator: 1}}",
        "{count: 2, shifts: [{days: mon, from_h: 20, hours_h: 10}, {days: tue, from_h: 20, hours_h: 10, count: 1}]}",
        "[0, 0, 0, 0, 0, 0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d20:00 1d01:00 done
        0:dose:1.1 make.seed 0d00:00 0d20:00 1d01:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 0d20:00 1d01:00 done
        1:dose:1.1 make.seed 0d00:00 0d20:00 1d01:00 done
        2:dose:1.1 make.seed.seed#0 0d00:00 1d01:00 1d06:00 done
        2:dose:1.1 make.seed 0d00:00 1d01:00 1d06:00 done
        3:dose:1.1 make.seed.seed#0 0d00:00 1d01:00 1d06:00 done
        3:dose:1.1 make.seed 0d00:00 1d01:00 1d06:00 done
        4:dose:1.1 make.seed.seed#0 0d00:00 1d20:00 2d01:00 done
        4:dose:1.1 make.seed 0d00:00 1d20:00 2d01:00 done
        5:dose:1.1 make.seed.seed#0 0d00:00 2d01:00 2d06:00 done
        5:dose:1.1 make.seed 0d00:00 2d01:00 2d06:00 done
        6:dose:1.1 make.seed.seed#0 0d00:00 7d20:00 8d01:00 done
        6:dose:1.1 make.seed 0d00:00 7d20:00 8d01:00 done
        """
    )
