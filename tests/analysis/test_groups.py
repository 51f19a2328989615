from __future__ import annotations

import numpy as np
import pytest

from cipsc_sim.analysis.cells import Words, places_within
from cipsc_sim.analysis.groups import grouped
from cipsc_sim.analysis.order_keys import NONE, of_orders
from cipsc_sim.analysis.per_replication import PerReplication


def words(text: str) -> Words:
    return np.array([word.strip("-") for word in text.split()], dtype=object)


def test_rows_that_agree_in_all_words_are_one_group() -> None:
    groups = grouped(words("b a b b"), words("x y x -"))

    assert groups.words == (("a", "y"), ("b", ""), ("b", "x"))
    assert groups.places.tolist() == [2, 0, 2, 1]
    assert groups.of("b", "x").tolist() == [True, False, True, False]
    assert not groups.of("c", "x").any()


def test_no_rows_are_no_groups() -> None:
    assert grouped(words(""), words("")).words == ()


def test_rows_are_counted_or_their_amounts_summed_for_each_replication() -> None:
    counted = PerReplication(3)
    replication = np.array([0, 2, 2, 2])
    counted.add("all", replication)
    counted.add("all", replication[:1])
    counted.add_grouped(("part",), grouped(words("a b a a")), replication, [1.0, 2.0, 0.5, 0.25])

    assert counted.of("all").tolist() == [2, 0, 3]
    assert {key: counted.of(("part", *key)).tolist() for key in counted.keys("part")} == {
        ("a",): [1, 0, 0.75],
        ("b",): [0, 0, 2],
    }
    assert counted.of("never").tolist() == [0, 0, 0]


def test_rows_have_their_place_among_those_of_their_replication() -> None:
    assert places_within(np.array([0, 0, 3, 4, 4, 4])).tolist() == [0, 1, 0, 0, 1, 2]
    assert places_within(np.array([], dtype=np.int64)).tolist() == []


def test_what_belongs_to_no_known_order_has_no_value() -> None:
    values = of_orders(np.array([7, 5, NONE, 9]), np.array([5, 7]), np.array([50.0, 70.0]))

    assert values.tolist() == pytest.approx([70, 50, np.nan, np.nan], nan_ok=True)
