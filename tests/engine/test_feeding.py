"""Tasks that come again while a step lasts."""

from __future__ import annotations

from .told import Told, lines, tell


def plant(task: str, operator: str, arrive: str = "[0]", days: float = 4) -> Told:
    """A culture that is fed."""
    return tell(
        f"""
attributes: {{cells: {{kind: amount}}}}
materials: {{tissue: {{supply: {{with_order: 1}}, has: {{cells: 1000}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: {days}, tasks: {{feed: {task}}}}}}}
facility: {{people: {{operator: {operator}}}}}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}}}
"""
    )


def test_feedings_are_due_at_fixed_times_after_the_start_and_not_at_the_end() -> None:
    told = plant("{every_d: 1, hands_on_h: 2, people: {operator: 1}}", "{count: 1}", "[0.5]")
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 1d12:00 1d12:00 1d14:00 done
        0:dose:1.1 make.grow.feed#2 2d12:00 2d12:00 2d14:00 done
        0:dose:1.1 make.grow.feed#3 3d12:00 3d12:00 3d14:00 done
        0:dose:1.1 make.grow 0d12:00 0d12:00 4d12:00 done
        """
    )


def test_feedings_on_days_are_due_on_those_days() -> None:
    told = plant("{on_d: [0, 0.5, 3, 9], hands_on_h: 2, people: {operator: 1}}", "{count: 1}")
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 0d00:00 0d00:00 0d02:00 done
        0:dose:1.1 make.grow.feed#2 0d12:00 0d12:00 0d14:00 done
        0:dose:1.1 make.grow.feed#3 3d00:00 3d00:00 3d02:00 done
        0:dose:1.1 make.grow 0d00:00 0d00:00 4d00:00 done
        """
    )


def test_a_feeding_still_waiting_when_the_next_is_due_is_merged_with_it_and_counted_missed() -> None:
    told = plant(
        "{every_d: 1, hands_on_h: 2, people: {operator: 1}, late_after_h: 4, late_costs: {cells: 0.5}}",
        "{count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}",
        "[3.5]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 4d12:00 4d12:00 4d14:00 done
        0:dose:1.1 make.grow.feed#3 6d12:00 - - missed late
        0:dose:1.1 make.grow.feed#2 5d12:00 7d08:00 7d10:00 done late
        0:dose:1.1 make.grow 3d12:00 3d12:00 7d12:00 done
        """
    )
    assert told.decisions == lines(
        """
        6d12:00 0:dose:1.1 deviation grow.feed missed missed -
        7d08:00 0:dose:1.1 deviation grow.feed late late -
        """
    )
    assert told.lot("0:dose:1.1")["dosed"] == 500


def test_a_missed_feeding_costs_what_it_says_beside_the_late_one() -> None:
    told = plant(
        "{every_d: 1, hands_on_h: 2, people: {operator: 1}, missed_costs: {cells: 0.2}}",
        "{count: 1, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}]}",
        "[3.5]",
    )
    assert told.decisions == lines("6d12:00 0:dose:1.1 deviation grow.feed missed missed -")
    assert told.lot("0:dose:1.1")["dosed"] == 800


def test_a_late_feeding_is_a_deviation_and_costs_cells() -> None:
    told = plant(
        "{every_d: 1, hands_on_h: 6, people: {operator: 1}, late_after_h: 4, late_costs: {cells: 0.1}}",
        "{count: 1}",
        "[0, 0]",
        2,
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 1d00:00 1d00:00 1d06:00 done
        1:dose:1.1 make.grow.feed#1 1d00:00 1d06:00 1d12:00 done late
        0:dose:1.1 make.grow 0d00:00 0d00:00 2d00:00 done
        1:dose:1.1 make.grow 0d00:00 0d00:00 2d00:00 done
        """
    )
    assert told.decisions == lines(
        """
        1d06:00 1:dose:1.1 deviation grow.feed late late -
        """
    )
    assert [told.lot(f"{order}:dose:1.1")["dosed"] for order in (0, 1)] == [1000, 900]


def test_a_feeding_that_waits_at_the_end_of_its_step_is_missed() -> None:
    told = plant(
        "{every_d: 1, hands_on_h: 2, people: {operator: 1}}",
        "{count: 1, shifts: [{days: mon-thu, from_h: 0, hours_h: 24}]}",
        "[2]",
        3,
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 3d00:00 3d00:00 3d02:00 done
        0:dose:1.1 make.grow.feed#2 4d00:00 - - missed late
        0:dose:1.1 make.grow 2d00:00 2d00:00 5d00:00 done
        """
    )


def test_what_waits_or_goes_on_at_the_end_is_in_the_rows() -> None:
    told = plant("{every_d: 1, hands_on_h: 20, people: {operator: 1}}", "{count: 1}", "[28, 28.5, 28.75]")
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 29d00:00 29d00:00 29d20:00 done
        0:dose:1.1 make.grow 28d00:00 28d00:00 - open
        1:dose:1.1 make.grow 28d12:00 28d12:00 - open
        2:dose:1.1 make.grow 28d18:00 28d18:00 - open
        0:dose:1.1 make.grow.feed#2 30d00:00 - - open
        1:dose:1.1 make.grow.feed#1 29d12:00 29d20:00 - open
        2:dose:1.1 make.grow.feed#1 29d18:00 - - open
        """
    )


def test_no_feeding_falls_due_while_the_culture_waits_for_its_harvest() -> None:
    told = tell(
        """
materials: {tissue: {supply: {with_order: 1}}, dose: {}}
procedures:
  make:
    takes: {tissue: all}
    makes: {dose: {}}
    route: [grow]
    steps:
      grow:
        duration_d: 2
        tasks:
          feed: {every_d: 0.5, hands_on_h: 1, people: {feeder: 1}}
          harvest: {at: end, hands_on_h: 1, people: {harvester: 1}}
facility:
  people: {feeder: {count: 1}, harvester: {count: 1, shifts: [{days: [fri], from_h: 8, hours_h: 8}]}}
orders: {arrive: {at_d: [1]}, wants: {dose: {lots: 1}}}
"""
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.feed#1 1d12:00 1d12:00 1d13:00 done
        0:dose:1.1 make.grow.feed#2 2d00:00 2d00:00 2d01:00 done
        0:dose:1.1 make.grow.feed#3 2d12:00 2d12:00 2d13:00 done
        0:dose:1.1 make.grow.harvest#0 3d00:00 4d08:00 4d09:00 done
        0:dose:1.1 make.grow 1d00:00 1d00:00 4d09:00 done
        """
    )
