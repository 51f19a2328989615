"""Runs of an assay: an instrument held to the result, samples run together, an instrument that fails."""

from __future__ import annotations

from math import exp, log

import pytest

from .told import Chance, Told, lines, tell


def plant(
    assay: str, days: str = "[0, 0, 0]", people: str = "{analyst: {count: 1}}", reader: str = "count: 1",
    chance: Chance | None = None, more: str = "",
) -> Told:  # fmt: skip
    return tell(
        f"""
attributes: {{quality: {{kind: property}}}}
materials: {{cells: {{supply: {{with_order: 1}}}}, dose: {{}}}}
procedures:
  make:
    takes: {{cells: all}}
    makes: {{dose: {{}}}}
    route: [grow]
    steps: {{grow: {{duration_d: 1, effects: {{quality: {{set: 0.5}}}}}}}}
assays:
  flow: {{measures: {{quality: {{}}}}, {assay}}}
specifications: {{good: {{on: dose, assay: flow, at_least: 0.3, reason: quality}}}}
release: {{dose: {{needs: [good]}}}}
facility: {{equipment: {{reader: {{{reader}}}}}, people: {people}}}
orders: {{arrive: {{at_d: {days}}}, wants: {{dose: {{lots: 1}}}}{more}}}
""",
        chance,
    )


def test_an_instrument_is_held_from_the_start_of_a_run_to_its_result() -> None:
    told = plant("turnaround_d: 0.5, occupies: {reader: 1}, by: analyst, hands_on_h: 2")
    assert told.results == lines(
        """
        0:dose:1.1 good#1 1d00:00 1d00:00 1d12:00 0.5 pass
        1:dose:1.1 good#1 1d00:00 1d12:00 2d00:00 0.5 pass
        2:dose:1.1 good#1 1d00:00 2d00:00 2d12:00 0.5 pass
        """
    )
    assert told.resource("reader")["working_min"] == 3 * 12 * 60
    assert told.resource("analyst")["working_min"] == 3 * 2 * 60


def test_an_instrument_without_an_analyst_is_waited_for_all_the_same() -> None:
    told = plant("turnaround_d: 0.5, occupies: {reader: 1}", "[0, 0]")
    assert [row["started_at"] for row in told.rows("results")] == [1440, 1440 + 720]


def test_samples_are_run_together_as_soon_as_the_run_is_full() -> None:
    assay = "turnaround_d: 0.5, together: {most: 2, waits_d: 3}, by: analyst, hands_on_h: 2, cost: 100"
    told = plant(assay, "[0, 1, 1.5, 4]", "{analyst: {count: 1, price_per_h: 50}}")
    assert told.results == lines(
        """
        0:dose:1.1 good#1 1d00:00 2d00:00 2d12:00 0.5 pass
        1:dose:1.1 good#1 2d00:00 2d00:00 2d12:00 0.5 pass
        2:dose:1.1 good#1 2d12:00 5d00:00 5d12:00 0.5 pass
        3:dose:1.1 good#1 5d00:00 5d00:00 5d12:00 0.5 pass
        """
    )
    assert told.resource("analyst")["working_min"] == 2 * 2 * 60
    assert [told.lot(f"{order}:dose:1.1")["cost_tests"] for order in range(4)] == [50] * 4
    assert [told.lot(f"{order}:dose:1.1")["cost_labour"] for order in range(4)] == [50] * 4
    attended = [(row["order"], row["lot"]) for row in told.rows("steps") if row["procedure"] == "flow"]
    assert attended == [(0, "0:dose:1.1"), (2, "2:dose:1.1")]


def test_the_first_sample_waits_no_longer_than_it_says() -> None:
    told = plant("turnaround_d: 0.5, together: {most: 9, waits_d: 1.5}, by: analyst, hands_on_h: 2", "[0, 1, 3]")
    assert [row["started_at"] / 1440 for row in told.rows("results")] == [2.5, 2.5, 5.5]


def test_samples_of_one_instant_are_run_together_even_if_none_waits() -> None:
    told = plant("turnaround_d: 0.5, together: {most: 2}, by: analyst, hands_on_h: 2")
    assert [row["started_at"] for row in told.rows("results")] == [1440, 1440, 1440 + 120]


def test_samples_that_come_while_a_run_waits_for_an_analyst_join_it() -> None:
    late = "{analyst: {count: 1, shifts: [{days: wed, from_h: 8, hours_h: 8}]}}"
    told = plant("turnaround_d: 0.5, together: {most: 3}, by: analyst, hands_on_h: 2", "[0, 0.2, 0.5, 0.6]", late)
    assert [row["started_at"] for row in told.rows("results")] == [2 * 1440 + 480] * 3 + [2 * 1440 + 600]


def test_a_run_together_begins_on_a_day_of_runs() -> None:
    assay = "turnaround_d: 0.5, runs_on: [wed, thu], together: {most: 9, waits_d: 0.5}, by: analyst, hands_on_h: 2"
    told = plant(assay, "[0, 0.5, 1.75, 3.5]")
    assert [row["started_at"] / 1440 for row in told.rows("results")] == [2.5, 2.5, 3.25, 9.5]


def test_a_sample_that_has_waited_long_enough_on_another_day_waits_for_the_next_day_of_runs() -> None:
    assay = "turnaround_d: 0.5, runs_on: [wed], together: {most: 9, waits_d: 0.5}, by: analyst, hands_on_h: 2"
    told = plant(assay, "[1.75]")
    assert [row["started_at"] / 1440 for row in told.rows("results")] == [9.0]


def test_a_run_together_holds_one_instrument_to_its_last_result() -> None:
    assay = "turnaround_d: {uniform: {low: 0, high: 2}}, occupies: {reader: 1}, together: {most: 2}"
    told = plant(assay, "[0, 0, 0]", chance={"assays.flow.turnaround_d.good": {"0:1.1#1": 0.25, "1:1.1#1": 0.75}})
    assert told.results == lines(
        """
        0:dose:1.1 good#1 1d00:00 1d00:00 1d12:00 0.5 pass
        1:dose:1.1 good#1 1d00:00 1d00:00 2d12:00 0.5 pass
        2:dose:1.1 good#1 1d00:00 2d12:00 3d12:00 0.5 pass
        """
    )
    assert told.resource("reader")["working_min"] == 2.5 * 1440


def test_an_order_that_leaves_takes_its_sample_out_of_the_waiting_run() -> None:
    assay = "turnaround_d: 0.5, together: {most: 2, waits_d: 4}, by: analyst, hands_on_h: 2"
    rate = -log(0.5) / 30.4375
    chance = {"orders.leaves.per_month": {"0": exp(-rate * 2), "1": 1e-9, "2": 1e-9}}
    told = plant(assay, "[0, 2, 2.5]", chance=chance, more=", leaves: {per_month: 0.5}")
    assert [row["started_at"] / 1440 for row in told.rows("results")] == [3.5, 3.5]


def fails_after(days: float) -> float:
    return 1 - exp(-days / 20)


@pytest.mark.parametrize("together", ["", ", together: {most: 2}"])
def test_a_run_whose_instrument_fails_is_invalid_and_is_run_again(together: str) -> None:
    told = plant(
        f"turnaround_d: 0.5, occupies: {{reader: 1}}, by: analyst, hands_on_h: 2{together}",
        "[0]",
        reader="count: 1, breaks: {every_d: {exponential: {mean: 20}}, repair_d: 1}",
        chance={"facility.equipment.reader.breaks.every_d": {"0": fails_after(1.25), "0#1": 1 - 1e-9}},
    )
    assert told.results == lines(
        """
        0:dose:1.1 good#1 1d00:00 1d00:00 1d06:00 - invalid
        0:dose:1.1 good#1 1d06:00 2d06:00 2d18:00 0.5 pass
        """
    )
    reader = told.resource("reader")
    assert (reader["working_min"], reader["down_min"]) == ((6 + 12) * 60, 1440)
