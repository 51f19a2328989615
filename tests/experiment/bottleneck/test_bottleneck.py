"""One more of each resource, on the same random numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.experiment.bottleneck.bottleneck import Bottleneck, bottleneck, one_more, resources, with_bought
from cipsc_sim.experiment.bottleneck.words import sentences
from cipsc_sim.experiment.study.sweep import sweep
from cipsc_sim.scenario.load import load_scenario

from ..study.results.test_jams import PLANT as JAMMED

PLANT = """\
title: Two machines in a row
question: Which of them is the bottleneck?
grade: choice
clock: {start_date: 2026-01-05, warm_up_d: 0, count_d: 200, run_out_d: 0}
materials: {job: {supply: {with_order: 1}}, done: {}}
procedures:
  make:
    takes: {job: all}
    makes: {done: {lots: 1}}
    route: [rough, fine]
    steps:
      rough: {duration_d: 1, occupies: {lathe: 1}}
      fine: {duration_d: {exponential: {mean: 2}}, occupies: {grinder: 1}}
facility:
  equipment: {lathe: {title: Lathe, count: 1}, grinder: {title: Grinder, count: 1}}
  people: {fitter: {count: 3, shifts: [{days: mon-fri, from_h: 8, hours_h: 8}, {days: sat-sun, from_h: 8, hours_h: 8, count: 1}]}}
orders: {arrive: {poisson: {per_year: 300}}, wants: {done: {lots: 1}}}
"""


MAKER = "  grow: {takes: {cells: {stays: true}}, makes: {organ: {lots: 1}}, route: [grow], steps: {grow: {duration_d: 6}}}\n"


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bottleneck") / "machines.yaml"
    path.write_text(PLANT)
    return path


@pytest.fixture(scope="module")
def found(plant: Path) -> Bottleneck:
    return bottleneck(plant, plant.with_name("out"), pairs=5, workers=1)


def test_one_more_of_the_slower_machine_gives_most_and_of_nobody_nothing(found: Bottleneck) -> None:
    table = found.table.set_index("resource")
    assert table.index[0] == "grinder"
    assert table.loc["grinder", "treated_low"] > 0
    assert table.loc["grinder", "lead_time_d_high"] < 0
    assert table.loc["fitter", ["treated", "treated_low", "treated_high"]].tolist() == [0, 0, 0]
    assert found.sentences[0].startswith("One more of “Grinder” gives most: +")
    assert any(each.startswith("Use, waiting and effect agree. The busiest is “Grinder”") for each in found.sentences)


def test_the_figure_shows_every_column_of_the_table_in_its_order(found: Bottleneck) -> None:
    drawn = [list(trace.x) for trace in found.figure.data]
    assert drawn[2] == pytest.approx(found.table["treated"].tolist())
    assert drawn[0] == pytest.approx((100 * found.table["utilisation"]).tolist(), nan_ok=True)


def test_the_effects_are_those_of_two_runs_side_by_side(found: Bottleneck, plant: Path) -> None:
    estimates = found.swept.values("treated_per_year")["mean"].astype(float)
    assert found.table.set_index("resource").loc["grinder", "treated"] == pytest.approx(estimates[2] - estimates[0])


def test_the_folder_holds_the_study_and_its_scenario_and_can_be_played_from_there(found: Bottleneck) -> None:
    again = sweep(found.swept.folder / "study.yaml", found.swept.folder, workers=1, force=True)
    assert again.played == 0
    pd.testing.assert_frame_equal(again.estimates, found.swept.estimates)
    assert "Two machines in a row" in found.page.read_text()


def test_one_more_of_a_group_is_one_more_in_every_shift(plant: Path) -> None:
    loaded = load_scenario(plant)
    assert resources(loaded) == ["lathe", "grinder", "fitter"]
    assert one_more(loaded, "fitter") == {"facility.people.fitter.count": 4, "facility.people.fitter.shifts.1.count": 2}
    bought = with_bought(loaded, ["grinder", "fitter", "fitter"]).scenario.facility
    assert (bought.equipment["grinder"].count, bought.people["fitter"].count) == (2, 5)
    assert [shift.count for shift in bought.people["fitter"].shifts] == [None, 3]


def test_a_store_that_is_too_small_is_told(tmp_path: Path) -> None:
    (tmp_path / "plant.yaml").write_text(JAMMED)
    found = bottleneck(tmp_path / "plant.yaml", tmp_path / "out", pairs=1, workers=1)
    assert found.sentences[-1].startswith("Positions (store) too few at 2 of 2 points (as it is, one more store): ")
    assert "Positions (store) too few at 2 of 2 points" in found.page.read_text(encoding="utf-8")


def test_a_resource_that_is_not_there_cannot_be_bought(plant: Path) -> None:
    with pytest.raises(RunError, match=r'no resource "grindr".*grinder'):
        bottleneck(plant, plant.with_name("never"), bought=["grindr"])
    assert not plant.with_name("never").exists()


def test_the_words_say_where_use_waiting_and_effect_do_not_agree(found: Bottleneck) -> None:
    table = found.table.set_index("resource", drop=False)
    table.loc["lathe", ["utilisation", "wait_h_per_year"]] = [0.99, 1e6]
    said = list(sentences(table.reset_index(drop=True), found.swept))
    assert any("They do not agree. The busiest is “Lathe”" in each and "one more of “Grinder”" in each for each in said)
    table.loc["grinder", "wait_h_per_year"] = 1e7
    assert any(each.startswith("Waiting and effect agree, use does not") for each in sentences(table, found.swept))
    unsure = table.assign(treated_low=-1.0, treated_high=1.5, lead_time_d_high=1.0).reset_index(drop=True)
    said = list(sentences(unsure, found.swept))
    assert said[0].startswith("No single purchase surely lets more orders be treated")
    assert "±1.25" in said[0]
    untold = table.assign(treated_low=np.nan, lead_time_d_high=np.nan).reset_index(drop=True)
    assert next(sentences(untold, found.swept)).startswith("Fewer than ten replications")


@pytest.mark.parametrize(
    ("supply", "maker", "said"),
    [
        ("{arrive: {poisson: {per_year: 60}}}", "", "which comes from outside: no more of what is here shortens that."),
        ("{made_below: {lots: 1}}", MAKER, "which is made here: more of what makes it shortens that."),
    ],
)
def test_waiting_for_what_is_no_equipment_is_told_too(supply: str, maker: str, said: str, tmp_path: Path) -> None:
    text = PLANT.replace(
        "done: {}}", f"done: {{}}, organ: {{title: Organs, supply: {supply}}}, cells: {{supply: {{at_start: 1}}}}}}"
    )
    text = text.replace("takes: {job: all}", "takes: {job: all, organ: {lots: 1}}")
    text = text.replace("procedures:\n", f"procedures:\n{maker}").replace("warm_up_d: 0", "warm_up_d: 50")
    (tmp_path / "organs.yaml").write_text(text)
    found = bottleneck(tmp_path / "organs.yaml", tmp_path / "out", pairs=5, workers=1)
    (told,) = (each for each in found.sentences if "Organs" in each)
    assert told.startswith("A treated order waits ") and told.endswith(said)
