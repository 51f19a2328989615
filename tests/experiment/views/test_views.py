"""Views of studies: what they say of plants whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cipsc_sim.errors import RunError, ScenarioError
from cipsc_sim.experiment.study.page.page import study_page
from cipsc_sim.experiment.study.reading.file import read_study
from cipsc_sim.experiment.study.sweep import Swept, sweep
from cipsc_sim.experiment.views import capacity, purchases, staffing
from cipsc_sim.experiment.views.view import view_of

MACHINE = """\
title: One machine
question: How many jobs a year?
grade: choice
clock: {start_date: 2026-01-05, warm_up_d: 100, count_d: 200, run_out_d: 30}
materials: {job: {supply: {with_order: 1}}, done: {}}
procedures: {make: {takes: {job: all}, makes: {done: {lots: 1}}, route: [turn], steps: {turn: {duration_d: 1, occupies: {lathe: 1}}}}}
facility: {equipment: {lathe: {title: Lathes, count: 1}}}
costs: {fixed_per_year: 1000}
orders: {arrive: {poisson: {per_year: 300}}, wants: {done: {lots: 1}}}
"""
SHOP = """\
title: Two hours of work a day
question: Who is on duty?
grade: choice
clock: {start_date: 2026-01-05, count_d: 112, run_out_d: 20}
materials: {job: {supply: {with_order: 1}}, done: {}}
procedures:
  make:
    takes: {job: all}
    makes: {done: {lots: 1}}
    route: [grow]
    steps:
      grow: {duration_d: 13.5, tasks: {feed: {every_d: 1, at_h: 8, hands_on_h: 2, people: {keeper: 1}, late_after_h: 1}}}
facility: {people: {keeper: {title: Keepers, count: 1, shifts: [{days: mon-sun, from_h: 8, hours_h: 8}]}}}
orders: {arrive: {every_d: 14}, wants: {done: {lots: 1}}}
"""
CAPACITY = """\
title: Capacity
question: How many?
scenario: machine.yaml
pairs: 5
factors: {jobs: {path: orders.arrive.poisson.per_year, values: [500, 150, 250]}}
design: {grid: all}
view: capacity
"""
STAFFING = """\
title: Staffing
question: Who?
scenario: shop.yaml
pairs: 5
factors:
  keepers: {path: facility.people.keeper.count, values: [1, 2]}
  shifts:
    path: facility.people.keeper.shifts
    values: [[{days: mon-sun, from_h: 8, hours_h: 8}], [{days: mon-fri, from_h: 8, hours_h: 8}]]
design: {grid: all}
view: staffing
"""
PURCHASES = """\
title: Purchases
question: When?
scenario: machine.yaml
pairs: 5
design:
  listed:
    - few on one: {orders.arrive.poisson.per_year: 150}
    - many on one: {orders.arrive.poisson.per_year: 500}
    - many on two: {orders.arrive.poisson.per_year: 500, facility.equipment.lathe.count: 2}
view: purchases
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("views")
    for name, text in (
        ("machine", MACHINE),
        ("shop", SHOP),
        ("capacity", CAPACITY),
        ("staffing", STAFFING),
        ("purchases", PURCHASES),
    ):
        (place / f"{name}.yaml").write_text(text)
    return place


@pytest.fixture(scope="module")
def played(folder: Path) -> dict[str, Swept]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cipsc_sim.experiment.study.sweep._page", lambda swept: "page")
        names = ("capacity", "staffing", "purchases")
        return {name: sweep(folder / f"{name}.yaml", folder / f"{name}-out", workers=1) for name in names}


def test_the_knee_of_one_machine_lies_around_what_it_can_do(played: dict[str, Swept]) -> None:
    curve = capacity.curve_of(played["capacity"])
    assert curve["demand"].tolist() == [150, 250, 500]
    assert curve["rises"].tolist() == [False, False, True]
    assert capacity.knee(curve) == (150, 250), "a machine used to two thirds makes jobs wait"
    assert capacity.knee(curve.assign(time_p90_low=0.0)) == (250, 500), "without waits it is where open orders rise"
    at_most = curve["treated"].iloc[2]
    assert at_most == pytest.approx(365, rel=0.01), "a job a day, the machine never idle"
    assert curve["treated_p10"].iloc[0] < curve["treated_p50"].iloc[0]
    said = list(capacity.sentences(curve))
    assert said[0].startswith("The knee lies between 150 and 250 orders a year: P90 from order to treatment is ")
    assert said[-2].startswith("From 500 orders a year on open orders surely rise; 36")
    assert said[-1] == (
        "At 500 orders a year demand exceeds capacity; where they do, the fullest resource, “Lathes”, is occupied 100 % of its time."
    )


def test_where_nothing_rises_or_all_does_the_knee_is_beyond_what_was_played() -> None:
    curve = pd.DataFrame({"demand": [10.0, 20.0], "rises": [False, False], "growth_low": [0.0, 0.0], "why": "full"})
    curve = curve.assign(treated=1.0, treated_p50=1.0, treated_p10=1.0, time_p90=1.0, time_p90_low=1.0)
    assert "knee lies above 20" in next(capacity.sentences(curve))
    assert next(capacity.sentences(curve.assign(rises=True))).startswith("Already at 10 orders a year")
    assert next(capacity.sentences(curve.assign(growth_low=np.nan))).startswith("Fewer than ten replications")


def test_why_open_orders_rise_is_said_where_they_begin_to_and_where_it_becomes_another_thing() -> None:
    whys = ["", "demand exceeds supply, not capacity; they wait", "demand exceeds supply, not capacity; still", "full"]
    curve = pd.DataFrame({"demand": [10.0, 20.0, 30.0, 40.0], "why": whys, "growth_low": 0.0, "treated": 9.0})
    curve = curve.assign(rises=curve["why"] != "", treated_p50=1.0, treated_p10=1.0, time_p90=1.0, time_p90_low=1.0)
    assert list(capacity.sentences(curve))[2:] == [
        "From 20 orders a year on open orders surely rise; 9.00 are treated a year at the most.",
        "At 20 orders a year demand exceeds supply, not capacity; they wait.",
        "At 40 orders a year full.",
    ]


def test_the_quantiles_of_orders_treated_are_those_of_replications(played: dict[str, Swept]) -> None:
    swept = played["capacity"]
    each = [tally.counts["treated_per_year"] for tally in swept.tallies(1)]
    told = swept.values("treated_per_year.p10")["mean"].astype(float)[1]
    assert told == pytest.approx(np.quantile(each, 0.1, method="median_unbiased"))


def test_a_weekend_without_anybody_leaves_feedings_late_and_missed(played: dict[str, Swept]) -> None:
    grid = staffing.grid_of(played["staffing"]).set_index(["count", "shifts"])
    whole, week = grid.loc[1, "mon-sun 8-16"], grid.loc[1, "mon-fri 8-16"]
    assert whole["on_time"] == 1
    assert whole["paid_h"] == pytest.approx(365 * 8)
    assert week["paid_h"] == pytest.approx(365 * 8 * 5 / 7)
    assert grid.loc[2, "mon-sun 8-16"]["paid_h"] == pytest.approx(2 * 365 * 8)
    assert week["on_time"] == 8 / 13, (
        "Saturday's is done late on Monday, in place of Sunday's and Monday's; the last two never"
    )
    said = view_of(played["staffing"]).sentences
    assert (
        said[0]
        .replace("\xa0", " ")
        .startswith("Keepers: 1 on mon-sun 8-16 keep 100 % of tasks on time with 2,920 paid hours a year")
    )


def test_staffing_of_too_few_replications_recommends_nothing(played: dict[str, Swept]) -> None:
    grid = staffing.grid_of(played["staffing"]).assign(on_time_low=np.nan)
    (said,) = staffing.sentences(grid, "Keepers")
    assert said.startswith("Fewer than ten replications: which of these keep tasks on time cannot be told.")


def test_a_map_over_shifts_says_them_in_words(played: dict[str, Swept]) -> None:
    page = study_page(played["staffing"])
    maps = [each.split("</script>")[0] for each in page.split("data-figure=")[1:]]
    assert sum("mon-fri 8-16" in each for each in maps) > 3, "those of the view, and those of the estimates"
    assert not any("from_h" in each for each in maps)


def test_what_is_bought_is_what_the_next_site_has_more(played: dict[str, Swept]) -> None:
    steps = purchases.steps_of(played["purchases"])
    assert steps["keeps_up"].tolist() == [True, False, True]
    assert steps["bought"].tolist() == [[], [], ["Lathes 1 → 2"]]
    treated = steps["treated"].iloc[0]
    assert steps["cost_of_fixed"].iloc[0] == pytest.approx(1000 / treated, rel=0.05), (
        "all it costs, over who is treated"
    )
    assert steps["busiest"].iloc[1] == ("Lathes", pytest.approx(1, abs=1e-3))
    assert view_of(played["purchases"]).sentences == (
        "150 a year: “few on one” does; nothing need be bought.",
        "500 a year: “many on one” does not keep up; “many on two” does; bought: Lathes 1 → 2.",
    )


def test_a_site_whose_open_orders_may_rise_is_not_said_to_keep_up(played: dict[str, Swept]) -> None:
    """Of few pairs the interval of their growth is wide: that no rise is seen tells little."""
    steps = purchases.steps_of(played["purchases"])
    assert not steps["may_rise"].any()
    unsure = steps.assign(may_rise=[True, False, True], growth_high=[20.4, 300.0, 60.0])
    doubt = "is not seen to fall behind, but open orders may rise by up to"
    assert list(purchases.sentences(unsure)) == [
        f"150 a year: “few on one” {doubt} 20.4 a year; nothing was bought.",
        f"500 a year: “many on one” does not keep up; “many on two” {doubt} 60.0 a year; bought: Lathes 1 → 2.",
    ]


def test_sentences_and_figures_of_a_study_are_had_without_its_page(played: dict[str, Swept]) -> None:
    swept = played["purchases"]
    assert swept.sentences == view_of(swept).sentences
    assert swept.figure("purchases").data[0].x[0] == pytest.approx(purchases.steps_of(swept)["treated"].iloc[0] / 150)
    with pytest.raises(RunError, match=r'no figure "pie" of this study\. There are purchases, purchases-cost'):
        swept.figure("pie")


def test_the_page_shows_the_view_first(played: dict[str, Swept]) -> None:
    for name, figures in (("capacity", 1), ("staffing", 3), ("purchases", 2)):
        page = study_page(played[name])
        assert page.index(f'<section id="{name}">') < page.index('<section id="verdicts">')
        assert page.count(f'data-figure="figure-{name}') == figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            CAPACITY.replace("view: capacity", "view: capcity"),
            'no view "capcity". Known: capacity, staffing, purchases. Did you mean capacity?',
        ),
        (
            CAPACITY.replace("view: capacity", "view: staffing"),
            "nothing for the view staffing. Vary the count and the shifts",
        ),
        (STAFFING.replace("view: staffing", "view: capacity"), "nothing for the view capacity. Vary one number"),
        (STAFFING.replace("view: staffing", "view: purchases"), "nothing for the view purchases. List points"),
    ],
)
def test_a_view_that_has_nothing_to_show_is_refused(folder: Path, text: str, found: str) -> None:
    (folder / "wrong.yaml").write_text(text)
    with pytest.raises(ScenarioError) as refused:
        read_study(folder / "wrong.yaml")
    line = text.splitlines().index(next(each for each in text.splitlines() if each.startswith("view"))) + 1
    assert str(refused.value.problems[0]).startswith(f"{folder / 'wrong.yaml'}:{line}: view: {found}")
