"""Uniform numbers belong to their addresses."""

from __future__ import annotations

from itertools import product
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.chance import Centre, Source, Uniforms, stream_number

WORD = 2**64
LAST = WORD - 1
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
CORNERS = (0, 1, 2, 3, 4, 5, 2**32 - 1, 2**32, 2**63, LAST - 1, LAST)
SEED, REPLICATION = 20260105, 7

words = st.one_of(st.sampled_from(CORNERS), st.integers(0, LAST))


def philox(counter: tuple[int, int, int, int], key: tuple[int, int], rounds: int = 10) -> tuple[int, int, int, int]:
    """Philox 4×64 in plain Python, after Salmon, Moraes, Dror & Shaw (SC11, 2011); least significant words first."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(rounds):
        high0, low0 = divmod(MULTIPLIERS[0] * c0, WORD)
        high1, low1 = divmod(MULTIPLIERS[1] * c2, WORD)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + WEYL[0]) % WORD, (k1 + WEYL[1]) % WORD
    return c0, c1, c2, c3


def reference(key: tuple[int, int], stream: int, owner: int, path: int, ordinal: int, rounds: int = 10) -> float:
    """The uniform number at an address, written out."""
    number = philox((ordinal // 4, owner, path, stream), key, rounds)[ordinal % 4]
    return ((number >> 12) + 0.5) * 2.0**-52


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        (
            (0, 0, 0, 0),
            (0, 0),
            (0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B),
        ),
        (
            (LAST, LAST, LAST, LAST),
            (LAST, LAST),
            (0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0),
        ),
        (
            (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
            (0x452821E638D01377, 0xBE5466CF34E90C6C),
            (0xA528F45403E61D95, 0x38C72DBD566E9788, 0xA5A1610E72FD18B5, 0x57BD43B5E52B7FE6),
        ),
    ],
)
def test_the_reference_gives_the_known_answers_of_its_authors(
    counter: tuple[int, int, int, int], key: tuple[int, int], expected: tuple[int, int, int, int]
) -> None:
    assert philox(counter, key) == expected


@given(seed=words, replication=words, stream=words, owner=words, path=words, ordinal=words)
def test_the_source_equals_the_reference_at_any_address(
    seed: int, replication: int, stream: int, owner: int, path: int, ordinal: int
) -> None:
    source = Source(seed, replication)
    expected = reference((seed, replication), stream, owner, path, ordinal)
    assert source.uniform(stream, owner, path, ordinal) == expected


def test_the_source_equals_the_reference_where_the_counter_borrows() -> None:
    source = Source(SEED, REPLICATION)
    for stream, owner, path, ordinal in product((0, 1, LAST), (0, 1, LAST), (0, 1, LAST), range(10)):
        expected = reference((SEED, REPLICATION), stream, owner, path, ordinal)
        assert source.uniform(stream, owner, path, ordinal) == expected, (stream, owner, path, ordinal)
        assert source.uniforms(stream, owner, path, ordinal, 1) == [expected]


def test_a_generator_of_nine_rounds_is_told_apart() -> None:
    source = Source(SEED, REPLICATION)
    assert source.uniform(1, 2, 3, 4) != reference((SEED, REPLICATION), 1, 2, 3, 4, rounds=9)


def test_numbers_do_not_depend_on_what_was_asked_before() -> None:
    addresses = list(product((3, 4), (0, 17), (0, 5), range(9)))
    in_order = {address: Source(SEED, REPLICATION).uniform(*address) for address in addresses}
    source = Source(SEED, REPLICATION)
    for address in Random(1).choices(addresses, k=3000):
        assert source.uniform(*address) == in_order[address]


def test_a_block_and_single_numbers_agree_however_they_alternate() -> None:
    source = Source(SEED, REPLICATION)
    singles = [source.uniform(9, 8, 7, ordinal) for ordinal in range(40)]
    for first, n in product(range(10), range(14)):
        source.uniform(9, 8, 7, first)
        assert source.uniforms(9, 8, 7, first, n) == singles[first : first + n]
        assert source.uniform(9, 8, 7, first + 1) == singles[first + 1]


def test_an_address_refused_leaves_the_others_as_they_were() -> None:
    source = Source(SEED, REPLICATION)
    numbers = source.uniforms(1, 2, 3, 0, 12)
    for wrong in ((1, 2, -1, 0), (-1, 2, 3, 5), (1, LAST + 1, 3, 0), (1, 2, 3, 4 * (LAST + 1))):
        assert source.uniform(1, 2, 3, 0) == numbers[0]
        with pytest.raises(OverflowError):
            source.uniform(*wrong)
        assert [source.uniform(1, 2, 3, ordinal) for ordinal in range(1, 12)] == numbers[1:]
        with pytest.raises(OverflowError):
            source.uniforms(*wrong, n=2)
        assert source.uniforms(1, 2, 3, 0, 12) == numbers


def test_every_word_of_an_address_counts() -> None:
    source = Source(SEED, REPLICATION)
    numbers = {source.uniform(1, 2, 3, 4), source.uniform(0, 2, 3, 4), source.uniform(1, 0, 3, 4)}
    numbers |= {source.uniform(1, 2, 0, 4), source.uniform(1, 2, 3, 0)}
    numbers |= {Source(SEED + 1, REPLICATION).uniform(1, 2, 3, 4), Source(SEED, REPLICATION + 1).uniform(1, 2, 3, 4)}
    assert len(numbers) == 7


@pytest.mark.parametrize(("k", "expected"), [(0, 2.0**-53), (LAST, 1.0 - 2.0**-53)])
def test_the_lowest_and_the_highest_number_are_never_0_or_1(k: int, expected: float) -> None:
    class OneNumber:
        def __call__(self) -> int:
            return k

    source = Source(SEED, REPLICATION)
    source._raw = OneNumber()  # type: ignore[assignment]
    assert source.uniform(1, 2) == expected


def _standard_errors_off(numbers: list[float], power: int, truth: float) -> float:
    """How many standard errors the mean of uniform numbers to a power lies from ``truth``."""
    n = len(numbers)
    variance = 1.0 / (2 * power + 1) - 1.0 / (power + 1) ** 2
    return (sum(u**power for u in numbers) / n - truth) / sqrt(variance / n)


def test_moments_are_those_of_a_uniform_number_along_ordinals_and_along_owners() -> None:
    source = Source(SEED, REPLICATION)
    stream = stream_number("yield")
    along_ordinals = source.uniforms(stream, 1, 0, 0, 50_000)
    along_owners = [source.uniform(stream, owner) for owner in range(50_000)]
    for numbers in (along_ordinals, along_owners):
        assert 0.0 < min(numbers) < max(numbers) < 1.0
        for power in (1, 2, 3):
            assert abs(_standard_errors_off(numbers, power, 1.0 / (power + 1))) < 3.5


def test_moments_two_percent_off_are_detected() -> None:
    numbers = Source(SEED, REPLICATION).uniforms(stream_number("yield"), 1, 0, 0, 50_000)
    for power in (1, 2, 3):
        assert abs(_standard_errors_off(numbers, power, 1.02 / (power + 1))) > 3.5
        assert abs(_standard_errors_off([u * 1.02 for u in numbers], power, 1.0 / (power + 1))) > 3.5


def test_neighbouring_addresses_are_uncorrelated() -> None:
    source = Source(SEED, REPLICATION)
    n = 20_000
    for step in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)):
        near = (tuple(a + b for a, b in zip((5, owner, 3, 0), step, strict=True)) for owner in range(n))
        products = [
            (source.uniform(5, owner, 3) - 0.5) * (source.uniform(*address) - 0.5)
            for owner, address in zip(range(n), near, strict=True)
        ]
        assert abs(sum(products) / n) < 3.5 / 12 / sqrt(n), step


@pytest.mark.parametrize(
    ("seed", "replication", "message"),
    [(-1, 0, "the seed is -1"), (2**64, 0, "the seed is 18446744073709551616"), (0, -3, "the replication is -3")],
)
def test_a_seed_outside_64_bits_is_refused(seed: int, replication: int, message: str) -> None:
    with pytest.raises(ValueError, match=message + "; it must be a whole number from 0 to"):
        Source(seed, replication)


def test_without_chance_every_number_is_the_middle() -> None:
    centre: Uniforms = Centre()
    assert centre.uniform(1, 2, 3, 4) == 0.5
    assert centre.uniforms(1, 2, 3, 4, 3) == [0.5, 0.5, 0.5]
