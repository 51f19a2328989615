"""Evidence is lifted out of the tree and found again by path."""

from __future__ import annotations

from typing import Any

import pytest

from cipsc_sim.errors import ScenarioError
from cipsc_sim.scenario.evidence import Evidence, Lifted, evidence_of, lift, ungraded
from cipsc_sim.scenario.text import Document, parse_value

REFERENCES = "references: {k_2020: {cite: K}, l_2021: {cite: L}}\n"


def _lift(text: str) -> Lifted:
    return lift(Document("plant.yaml", parse_value(REFERENCES + text, "plant.yaml"), {}))


def _bare(text: str) -> Any:
    tree = _lift(text).tree
    del tree["references"]
    return tree


def test_a_value_with_evidence_collapses_to_the_value() -> None:
    lifted = _lift("clock: {count_d: {value: 5, source: k_2020, grade: C}}")
    assert lifted.tree["clock"] == {"count_d": 5}
    assert lifted.written == {("clock", "count_d"): Evidence("k_2020", "C")}


def test_a_section_may_hold_one_thing_called_value_only_if_it_says_so() -> None:
    assert _bare("ages: {value: [1, 2], grade: choice}") == {"ages": [1, 2]}
    with pytest.raises(ScenarioError, match=r'materials\.value: "value" used as a name'):
        _lift("materials: {value: {pack: 1}}")


def test_a_list_or_distribution_under_value_collapses_too() -> None:
    assert _bare("a: {b: {value: [1, 2], grade: choice}, c: {value: {beta: {a: 1, b: 2}}, grade: D}}") == {
        "a": {"b": [1, 2], "c": {"beta": {"a": 1, "b": 2}}}
    }


def test_a_value_alone_collapses_without_evidence() -> None:
    lifted = _lift("a: {b: {value: 5}}")
    assert (lifted.tree["a"], lifted.written) == ({"b": 5}, {})


def test_a_distribution_loses_its_evidence_and_nothing_else() -> None:
    lifted = _lift("a: {b: {beta: {a: 1, b: 2}, moved_by: {aptitude: 0.8}, source: k_2020, grade: B}}")
    assert lifted.tree["a"] == {"b": {"beta": {"a": 1, "b": 2}, "moved_by": {"aptitude": 0.8}}}
    assert lifted.written == {("a", "b"): Evidence("k_2020", "B")}


def test_evidence_holds_for_every_number_beneath_that_states_no_nearer_one() -> None:
    written = _lift("grade: choice\na: {source: k_2020, grade: C, b: {c: 1, d: {value: 2, grade: D}}}\ne: 3").written
    assert evidence_of(("a", "b", "c"), written) == Evidence("k_2020", "C")
    assert evidence_of(("a", "b", "d"), written) == Evidence(None, "D")
    assert evidence_of(("a",), written) == Evidence("k_2020", "C")
    assert evidence_of(("e",), written) == Evidence(None, "choice")
    assert evidence_of(("e",), {}) is None


def test_the_inner_evidence_of_a_doubly_wrapped_value_is_the_nearer() -> None:
    lifted = _lift("a: {b: {value: {value: 1, source: k_2020, grade: A}, grade: choice}}")
    assert lifted.tree["a"] == {"b": 1}
    assert lifted.written == {("a", "b"): Evidence("k_2020", "A")}


def test_evidence_may_stand_in_a_mapping_in_a_list() -> None:
    lifted = _lift("a: [{b: 1, grade: D}, {value: 2, grade: choice}]")
    assert lifted.tree["a"] == [{"b": 1}, 2]
    assert lifted.written == {("a", 0): Evidence(None, "D"), ("a", 1): Evidence(None, "choice")}


def test_several_sources_are_one_evidence() -> None:
    assert _lift("a: {b: 1, source: [k_2020, l_2021], grade: A}").written == {("a",): Evidence("k_2020, l_2021", "A")}


def test_judgement_and_not_published_need_no_reference() -> None:
    lifted = _lift(
        'a: {b: {value: 1, source: "judgement: two operators", grade: D}}\nc: {d: 2, source: not published, grade: D}'
    )
    assert lifted.written[("a", "b")] == Evidence("judgement: two operators", "D")
    assert lifted.written[("c",)] == Evidence("not published", "D")


def test_references_and_uncertainty_bear_no_evidence() -> None:
    text = "uncertainty: {by_grade: {A: 0}, priors: {a.b: {value: 1, source: s}}}"
    lifted = _lift(text)
    assert lifted.tree["uncertainty"] == parse_value(text, "x")["uncertainty"]
    assert ungraded(lifted.tree, lifted.written) == []


def test_numbers_without_evidence_are_listed_and_words_and_flags_are_not() -> None:
    lifted = _lift("a: {b: 1, c: [2, x], d: true, e: {f: 3.5, g: 4, grade: choice}}")
    assert ungraded(lifted.tree, lifted.written) == [("a", "b"), ("a", "c", 0)]


def test_lines_follow_the_bare_tree() -> None:
    document = Document(
        "plant.yaml",
        {"a": {"b": {"value": {"beta": {"a": 1}}, "grade": "D"}}},
        {
            (): 1,
            ("a",): 1,
            ("a", "b"): 2,
            ("a", "b", "value"): 3,
            ("a", "b", "value", "beta"): 4,
            ("a", "b", "value", "beta", "a"): 5,
        },
    )
    assert lift(document).lines == {(): 1, ("a",): 1, ("a", "b"): 2, ("a", "b", "beta"): 4, ("a", "b", "beta", "a"): 5}
