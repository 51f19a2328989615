"""The plan of the baseline: sums of medians, as the model states them."""

from __future__ import annotations

import pytest

from cipsc_sim.experiment.plan import Plan, make_plan
from cipsc_sim.scenario.load import load_scenario

from .playing import BASELINE

CLOSED = 1e-9


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_scenario(BASELINE))


def released_d(plan: Plan, material: str) -> float:
    released = next(milestone.released_d for milestone in plan.milestones if milestone.material == material)
    assert released is not None
    return released


def test_a_line_is_released_after_118_or_119_days(plan: Plan) -> None:
    assert 117.5 <= released_d(plan, "line_bank") < 119.5


def test_a_batch_is_released_after_177_to_180_days(plan: Plan) -> None:
    assert 176.5 <= released_d(plan, "islets") < 180.5


def test_one_vial_doubles_twelve_times(plan: Plan) -> None:
    doublings, unit = plan.totals["doublings in the last procedure"]
    assert (round(doublings, 1), unit) == (12.0, "doublings")


def test_five_billion_cells_fill_eight_litres_and_a_third(plan: Plan) -> None:
    aggregation = plan.table.set_index("step").loc["aggregate"]
    seeded = plan.table.set_index("step").loc["expand", "cells"].iloc[-1]
    volume_ml, unit = plan.totals["culture volume from aggregation, at release testing"]
    assert seeded == 5e9
    assert (round(volume_ml / 1000, 1), unit) == (8.3, "mL")
    assert aggregation["medium_l"] == 8.3


def test_nine_tenths_of_the_stem_cells_become_islet_cells(plan: Plan) -> None:
    net, _ = plan.totals["net yield, produced per unit at the end of growth"]
    assert round(net, 2) == 0.89


def test_a_batch_holds_three_million_islet_equivalents_before_the_draw(plan: Plan) -> None:
    before, unit = plan.totals["islet equivalents, before samples and retain"]
    at_testing, _ = plan.totals["islet equivalents, at release testing"]
    assert (round(before / 1e6, 2), unit) == (2.97, "IEQ")
    assert 0.96 * before <= at_testing < before


def test_about_130_openings_in_three_welded_vessels(plan: Plan) -> None:
    opened = plan.table.query("procedure == 'differentiate' and step not in ['thaw', 'expand']")["openings"].sum()
    assert 125 < opened < 135
    assert plan.totals["open manipulations in the last procedure"][0] > opened


def test_about_600_openings_in_seventeen_vessels_by_hand() -> None:
    by_hand = make_plan(load_scenario(BASELINE.with_name("manual_vessels.yaml"))).table
    opened = by_hand.query("procedure == 'differentiate' and step not in ['thaw', 'expand']")["openings"].sum()
    assert 570 < opened < 650


def test_a_release_panel_costs_25000_and_the_genome_of_a_line_8000() -> None:
    scenario = load_scenario(BASELINE).scenario
    release, hour = scenario.release["islets"], scenario.facility.people["analyst"].price_per_h
    gates = {"definitive_endoderm", "pancreatic_progenitor"}
    panel = {*release.needs, *release.follows, "non_endocrine"} - gates
    assays = [scenario.assays[scenario.specifications[name].assay] for name in panel]
    genome = ("early_karyotype", "array_copy_number", "bank_karyotype", "bank_wgs")
    hours = [each.hands_on_h.central for each in assays if each.hands_on_h is not None]

    assert sum(each.cost for each in assays) + hour * sum(hours) == pytest.approx(25_000, rel=0.01)
    assert sum(scenario.assays[name].cost for name in genome) == 8_000


def test_every_balance_closes(plan: Plan) -> None:
    assert {balance.material for balance in plan.balances} > {"stromal_bank", "line", "line_bank", "islets"}
    for balance in plan.balances:
        assert abs(balance.difference) <= CLOSED * max(1.0, balance.produced)


def test_cells_islet_equivalents_and_vials_are_balanced(plan: Plan) -> None:
    balances = {(balance.material, balance.attribute): balance for balance in plan.balances}
    vials, dose = balances["line_bank", "packs"], balances["islets", "ieq"]
    early, late = balances["islets", "cells"].sampled, 10_000

    assert (vials.produced, vials.dosed, vials.sampled, vials.discarded) == (30, 1, 5, 24)
    assert (balances["stromal_bank", "packs"].dosed, balances["stromal_bank", "packs"].discarded) == (2, 3)
    assert dose.unit == "IEQ"
    assert dose.sampled == pytest.approx(late)  # those of the tests at harvest
    assert dose.retained == pytest.approx(0.025 * dose.produced, rel=1e-9)
    assert early > late * 1500  # cells of the tests before harvest too
    assert {"cells", "residual_cells"} <= {attribute for material, attribute in balances if material == "islets"}


def test_totals_are_of_what_is_wanted(plan: Plan) -> None:
    assert not any("lipoaspirate" in name for name in plan.totals)
    assert "culture volume from aggregation, at release testing" in plan.totals


def test_the_steps_follow_each_other(plan: Plan) -> None:
    table = plan.table
    assert (table["day_out"] > table["day_in"]).all()
    assert (table["day_in"].iloc[1:].to_numpy() >= table["day_out"].iloc[:-1].to_numpy()).all()
