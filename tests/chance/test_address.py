"""Streams and paths have numbers of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.chance import address, check_streams, pack, stream_number

paths = st.lists(st.integers(1, 127), max_size=9).map(tuple)


def test_a_stream_number_depends_on_the_name_alone_and_never_changes() -> None:
    assert stream_number("arrivals") == 0x15AC0B695E1091DC
    assert stream_number("Überstand") == 0x50D7629057513C04


def test_stream_numbers_fill_64_bits() -> None:
    numbers = [stream_number(f"stream {k}") for k in range(200)]
    assert len(set(numbers)) == 200
    assert 2**63 < max(numbers) < 2**64


def test_the_same_name_twice_is_no_collision() -> None:
    check_streams(["thaw", "expand", "thaw"])


def test_two_names_with_one_number_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "stream_number", len)
    with pytest.raises(ValueError, match='the streams "thaw" and "wash" have the same number'):
        check_streams(["thaw", "expand", "wash"])


def test_the_first_ordinal_of_a_path_stands_in_the_lowest_seven_bits() -> None:
    assert pack(()) == 0
    assert pack((3,)) == 3
    assert pack((1, 3, 2)) == 1 + 3 * 128 + 2 * 128**2


def test_the_longest_path_of_the_largest_ordinals_fits_64_bits() -> None:
    assert pack((127,) * 9) == 2**63 - 1


@given(paths, paths)
def test_different_paths_have_different_numbers(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    assert (pack(one) == pack(other)) == (one == other)


@given(paths.filter(len))
def test_a_path_and_its_beginning_have_different_numbers(path: tuple[int, ...]) -> None:
    assert pack(path) != pack(path[:-1])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ((1,) * 10, "has 10 levels; at most 9"),
        ((1, 0), "has the ordinal 0; ordinals go from 1 to 127"),
        ((128,), "has the ordinal 128"),
        ((-1,), "has the ordinal -1"),
    ],
)
def test_a_path_that_does_not_fit_is_refused(path: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pack(path)
