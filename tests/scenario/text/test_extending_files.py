"""A file extends another by path, and every number says where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cipsc_sim.errors import ScenarioError
from cipsc_sim.scenario.evidence import Evidence, evidence_of
from cipsc_sim.scenario.extends import Resolved, resolve

BASE = """\
title: Base
question: What holds?
notes: of the base
clock: {warm_up_d: 10, count_d: 20, grade: choice}
steps:
  source: k_2020
  grade: C
  thaw: {duration_d: 1, people: {value: 2, grade: choice}}
  wash: {duration_d: 2}
route: [thaw, wash, freeze]
references: {k_2020: {cite: K}, l_2021: {cite: L}}
uncertainty: {by_grade: {A: 0, B: 0.05}, priors: {steps.thaw.duration_d: {uniform: {low: 1, high: 2}}}}
"""
HEADING = "title: Other\nquestion: What now?\nextends: base.yaml\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _extend(text: str, name: str = "other.yaml", **overrides: Any) -> Resolved:
    Path(name).write_text(HEADING + text)
    return resolve(Path(name), overrides)


def _refusal(overrides: dict[str, Any]) -> str:
    with pytest.raises(ScenarioError) as refused:
        resolve(Path("base.yaml"), overrides)
    return str(refused.value)


@pytest.mark.usefixtures("folder")
class TestChanges:
    def test_a_change_replaces_the_whole_value(self) -> None:
        assert _extend("changes: {steps.thaw: {duration_d: 3}}").tree["steps"] == {
            "thaw": {"duration_d": 3},
            "wash": {"duration_d": 2},
        }

    def test_a_changed_item_of_a_list_is_addressed_by_its_position(self) -> None:
        assert _extend("changes: {route.1: rinse}").tree["route"] == ["thaw", "rinse", "freeze"]

    def test_a_number_that_is_stated_anew_loses_the_prior_of_the_old_one(self) -> None:
        for path in ("steps.thaw.duration_d", "steps.thaw"):
            value = "3" if path.endswith("d") else "{duration_d: 3, people: 2}"
            assert _extend(f"changes: {{{path}: {value}}}").tree["uncertainty"]["priors"] == {}
            assert resolve(Path("base.yaml"), {path: value}).tree["uncertainty"]["priors"] == {}

    def test_it_may_get_a_new_prior_in_the_same_file(self) -> None:
        text = "changes: {steps.thaw.duration_d: 3}\nuncertainty: {priors: {steps.thaw.duration_d: {uniform: {low: 2, high: 4}}}}"
        assert _extend(text).tree["uncertainty"]["priors"] == {
            "steps.thaw.duration_d": {"uniform": {"low": 2, "high": 4}}
        }

    def test_other_numbers_keep_theirs(self) -> None:
        assert list(_extend("changes: {steps.wash.duration_d: 3}").tree["uncertainty"]["priors"]) == [
            "steps.thaw.duration_d"
        ]

    def test_what_is_added_comes_last_among_its_siblings(self) -> None:
        steps = _extend("adds: {steps.freeze: {duration_d: 1}, route.3: store}").tree
        assert list(steps["steps"]) == ["thaw", "wash", "freeze"]
        assert steps["route"] == ["thaw", "wash", "freeze", "store"]

    def test_positions_mean_those_of_the_base_whatever_else_is_removed(self) -> None:
        tree = _extend("removes: [route.0, route.1]\nchanges: {route.2: store}").tree
        assert tree["route"] == ["store"]

    def test_something_removed_is_gone_with_its_evidence(self) -> None:
        resolved = _extend("removes: [steps.thaw]")
        assert list(resolved.tree["steps"]) == ["wash"]
        assert not any("thaw" in path for path in (*resolved.evidence, *resolved.where))

    def test_title_question_and_notes_come_from_the_extending_file(self) -> None:
        tree = _extend("").tree
        assert (tree["title"], tree["question"], "notes" in tree) == ("Other", "What now?", False)
        assert _extend("notes: mine").tree["notes"] == "mine"

    def test_references_and_uncertainty_merge(self) -> None:
        resolved = _extend(
            "references: {l_2021: {cite: newer}, m_2022: {cite: M}}\n"
            "uncertainty: {by_grade: {B: 0.1}, priors: {steps.wash.duration_d: {uniform: {low: 1, high: 3}}}}"
        )
        assert resolved.references == {"k_2020": {"cite": "K"}, "l_2021": {"cite": "newer"}, "m_2022": {"cite": "M"}}
        assert resolved.tree["uncertainty"]["by_grade"] == {"A": 0, "B": 0.1}
        assert list(resolved.tree["uncertainty"]["priors"]) == ["steps.thaw.duration_d", "steps.wash.duration_d"]

    def test_every_path_knows_the_file_and_line_that_wrote_it_last(self) -> None:
        where = _extend("changes:\n  steps.thaw:\n    duration_d: 3\nuncertainty: {by_grade: {B: 0.1}}").where
        assert where["steps",] == ("base.yaml", 5)
        assert where["steps", "wash", "duration_d"] == ("base.yaml", 9)
        assert where["steps", "thaw"] == ("other.yaml", 5)
        assert where["steps", "thaw", "duration_d"] == ("other.yaml", 6)
        assert where["title",] == ("other.yaml", 1)
        assert where["uncertainty", "by_grade", "A"] == ("base.yaml", 12)
        assert where["uncertainty", "by_grade", "B"] == ("other.yaml", 7)

    def test_where_knows_exactly_the_paths_of_the_tree(self) -> None:
        resolved = _extend("changes: {steps.thaw: {duration_d: 3}}\nremoves: [route.0]\nadds: {steps.store: {x: [1]}}")
        paths = set(resolved.where)
        assert ("steps", "store", "x", 0) in paths
        assert ("route", 2) not in paths
        assert ("steps", "thaw", "people") not in paths

    def test_a_file_may_extend_a_file_that_extends_a_file(self) -> None:
        _extend("changes: {steps.thaw.duration_d: 3, steps.wash.duration_d: 5}", "middle.yaml")
        Path("sub").mkdir()
        Path("sub/last.yaml").write_text(
            "title: Last\nquestion: And now?\nextends: ../middle.yaml\nchanges: {steps.thaw.duration_d: 4}\n"
        )
        resolved = resolve(Path("sub/last.yaml"))
        assert resolved.files == ("base.yaml", "middle.yaml", "sub/last.yaml")
        assert resolved.tree["steps"]["thaw"]["duration_d"] == 4
        assert resolved.evidence["steps", "thaw", "duration_d"] == Evidence("changed in last.yaml", "D")
        assert resolved.evidence["steps", "wash", "duration_d"] == Evidence("changed in middle.yaml", "D")


@pytest.mark.usefixtures("folder")
class TestEvidence:
    def test_a_changed_fact_without_a_source_becomes_grade_d(self) -> None:
        evidence = _extend("changes: {steps.thaw.duration_d: 3}").evidence
        assert evidence["steps", "thaw", "duration_d"] == Evidence("changed in other.yaml", "D")
        assert evidence_of(("steps", "wash", "duration_d"), evidence) == Evidence("k_2020", "C")

    def test_a_changed_fact_keeps_the_source_it_brings(self) -> None:
        evidence = _extend("changes: {steps.thaw.duration_d: {value: 3, source: l_2021, grade: B}}").evidence
        assert evidence["steps", "thaw", "duration_d"] == Evidence("l_2021", "B")

    def test_a_decision_changed_is_a_decision(self) -> None:
        evidence = _extend("changes: {clock.count_d: 30, steps.thaw.people: 3}").evidence
        assert evidence["clock", "count_d"].grade == "choice"
        assert evidence["steps", "thaw", "people"].grade == "choice"

    def test_a_fact_may_be_made_a_decision_by_saying_so(self) -> None:
        evidence = _extend("changes: {steps.thaw.duration_d: {value: 3, grade: choice}}").evidence
        assert evidence["steps", "thaw", "duration_d"] == Evidence(None, "choice")

    def test_a_fact_replaced_together_with_a_decision_is_still_a_fact(self) -> None:
        evidence = _extend("changes: {steps.thaw: {duration_d: 3, people: 4}}").evidence
        assert evidence["steps", "thaw", "duration_d"].grade == "D"
        assert evidence["steps", "thaw", "people"].grade == "choice"

    def test_what_is_added_does_not_borrow_the_source_of_its_parent(self) -> None:
        evidence = _extend("adds: {steps.store: {duration_d: 3}, clock.more_d: 3}").evidence
        assert evidence["steps", "store"] == Evidence("changed in other.yaml", "D")
        assert evidence["clock", "more_d"].grade == "choice"

    def test_evidence_of_the_changes_holds_for_each_that_states_none(self) -> None:
        evidence = _extend(
            "changes: {source: l_2021, grade: B, steps.thaw.duration_d: 3, steps.wash.duration_d: {value: 1, grade: D}}"
        ).evidence
        assert evidence["steps", "thaw", "duration_d"] == Evidence("l_2021", "B")
        assert evidence["steps", "wash", "duration_d"] == Evidence(None, "D")

    def test_a_changed_text_needs_no_evidence(self) -> None:
        assert ("route",) not in _extend("changes: {route: [wash]}").evidence

    def test_a_changed_prior_bears_no_evidence(self) -> None:
        resolved = _extend("changes: {uncertainty.by_grade.B: 0.2}")
        assert resolved.tree["uncertainty"]["by_grade"]["B"] == 0.2
        assert not any(path[:1] == ("uncertainty",) for path in resolved.evidence)

    def test_evidence_of_list_items_moves_with_them(self) -> None:
        Path("base.yaml").write_text(BASE + "ages: [{value: 1, grade: choice}, {value: 2, source: l_2021, grade: A}]\n")
        assert _extend("removes: [ages.0]").evidence["ages", 0] == Evidence("l_2021", "A")


@pytest.mark.usefixtures("folder")
class TestCommandLine:
    def test_a_value_set_is_read_as_yaml(self) -> None:
        given = {
            "steps.thaw.duration_d": "1e-1",
            "route": "[wash]",
            "steps.wash": "{duration_d: {uniform: {low: 1, high: 2}}}",
        }
        tree = resolve(Path("base.yaml"), given).tree
        assert tree["steps"]["thaw"]["duration_d"] == 0.1
        assert tree["route"] == ["wash"]
        assert tree["steps"]["wash"] == {"duration_d": {"uniform": {"low": 1, "high": 2}}}

    def test_a_value_from_python_is_taken_as_it_is(self) -> None:
        assert resolve(Path("base.yaml"), {"steps.thaw.duration_d": 3}).tree["steps"]["thaw"]["duration_d"] == 3

    def test_what_is_set_says_so(self) -> None:
        resolved = resolve(Path("base.yaml"), {"steps.thaw.duration_d": "3", "clock.count_d": "30"})
        assert resolved.evidence["steps", "thaw", "duration_d"] == Evidence("changed by --set", "D")
        assert resolved.evidence["clock", "count_d"] == Evidence("changed by --set", "choice")
        assert resolved.where["clock", "count_d"] == ("--set", None)
        assert resolved.files == ("base.yaml",)

    def test_the_command_line_has_the_last_word(self) -> None:
        Path("other.yaml").write_text(HEADING + "changes: {steps.thaw.duration_d: 3}")
        assert resolve(Path("other.yaml"), {"steps.thaw.duration_d": "4"}).tree["steps"]["thaw"]["duration_d"] == 4

    def test_a_misspelt_path_is_answered(self) -> None:
        assert (
            _refusal({"steps.thow.duration_d": "3"}) == '--set: steps: no "thow". Known: thaw, wash. Did you mean thaw?'
        )

    def test_what_is_new_cannot_be_set_and_it_is_said_where_it_is_written(self) -> None:
        assert _refusal({"steps.dry": "{duration_d: 1}"}) == (
            '--set: steps: no "dry". Known: thaw, wash. What is new is written in a file that extends this one, under adds.'
        )

    def test_a_value_that_is_not_yaml_is_named_by_its_path(self) -> None:
        message = _refusal({"steps.thaw.duration_d": "[1", "clock.count_d": float("nan"), "clock.warm_up_d": object()})
        first, second, third = message.splitlines()
        assert first.startswith("--set: steps.thaw.duration_d: not YAML: ")
        assert second.startswith("--set: clock.count_d: nan is not a finite number.")
        assert third.startswith("--set: clock.warm_up_d: a object cannot stand in a scenario.")

    def test_a_place_and_a_part_of_it_cannot_both_be_set(self) -> None:
        assert "inside steps.thaw" in _refusal({"steps.thaw.duration_d": "3", "steps.thaw": "{duration_d: 4}"})
