"""Paths are written with dots, and a wrong one is answered with the nearest right one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.scenario.paths import get, parse, settle, show, spell, suggest

TREE = {
    "facility": {"equipment": {"incubator": {"count": 2}, "isolator": {"count": 1}}},
    "procedures": {"serve": {"route": ["thaw", "wash"], "steps": {"thaw": {"duration_d": 1}}}},
    "priors": {"a.b": 1},
}


def test_a_path_is_parsed_at_its_dots() -> None:
    assert parse("facility.equipment.incubator") == ("facility", "equipment", "incubator")


def test_a_name_with_a_dot_stands_in_quotes() -> None:
    assert parse('priors."a.b".x') == ("priors", "a.b", "x")
    assert show(("priors", "a.b", "x")) == 'priors."a.b".x'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a name is missing"),
        (".", "a name is missing"),
        ("a.", "a name is missing"),
        (".a", "a name is missing"),
        ("a..b", "a name is missing"),
        ('a."b', "a name is missing"),
        ('a"b"', "names are divided by dots"),
        ('"a"b', "names are divided by dots"),
        ('"\\q"', "the quotes do not close"),
    ],
)
def test_a_malformed_path_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"is not a path: {reason}"):
        parse(text)


@given(st.lists(st.text(), min_size=1).map(tuple))
def test_a_path_shown_is_parsed_again(path: tuple[str, ...]) -> None:
    assert parse(show(path)) == path


def test_a_position_is_a_number_only_where_there_is_a_list() -> None:
    assert settle(TREE, ("procedures", "serve", "route", "1")) == ("procedures", "serve", "route", 1)
    assert settle(TREE, ("procedures", "serve", "route", "2")) is None
    assert settle(TREE, ("procedures", "serve", "route", "-1")) is None
    assert settle(TREE, ("procedures", "serve", "0")) is None
    assert settle({"a": {"1": 2}}, ("a", "1")) == ("a", "1")


def test_a_value_is_got_by_path() -> None:
    assert get(TREE, parse("procedures.serve.route.1")) == "wash"
    assert get(TREE, ()) is TREE
    with pytest.raises(KeyError):
        get(TREE, parse("procedures.serve.name"))


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "facility.equipment.incubater.count",
            'facility.equipment: no "incubater". Known: incubator, isolator. Did you mean incubator?',
        ),
        ("facilty", 'no "facilty". Known: facility, procedures, priors. Did you mean facility?'),
        ("facility.people", 'facility: no "people". Known: equipment.'),
        (
            "steps.thaw.duration_d",
            'no "steps". Known: facility, procedures, priors. Did you mean procedures.serve.steps.thaw.duration_d?',
        ),
        ("procedures.serve.route.9", 'procedures.serve.route: no "9". Its positions begin with 0; it has 2.'),
        ("priors.x", 'priors: no "x". Known: a.b.'),
        (
            "facility.equipment.incubator.count.value",
            'facility.equipment.incubator.count: no "value". '
            "The value itself is at facility.equipment.incubator.count.",
        ),
        (
            "facility.equipment.incubator.count.x",
            'facility.equipment.incubator.count: no "x". There is only a number here: 2.',
        ),
    ],
)
def test_a_misspelt_path_is_answered_with_what_is_known_there(path: str, sentence: str) -> None:
    assert suggest(TREE, parse(path)) == sentence


def test_a_long_list_of_names_is_cut() -> None:
    tree = {f"name_{number}": 1 for number in range(30)}
    assert suggest(tree, ("zzz",)).endswith("name_18, name_19 and 10 more.")


def test_a_place_under_changes_is_named_by_the_path_it_changes() -> None:
    assert spell(("changes", "a.b", "c")) == "a.b.c"
    assert spell(("changes",)) == "changes"
