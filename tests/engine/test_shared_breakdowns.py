"""What an order shares, or keeps until it closes, breaks: its cultures move, wait or are lost, together."""

from __future__ import annotations

from math import exp

import pytest

from .told import Chance, Told, lines, tell


def fails_after(days: float) -> float:
    """The uniform number of an exponential life of mean 20 that ends after so many days."""
    return 1 - exp(-days / 20)


NEVER = 1 - 1e-9


def plant(rule: str, chance: Chance, count: int = 1, ownership: str = "order", days: str = "[0]") -> Told:
    """Three lots of an order grow in one shared unit, then each is finished in it."""
    return tell(
        f"""
materials: {{cells: {{supply: {{with_order: 1}}}}, line: {{}}, dose: {{}}}}
procedures:
  grow:
    takes: {{cells: all}}
    makes: {{line: {{lots: 1}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 1, occupies: {{unit: 1}}}}}}
  make:
    takes: {{line: all}}
    makes: {{dose: {{}}}}
    route: [finish]
    steps: {{finish: {{duration_d: 2, occupies: {{unit: 1}}}}}}
facility:
  equipment:
    unit: {{count: {count}, ownership: {ownership}, breaks: {{every_d: {{exponential: {{mean: 20}}}}, repair_d: 3, {rule}}}}}
orders: {{arrive: {{at_d: {days}}}, wants: {{dose: {{lots: 1}}}}}}
""",
        {"facility.equipment.unit.breaks.every_d": chance},
    )


FIRST_BREAKS = {"0": fails_after(1.5), "0#1": NEVER, "1": NEVER}


@pytest.mark.parametrize("ownership", ["order", "campaign"])
def test_a_culture_that_waits_goes_on_when_the_unit_is_repaired(ownership: str) -> None:
    told = plant("culture: waits", FIRST_BREAKS, ownership=ownership)
    assert told.steps == lines(
        """
        0:line:1.1 grow.grow 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1.1 make.finish 1d00:00 1d00:00 6d00:00 done
        """
    )
    unit = told.resource("unit")
    assert (unit["working_min"], unit["down_min"]) == (3 * 1440, 3 * 1440)


def test_a_culture_that_is_moved_goes_on_without_a_unit_where_others_keep_theirs() -> None:
    told = plant("culture: moved", FIRST_BREAKS, count=2, ownership="campaign", days="[0, 1.25]")
    assert told.steps == lines(
        """
        0:line:1.1 grow.grow 0d00:00 0d00:00 1d00:00 done
        1:line:1.1 grow.grow 1d06:00 1d06:00 2d06:00 done
        0:dose:1.1.1 make.finish 1d00:00 1d00:00 3d00:00 done
        1:dose:1.1.1 make.finish 2d06:00 2d06:00 4d06:00 done
        """
    )
    unit = told.resource("unit")
    assert unit["working_min"] == 1.5 * 1440 + 3 * 1440
    assert unit["down_min"] == 3 * 1440


def test_it_takes_a_unit_that_another_order_does_not_hold_between_its_steps() -> None:
    told = plant("culture: moved", FIRST_BREAKS, count=2, days="[0, 1.25]")
    assert told.steps[-1] == "1:dose:1.1.1 make.finish 2d06:00 3d00:00 5d00:00 done"
    assert told.resource("unit")["working_min"] == (1.5 + 1 + 0.75 + 2) * 1440


def test_a_culture_that_was_moved_is_in_the_unit_that_it_found() -> None:
    told = plant("culture: moved", FIRST_BREAKS, count=2)
    unit = told.resource("unit")
    assert (unit["working_min"], unit["down_min"]) == (3 * 1440, 3 * 1440)
    again = plant("culture: waits", {**FIRST_BREAKS, "1": fails_after(2)}, count=2)
    assert again.steps[-1] == "0:dose:1.1.1 make.finish 1d00:00 1d00:00 5d12:00 done"


@pytest.mark.parametrize("rule", ["culture: lost, reason: power", "on_interrupt: lost, reason: power"])
def test_a_culture_that_is_lost_has_the_reason_of_the_unit(rule: str) -> None:
    told = plant(rule, FIRST_BREAKS)
    assert told.lots[-1] == "0:dose:1.1.1 1d00:00 - - 1d12:00 lost power finish"
    assert told.orders == lines("0 0d00:00 - 1d12:00 untreated power finish -")
    assert told.resource("unit")["working_min"] == 1.5 * 1440


def test_an_order_that_keeps_a_unit_between_its_steps_finds_another_for_the_next() -> None:
    text = """
materials: {cells: {supply: {with_order: 1}}, line: {}, dose: {}}
procedures:
  grow:
    takes: {cells: all}
    makes: {line: {lots: 1}}
    route: [grow, rest]
    steps: {grow: {duration_d: 1, occupies: {unit: 1}}, rest: {duration_d: 2}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    route: [finish]
    steps: {finish: {duration_d: 2, occupies: {unit: 1}}}
facility:
  equipment:
    unit: {count: 1, ownership: campaign, breaks: {every_d: {exponential: {mean: 20}}, repair_d: 3}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    told = tell(text, {"facility.equipment.unit.breaks.every_d": FIRST_BREAKS})
    assert told.steps[-1] == "0:dose:1.1.1 make.finish 3d00:00 4d12:00 6d12:00 done"
    assert told.resource("unit")["working_min"] == (1.5 + 2) * 1440


def test_what_waits_for_another_unit_waits_no_longer_when_its_order_closes() -> None:
    told = plant("culture: moved", FIRST_BREAKS)
    assert told.steps[-1] == "0:dose:1.1.1 make.finish 1d00:00 1d00:00 3d00:00 done"
    assert told.resource("unit")["working_min"] == 1.5 * 1440
    assert told.replication.plant.dispatcher.waiting == 0


def test_several_lots_of_an_order_are_lost_with_the_unit_they_share() -> None:
    text = """
materials: {cells: {supply: {with_order: 1}}, line: {}, dose: {}}
procedures:
  pick: {takes: {cells: all}, makes: {line: {lots: 3}}, route: [pick], steps: {pick: {duration_d: 1}}}
  make:
    takes: {line: all}
    makes: {dose: {}}
    in_parallel: 3
    route: [finish]
    steps: {finish: {duration_d: 2, occupies: {unit: 1}}}
facility:
  equipment:
    unit: {count: 1, ownership: order, breaks: {every_d: {exponential: {mean: 20}}, repair_d: 3, culture: lost}}
orders: {arrive: {at_d: [0]}, wants: {dose: {lots: 1}}}
"""
    told = tell(text, {"facility.equipment.unit.breaks.every_d": FIRST_BREAKS})
    assert [line for line in told.lots if ":dose:" in line] == [
        f"0:dose:1.1.{k}.1 1d00:00 - - 1d12:00 lost equipment finish" for k in (1, 2, 3)
    ]


def test_a_unit_that_an_order_gave_back_breaks_for_nobody() -> None:
    told = plant("culture: lost", {"0": fails_after(5), "0#1": NEVER}, days="[0, 6]")
    assert [line.split()[-4:] for line in told.orders] == [
        ["treated", "-", "-", "0:dose:1.1.1"],
        ["treated", "-", "-", "1:dose:1.1.1"],
    ]
    assert told.steps[-1] == "1:dose:1.1.1 make.finish 9d00:00 9d00:00 11d00:00 done"
    assert told.resource("unit")["down_min"] == 3 * 1440
