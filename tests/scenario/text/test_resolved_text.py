"""A resolved scenario written as text reads back as itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.scenario.evidence import Evidence, evidence_of, numbers
from cipsc_sim.scenario.extends import Resolved, resolve

NUMBER = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NAME = st.sampled_from(
    ["thaw", "2", "on", "a b", "a.b", "x:", "#", "-", "null", "é", "{", "'", "5e9", "long_name_" * 9]
)
SOURCE = st.sampled_from(["k_2020", "k_2020, l_2021", "judgement: a, b; c", "not published", "changed in a, b.yaml"])
EVIDENCE = st.builds(Evidence, SOURCE, st.sampled_from("ABCD")) | st.sampled_from(
    [Evidence(None, "choice"), Evidence(None, "D")]
)
TREES = st.recursive(
    NUMBER | TEXT | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=4),
    max_leaves=25,
)
REFERENCES = {"k_2020": {"cite": "K: 2020"}, "l_2021": {"cite": "L"}}


def _paths(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path] + [below for name, child in children for below in _paths(child, (*path, name))]


@st.composite
def scenarios(draw: st.DrawFn) -> Resolved:
    sections = draw(st.dictionaries(st.sampled_from(["materials", "steps", "orders"]), TREES, max_size=3))
    evidence = draw(st.dictionaries(st.sampled_from(_paths(sections)), EVIDENCE, max_size=5))
    tree = {"title": "t", "question": draw(TEXT), **sections, "references": REFERENCES}
    return Resolved(tree, evidence, {}, ("any.yaml",))


@given(scenarios())
def test_a_scenario_reads_back_as_itself(tmp_path_factory: pytest.TempPathFactory, scenario: Resolved) -> None:
    path = tmp_path_factory.getbasetemp() / "resolved.yaml"
    path.write_text(scenario.as_text(), encoding="utf-8")
    again = resolve(path)
    assert repr(again.tree) == repr(scenario.tree)
    assert again.evidence == scenario.evidence
    assert again.as_text() == scenario.as_text()
    for number in numbers(scenario.tree):
        assert evidence_of(number, again.evidence) == evidence_of(number, scenario.evidence)


def test_the_text_is_one_that_a_person_can_read(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        "title: Base\nquestion: What holds?\ngrade: choice\n"
        "materials:\n  job: {supply: {with_order: 1}}\n"
        "steps:\n  thaw: {duration_d: {value: 1, source: [k_2020, l_2021], grade: C}, cells: 2000000.0}\n"
        "references: {k_2020: {cite: K}, l_2021: {cite: L}}\n"
    )
    (tmp_path / "other.yaml").write_text(
        "title: Other\nquestion: 'What now: this?'\nextends: base.yaml\n"
        "changes: {steps.thaw.cells: 1e-5}\nadds: {steps.wash: {text: 'yes', start_date: 2026-01-05}}\n"
    )
    assert resolve(tmp_path / "other.yaml", {"steps.thaw.duration_d": "2"}).as_text() == (
        "title: Other\n"
        'question: "What now: this?"\n'
        "grade: choice\n"
        "materials:\n"
        "  job: {supply: {with_order: 1}}\n"
        "steps:\n"
        "  thaw:\n"
        "    duration_d: {value: 2, source: changed by --set, grade: D}\n"
        "    cells: {value: 1.0e-05, source: changed in other.yaml, grade: choice}\n"
        '  wash: {text: "yes", start_date: 2026-01-05}\n'
        "references:\n"
        "  k_2020: {cite: K}\n"
        "  l_2021: {cite: L}\n"
    )


def test_a_file_resolved_is_resolved_to_itself(tmp_path: Path) -> None:
    queue = Path(__file__).parents[2] / "cases" / "invalid" / "text" / "bases" / "queue.yaml"
    first = resolve(queue, {"facility.equipment.server.count": "3"})
    (tmp_path / "again.yaml").write_text(first.as_text())
    second = resolve(tmp_path / "again.yaml")
    assert (second.tree, second.evidence, second.as_text()) == (first.tree, first.evidence, first.as_text())
