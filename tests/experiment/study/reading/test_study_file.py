"""A study is read, and all that is wrong with it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cipsc_sim.errors import ScenarioError
from cipsc_sim.experiment.study.reading.file import read_study
from cipsc_sim.experiment.study.study import Study

GOOD = """\
title: How many
question: How many can it treat?
scenario: product.yaml
pairs: 2
factors:
  demand: {path: orders.arrive.poisson.per_year, values: [20, 40]}
  incubators: {path: facility.equipment.incubator.count, values: [2, 4, 6]}
  doubling: {path: procedures.expand.steps.culture.effects.cells.grow.doubling_d.lognormal.median, values: [1.2]}
design: {grid: [demand, incubators]}
margins: {order_success_fraction: 0.02}
"""


def study_of(text: str) -> Study:
    Path("study.yaml").write_text(text)
    return read_study("study.yaml")


def wrong_with(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        study_of(text)
    return str(refused.value).splitlines()


def test_a_grid_has_every_combination_and_the_scenario_as_it_is_is_its_base(product: Path) -> None:
    study = study_of(GOOD)
    assert [point.label for point in study.points] == [
        "demand 20, incubators 2",
        "demand 20, incubators 4",
        "demand 20, incubators 6",
        "demand 40, incubators 2",
        "demand 40, incubators 4",
        "demand 40, incubators 6",
    ]
    assert study.points[study.base].label == "demand 40, incubators 4"  # which is what the scenario says
    assert len(set(study.hashes)) == 6


def test_one_at_a_time_begins_with_the_scenario_as_it_is_and_does_not_repeat_it(product: Path) -> None:
    study = study_of(GOOD.replace("grid: [demand, incubators]", "one_at_a_time: all"))
    assert [point.label for point in study.points] == [
        "as it is",
        "demand 20",
        "incubators 2",
        "incubators 6",
        "doubling 1.2",
    ]
    assert study.base == 0


def test_a_list_holds_files_and_named_changes(product: Path) -> None:
    Path("other.yaml").write_text(
        "title: other\nquestion: q\nextends: product.yaml\nchanges: {facility.people.analyst.count: 2}\n"
    )
    items = "[product.yaml, other.yaml, {few: {facility.equipment.incubator.count: 2}}, {same: {}}]"
    without_factors = GOOD.replace(GOOD[GOOD.index("factors:") : GOOD.index("design:")], "")
    study = study_of(without_factors.replace("{grid: [demand, incubators]}", f"{{listed: {items}}}"))
    assert [point.label for point in study.points] == ["product", "other", "few", "same"]
    assert study.hashes[0] == study.hashes[3]
    assert study.base == 0


def test_a_varied_fact_keeps_its_grade_and_a_varied_decision_stays_one(product: Path) -> None:
    study = study_of(GOOD.replace("grid: [demand, incubators]", "one_at_a_time: all"))
    evidence = study.points[4].load().resolved.evidence
    (changed,) = (each for each in evidence.values() if each.source == "changed in study.yaml")
    assert changed.grade == "D"
    Path("product.yaml").write_text(
        product.read_text()
        .replace("median: 1.5, cv", "median: {value: 1.5, grade: B, source: x}, cv")
        .replace("currency:", "references: {x: {cite: X}}\ncurrency:")
    )
    evidence = study_of(Path("study.yaml").read_text()).points[4].load().resolved.evidence
    (changed,) = (each for each in evidence.values() if each.source == "changed in study.yaml")
    assert changed.grade == "B"


def test_a_distribution_is_a_value_too(product: Path) -> None:
    factor = (
        "{path: procedures.expand.steps.harvest.effects.cells.scale, values: [{beta: {a: 9, b: 1}}, {constant: 0.5}]}"
    )
    study = study_of(GOOD.replace("{path: orders.arrive.poisson.per_year, values: [20, 40]}", factor))
    assert study.points[0].label == "demand {beta: {a: 9, b: 1}}, incubators 2"


def test_everything_wrong_with_the_shape_is_told_at_once(product: Path) -> None:
    text = GOOD.replace("title: How many\n", "").replace("pairs: 2", "pairs: none").replace("margins:", "margin:")
    text = text.replace("values: [2, 4, 6]", "values: []").replace("values: [20, 40]", "values: [20, 20]")
    assert wrong_with(text) == [
        "study.yaml:1: no title. A study states its title.",
        "study.yaml:3: pairs: 'none' is no whole number from 1 on. Write pairs: 2.",
        "study.yaml:5: factors.demand.values: 20 twice. Each value once.",
        "study.yaml:6: factors.incubators.values: no values. List at least one: [12, 24, 36].",
        'study.yaml:9: no "margin" in a study. Known: title, question, notes, scenario, seed, pairs, fixed, factors, '
        "design, margins, targets, trade_off, view. Did you mean margins?",
    ]


def test_names_that_stand_for_nothing_are_told_beside_a_shape_that_is_wrong(product: Path) -> None:
    text = GOOD.replace("pairs: 2", "pairs: none").replace("values: [20, 40]", "values: []")
    text = text.replace("incubator.count", "incubater.count").replace("order_success_fraction", "order_sucess_fraction")
    assert [each.partition(". ")[0] for each in wrong_with(text)] == [
        "study.yaml:4: pairs: 'none' is no whole number from 1 on",
        "study.yaml:6: factors.demand.values: no values",
        'study.yaml:7: facility.equipment: no "incubater"',
        'study.yaml:10: margins: no estimate "order_sucess_fraction"',
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pairs: 2000000000", "study.yaml:4: pairs: 2,000,000,000 is too large. A whole number up to 1,000,000."),
        ("pairs: 2\nseed: 18446744073709551616", "study.yaml:5: seed: 18,446,744,073,709,551,616 is too large."),
    ],
)
def test_a_number_too_large_is_not_said_to_be_none(line: str, said: str, product: Path) -> None:
    assert wrong_with(GOOD.replace("pairs: 2", line))[0].startswith(said)


def test_a_study_in_place_of_the_scenario_is_refused_where_it_is_named(product: Path) -> None:
    assert wrong_with(GOOD.replace("product.yaml", "study.yaml")) == [
        'study.yaml:3: scenario: "study.yaml" is a study, not a scenario. Name the scenario that is varied.'
    ]


def test_a_scenario_is_told_to_be_one_in_one_sentence(product: Path) -> None:
    said = "a scenario, not a study. cipsc-sim run plays it; a study names it (scenario: FILE) and states factors and a design."
    with pytest.raises(ScenarioError) as whole:
        read_study(product)
    assert [str(each).partition(": ")[2] for each in whole.value.problems] == [said]
    assert wrong_with("title: t\nquestion: q\nextends: product.yaml\n") == [f"study.yaml:3: {said}"]


def test_every_name_that_stands_for_nothing_is_told_with_what_may_have_been_meant(product: Path) -> None:
    text = GOOD.replace("incubator.count", "incubater.count").replace("order_success_fraction", "order_sucess_fraction")
    found = wrong_with(text)
    assert found[0] == (
        'study.yaml:7: facility.equipment: no "incubater". Known: incubator, cabinet. Did you mean incubator?'
    )
    assert found[1].startswith('study.yaml:10: margins: no estimate "order_sucess_fraction". Known: ')
    assert found[1].endswith("Did you mean order_success_fraction?")
    (found_factor,) = wrong_with(GOOD.replace("[demand, incubators]", "[demand, incubator]"))
    assert found_factor == (
        'study.yaml:9: design.grid: no factor "incubator". '
        "Known: demand, incubators, doubling. Did you mean incubators?"
    )


def test_two_factors_on_one_path_are_refused(product: Path) -> None:
    (found,) = wrong_with(GOOD.replace("facility.equipment.incubator.count", "orders.arrive.poisson.per_year"))
    assert found == (
        "study.yaml:7: orders.arrive.poisson.per_year: the path of factor demand too. Give one of them another path."
    )
    (found,) = wrong_with(
        GOOD.replace("facility.equipment.incubator.count, values: [2, 4, 6]", "orders.arrive, values: [1]")
    )
    assert "inside or above that of demand" in found


def test_a_missing_scenario_is_told_with_the_files_there_are(product: Path) -> None:
    (found,) = wrong_with(GOOD.replace("product.yaml", "produkt.yaml"))
    assert found.startswith('study.yaml:3: scenario: no file "produkt.yaml".')
    assert found.endswith("Did you mean product.yaml?")


def test_a_value_that_cannot_be_played_is_told_at_its_line_before_anything_is_played(product: Path) -> None:
    text = GOOD.replace("values: [2, 4, 6]", "values: [2, 4, none]").replace("values: [20, 40]", "values: [20, -40]")
    found = wrong_with(text)
    assert all(each.startswith(("study.yaml:6: ", "study.yaml:7: ")) for each in found)
    assert any("orders.arrive.poisson.per_year" in each and "demand -40" in each for each in found)
    assert any("facility.equipment.incubator.count" in each and "incubators none" in each for each in found)


def test_more_than_ten_thousand_points_are_only_played_when_asked_for(product: Path) -> None:
    values = ", ".join(map(str, range(1, 121)))
    text = GOOD.replace("values: [20, 40]", f"values: [{values}]").replace("values: [2, 4, 6]", f"values: [{values}]")
    assert wrong_with(text) == [
        "study.yaml:9: design.grid: 14,400 points. Take fewer values or factors; with --yes it is played all the same."
    ]


def test_pairs_may_be_given_from_outside(product: Path) -> None:
    Path("study.yaml").write_text(GOOD)
    assert read_study("study.yaml").pairs == 2
    assert read_study("study.yaml", pairs=7).pairs == 7


def test_two_studies_have_one_hash_exactly_if_they_play_the_same(product: Path) -> None:
    first = study_of(GOOD)
    assert study_of(GOOD.replace("title: How many", "title: Another")).hash == first.hash
    assert study_of(GOOD.replace("pairs: 2", "pairs: 3")).hash != first.hash
    assert study_of(GOOD.replace("values: [20, 40]", "values: [20, 41]")).hash != first.hash


def test_a_varied_fact_is_not_drawn_from_the_prior_it_had(product: Path) -> None:
    from cipsc_sim.experiment.ignorance.ignorance import Ignorance

    path = "procedures.expand.steps.select.may_fail.selection"
    prior = f"uncertainty: {{priors: {{{path}: {{beta: {{a: 2, b: 98}}}}, orders.transport_h: {{lognormal: {{median: 6, cv: 1}}}}}}}}"
    product.write_text(product.read_text().replace("currency:", f"{prior}\ncurrency:"))
    factor = f"{{path: {path}, values: [0.5]}}"
    text = GOOD.replace("{path: orders.arrive.poisson.per_year, values: [20, 40]}", factor)
    study = study_of(text.replace("grid: [demand, incubators]", "one_at_a_time: [demand]"))
    loaded = study.points[1].load()
    assert list(loaded.scenario.uncertainty.priors) == ["orders.transport_h"]
    chances = [
        Ignorance(loaded).draw(1, pair)[0].procedures["expand"].steps["select"].may_fail["selection"]
        for pair in range(20)
    ]
    assert all(0.3 < chance.distribution.quantile(0.5) < 0.7 for chance in chances)
