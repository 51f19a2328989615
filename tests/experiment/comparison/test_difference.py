"""What two files state differently is told by path, with the evidence of both."""

from __future__ import annotations

from pathlib import Path

from cipsc_sim.experiment.comparison.difference import Change, changes
from cipsc_sim.scenario.evidence import Evidence
from cipsc_sim.scenario.extends import resolve

BASE = """\
title: a
question: q
source: "judgement: all"
grade: D
references: {x_2020: {cite: X}}
count: 4
yield: {lognormal: {median: 2, cv: 0.1}}
route: [a, b]
shifts: [{days: mon, hours_h: 8}, {days: tue, hours_h: 8}]
named: {one: 1, two: 2}
"""


def changed(folder: Path, other: str) -> list[Change]:
    (folder / "a.yaml").write_text(BASE)
    (folder / "b.yaml").write_text(other)
    return list(changes(resolve(folder / "a.yaml"), resolve(folder / "b.yaml")))


def test_a_file_states_nothing_different_from_itself_under_another_title(tmp_path: Path) -> None:
    other = BASE.replace("title: a", "title: b").replace("count: 4", "count: 4.0")
    assert changed(tmp_path, other) == []


def test_a_changed_number_is_told_from_what_to_what(tmp_path: Path) -> None:
    (found,) = changed(tmp_path, BASE.replace("median: 2", "median: 3"))
    assert (found.path, found.before, found.after) == ("yield.lognormal.median", "2", "3")


def test_each_side_is_told_with_its_own_evidence(tmp_path: Path) -> None:
    other = BASE.replace("count: 4", "count: {value: 5, source: x_2020, grade: B}")
    (found,) = changed(tmp_path, other)
    assert found.evidence_before == Evidence("judgement: all", "D")
    assert found.evidence_after == Evidence("x_2020", "B")


def test_a_number_that_only_rests_on_other_evidence_is_a_difference(tmp_path: Path) -> None:
    (found,) = changed(tmp_path, BASE.replace("count: 4", "count: {value: 4, grade: choice}"))
    assert (found.path, found.before, found.after) == ("count", "4", "4")
    assert found.evidence_after == Evidence(None, "choice")


def test_what_is_on_one_side_only_is_told_as_a_whole(tmp_path: Path) -> None:
    found = changed(tmp_path, BASE.replace("named: {one: 1, two: 2}", "named: {two: 2, three: {deep: 3}}"))
    assert [(each.path, each.before, each.after) for each in found] == [
        ("named.one", "1", None),
        ("named.three", None, "{deep: 3}"),
    ]


def test_a_list_of_words_is_one_thing_and_a_list_of_mappings_is_not(tmp_path: Path) -> None:
    other = BASE.replace("route: [a, b]", "route: [b, a]").replace("tue, hours_h: 8", "tue, hours_h: 6")
    assert [(each.path, each.before, each.after) for each in changed(tmp_path, other)] == [
        ("route", "[a, b]", "[b, a]"),
        ("shifts.1.hours_h", "8", "6"),
    ]


def test_true_is_not_the_number_one(tmp_path: Path) -> None:
    (found,) = changed(tmp_path, BASE.replace("one: 1", "one: true"))
    assert (found.before, found.after) == ("1", "true")
