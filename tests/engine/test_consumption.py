"""Steps that use up packs of stock: a stock-out stops the step, expiry and reorder points are those of stock."""

from __future__ import annotations

from .told import Told, lines, tell


def plant(medium: str, steps: str, days: str = "[0, 0, 1]", facility: str = "{}") -> Told:
    return tell(
        f"""
materials: {{cells: {{supply: {{with_order: 1}}}}, medium: {medium}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow, ripen]
    steps: {steps}
facility: {facility}
orders: {{arrive: {{at_d: {days}}}, wants: {{dose: {{lots: 1}}}}}}
"""
    )


GROW = "{grow: {duration_d: 1}, ripen: {duration_d: 2, consumes: {medium: 2}}}"


def links(told: Told) -> list[tuple[str, str, int]]:
    return [(row["parent"], row["child"], row["packs"]) for row in told.rows("links") if "medium" in row["parent"]]


def test_a_stock_out_stops_the_step_that_needs_it_and_not_the_one_before() -> None:
    told = plant("{supply: {bought: {below: {packs: 2}, lead_time_d: 3}}, packs: 2}", GROW)
    assert told.steps == lines(
        """
        0:dose:1.1 make.grow 0d00:00 0d00:00 1d00:00 done
        1:dose:1.1 make.grow 0d00:00 0d00:00 1d00:00 done
        2:dose:1.1 make.grow 1d00:00 1d00:00 2d00:00 done
        0:dose:1.1 make.ripen 1d00:00 3d00:00 5d00:00 done
        1:dose:1.1 make.ripen 1d00:00 6d00:00 8d00:00 done
        2:dose:1.1 make.ripen 2d00:00 9d00:00 11d00:00 done
        """
    )
    medium = told.resource("medium")
    assert (medium["kind"], medium["seized"], medium["wait_min"]) == ("stock", 3, (2 + 5 + 7) * 1440)


def test_packs_of_several_lots_are_used_up_the_oldest_first_and_their_price_goes_along() -> None:
    told = plant(
        "{supply: {bought: {below: {packs: 4}, lots: 2, lead_time_d: 0.5, price: 90}}, packs: 3}", GROW, "[0, 0.1]"
    )
    assert links(told) == [
        ("medium0:medium:1", "0:dose:1.1", 2),
        ("medium0:medium:1", "1:dose:1.1", 1),
        ("medium0:medium:2", "1:dose:1.1", 1),
    ]
    assert [told.lot(f"{order}:dose:1.1")["cost_consumables"] for order in (0, 1)] == [60, 60]
    assert [told.lot(f"medium0:medium:{k}")["cost_consumables"] for k in (1, 2)] == [0, 60]


def test_what_expired_is_not_used_and_is_bought_again() -> None:
    told = plant("{supply: {bought: {below: {packs: 1}, lead_time_d: 1}}, packs: 2, shelf_life_d: 2}", GROW, "[3]")
    assert [line for line in told.lots if "medium" in line] == lines(
        """
        medium0:medium:1 - 1d00:00 - 3d00:00 expired expired release
        medium1:medium:1 - 4d00:00 - 4d00:00 used - -
        medium2:medium:1 - 5d00:00 - 7d00:00 expired expired release
        """
    ) + [line for line in told.lots if "medium" in line][3:]
    assert told.steps[-1] == "0:dose:1.1 make.ripen 4d00:00 4d00:00 6d00:00 done"


def test_equipment_and_packs_are_granted_together_or_not_at_all() -> None:
    told = plant(
        "{supply: {arrive: {at_d: [5]}}, packs: 2}",
        "{grow: {duration_d: 1}, ripen: {duration_d: 2, occupies: {unit: 1}, consumes: {medium: 1}}}",
        "[0, 0]",
        "{equipment: {unit: {count: 1}}}",
    )
    assert told.steps[2:] == lines(
        """
        0:dose:1.1 make.ripen 1d00:00 5d00:00 7d00:00 done
        1:dose:1.1 make.ripen 1d00:00 7d00:00 9d00:00 done
        """
    )
    assert told.resource("unit")["working_min"] == 4 * 1440


def test_a_step_done_by_either_of_two_groups_needs_the_packs_all_the_same() -> None:
    told = plant(
        "{supply: {arrive: {at_d: [3]}}, packs: 2}",
        "{grow: {duration_d: 1}, ripen: {consumes: {medium: 1}, tasks: {do: "
        "{at: start, hands_on_h: 2, people: {a: 1}, alternatively: {b: 1}}}}}",
        "[0, 0]",
        "{people: {a: {count: 1}, b: {count: 1}}}",
    )
    assert sorted(row["uses"] for row in told.rows("steps") if row["task"]) == ["a:1", "b:1"]
    assert [row["started_at"] for row in told.rows("steps") if row["step"] == "ripen"] == [3 * 1440] * 4


def test_stock_is_filled_up_to_a_level_when_it_falls_below_another() -> None:
    told = plant(
        "{supply: {bought: {below: {packs: 3}, up_to: {packs: 10}, lead_time_d: 0.5}}, packs: 2}",
        "{grow: {duration_d: 1}, ripen: {duration_d: 1, consumes: {medium: 4}}}",
        "[0, 1, 2]",
    )
    bought = [line.split()[0] for line in told.lots if "medium" in line]
    # Ten packs at the start; after two orders two are left, so eight are bought; the third order takes four of ten.
    assert bought == [f"medium0:medium:{k}" for k in range(1, 6)] + [f"medium1:medium:{k}" for k in range(1, 5)]
    assert told.steps[-1] == "2:dose:1.1 make.ripen 3d00:00 3d00:00 4d00:00 done"
