"""Who gets what: all or nothing, in the order of asking."""

from __future__ import annotations

from .told import Told, lines, tell


def plant(steps: str, facility: str, arrive: str = "[0]") -> Told:
    """One procedure whose route is the steps as they stand."""
    written = [line.strip() for line in steps.strip().splitlines()]
    route = ", ".join(line.split(":")[0] for line in written)
    body = "\n".join(f"      {line}" for line in written)
    return tell(
        f"""
materials: {{tissue: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{tissue: all}}
    makes: {{dose: {{}}}}
    route: [{route}]
    steps:
{body}
facility: {facility}
orders: {{arrive: {{at_d: {arrive}}}, wants: {{dose: {{lots: 1}}}}}}
"""
    )


def test_a_step_waits_for_all_it_needs_and_holds_nothing_meanwhile() -> None:
    told = plant(
        """
        cut: {duration_d: 1, occupies: {knife: 1}}
        dry: {duration_d: 2, occupies: {knife: 1, rack: 1}}
        """,
        "{equipment: {knife: {count: 2}, rack: {count: 1}}}",
        "[0, 0, 1]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.cut 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.cut 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.cut 1d00:00 1d00:00 2d00:00 done
        0:dose:1.1 make.dry 1d00:00 1d00:00 3d00:00 done
        1:dose:1.1 make.dry 1d00:00 3d00:00 5d00:00 done
        2:dose:1.1 make.dry 2d00:00 5d00:00 7d00:00 done
        """
    )


def test_what_is_freed_in_a_minute_goes_to_who_asked_first_and_living_culture_goes_before_new_starts() -> None:
    told = plant(
        """
        cut: {duration_d: 1, occupies: {bench: 1}}
        rest: {duration_d: 0.5}
        pack: {duration_d: 1, occupies: {bench: 1}}
        """,
        "{equipment: {bench: {count: 1}}}",
        "[0, 0.25, 0.5]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.cut 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1 make.rest 1d00:00 1d00:00 1d12:00 done
        1:dose:1.1 make.cut 0d06:00 1d00:00 2d00:00 done
        1:dose:1.1 make.rest 2d00:00 2d00:00 2d12:00 done
        0:dose:1.1 make.pack 1d12:00 2d00:00 3d00:00 done
        1:dose:1.1 make.pack 2d12:00 3d00:00 4d00:00 done
        2:dose:1.1 make.cut 0d12:00 4d00:00 5d00:00 done
        2:dose:1.1 make.rest 5d00:00 5d00:00 5d12:00 done
        2:dose:1.1 make.pack 5d12:00 5d12:00 6d12:00 done
        """
    )


def test_a_step_that_holds_keeps_its_equipment_until_the_next_has_begun() -> None:
    told = plant(
        """
        turn: {duration_d: 1, occupies: {lathe: 1}, holds: true}
        mill: {duration_d: 3, occupies: {mill: 1}}
        """,
        "{equipment: {lathe: {count: 1}, mill: {count: 1}}}",
        "[0, 0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.turn 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.turn 0d00:00 1d00:00 2d00:00 done
        0:dose:1.1 make.mill 1d00:00 1d00:00 4d00:00 done
        2:dose:1.1 make.turn 0d00:00 4d00:00 5d00:00 done
        1:dose:1.1 make.mill 2d00:00 4d00:00 7d00:00 done
        2:dose:1.1 make.mill 5d00:00 7d00:00 10d00:00 done
        """
    )
    lathe = told.resource("lathe")
    assert (lathe["working_min"], lathe["held_waiting_min"]) == (3 * 1440, 4 * 1440)


def test_the_same_position_is_kept_from_step_to_step_and_not_given_back_between() -> None:
    told = plant(
        """
        seed: {duration_d: 1, occupies: {position: 1}}
        feed: {duration_d: 1, occupies: {position: same, cabinet: 1}}
        grow: {duration_d: 1, occupies: {position: same}}
        """,
        "{equipment: {position: {count: 2}, cabinet: {count: 1}}}",
        "[0, 0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.seed 0d00:00 0d00:00 1d00:00 done
        0:dose:1.1 make.feed 1d00:00 1d00:00 2d00:00 done
        0:dose:1.1 make.grow 2d00:00 2d00:00 3d00:00 done
        1:dose:1.1 make.feed 1d00:00 2d00:00 3d00:00 done
        1:dose:1.1 make.grow 3d00:00 3d00:00 4d00:00 done
        2:dose:1.1 make.seed 0d00:00 3d00:00 4d00:00 done
        2:dose:1.1 make.feed 4d00:00 4d00:00 5d00:00 done
        2:dose:1.1 make.grow 5d00:00 5d00:00 6d00:00 done
        """
    )
    position = told.resource("position")
    assert position["working_min"] + position["held_waiting_min"] == (3 + 4 + 3) * 1440


def test_a_step_that_holds_something_lasts_at_least_a_minute() -> None:
    told = plant(
        """
        label: {duration_d: 0}
        weigh: {duration_d: 0, occupies: {scale: 1}}
        """,
        "{equipment: {scale: {count: 1}}}",
        "[0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.label 0d00:00 0d00:00 0d00:00 done
        1:dose:1.1 make.label 0d00:00 0d00:00 0d00:00 done
        0:dose:1.1 make.weigh 0d00:00 0d00:00 0d00:01 done
        1:dose:1.1 make.weigh 0d00:00 0d00:01 0d00:02 done
        """
    )


def test_the_people_of_a_start_task_are_asked_for_together_with_what_the_step_occupies() -> None:
    told = plant(
        """
        seed: {duration_d: 1, occupies: {position: 1}, tasks: {seed: {at: start, hands_on_h: 6, people: {operator: 1}}}}
        """,
        "{equipment: {position: {count: 2}}, people: {operator: {count: 1}}}",
        "[0, 0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.seed.seed#0 0d00:00 0d00:00 0d06:00 done
        1:dose:1.1 make.seed.seed#0 0d00:00 0d06:00 0d12:00 done
        0:dose:1.1 make.seed 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.seed 0d00:00 0d06:00 1d06:00 done
        2:dose:1.1 make.seed.seed#0 0d00:00 1d00:00 1d06:00 done
        2:dose:1.1 make.seed 0d00:00 1d00:00 2d00:00 done
        """
    )
    assert told.resource("position")["working_min"] == 3 * 1440
    assert told.resource("operator")["working_min"] == 3 * 360


def test_the_end_task_comes_after_the_duration_and_the_step_ends_with_it() -> None:
    told = plant(
        """
        grow: {duration_d: 1, occupies: {position: 1}, tasks: {harvest: {at: end, hands_on_h: 6, people: {operator: 1}, with: cabinet}}}
        """,
        "{equipment: {position: {count: 2}, cabinet: {count: 1}}, people: {operator: {count: 2}}}",
        "[0, 0]",
    )
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow.harvest#0 1d00:00 1d00:00 1d06:00 done
        0:dose:1.1 make.grow 0d00:00 0d00:00 1d06:00 done
        1:dose:1.1 make.grow.harvest#0 1d00:00 1d06:00 1d12:00 done
        1:dose:1.1 make.grow 0d00:00 0d00:00 1d12:00 done
        """
    )


def test_waiting_minutes_are_charged_to_what_was_short_and_sum_to_all_waiting() -> None:
    told = plant(
        """
        cut: {duration_d: 1, occupies: {knife: 1}}
        dry: {duration_d: 2, occupies: {knife: 1, rack: 1}}
        """,
        "{equipment: {knife: {count: 2}, rack: {count: 1}}}",
        "[0, 0, 0, 0, 1, 2, 2.5]",
    )
    waited = sum(row["started_at"] - row["requested_at"] for row in told.rows("steps"))
    charged = {name: told.resource(name)["wait_min"] for name in ("knife", "rack")}
    assert waited == sum(charged.values()) > 0
    assert charged == {"knife": 9.5 * 1440, "rack": 27 * 1440}
