from __future__ import annotations

import json
import math

import pytest

from cipsc_sim.analysis.estimates import Entry, fraction, mean, paired_difference, quantile, ratio


def test_an_entry_becomes_json_without_numbers_that_json_does_not_have() -> None:
    entry = Entry(0.5, low=-math.inf, high=math.nan, n=3, unit="d", reason="fewer than ten replications")

    assert json.loads(json.dumps(entry.as_json(), allow_nan=False)) == {
        "mean": 0.5,
        "low": None,
        "high": None,
        "half_width": None,
        "n": 3,
        "numerator": None,
        "denominator": None,
        "unit": "d",
        "ignorance_low": None,
        "ignorance_high": None,
        "reason": "fewer than ten replications",
        "rough": None,
    }


def test_an_entry_in_another_unit_keeps_its_counts() -> None:
    entry = Entry(0.02, n=10, numerator=2, denominator=100, ignorance_low=0.01).with_interval(0.0, 0.06)

    assert entry.scaled(1000, "per 1000") == Entry(
        20.0, 0.0, 60.0, 30.0, n=10, numerator=2, denominator=100, unit="per 1000", ignorance_low=10.0
    )


def test_under_ten_replications_there_is_a_mean_and_no_interval() -> None:
    ones, nine = [1.0, 0.0, 1.0] * 3, [2.0] * 9
    entries = [
        fraction(ones, nine, pairs=False),
        ratio(ones, nine, "d", pairs=False),
        mean(ones, "d", pairs=False),
        quantile([[1.0, 2.0]] * 9, 0.5, "d", pairs=False),
        quantile([[1.0, 2.0]] * 8, 0.5, "d", pairs=True),
        fraction(ones[:8], nine[:8], pairs=True),
        paired_difference(ones, nine, nine, nine, "d", pairs=False),
    ]

    for entry in entries:
        assert entry.mean is not None
        assert (entry.low, entry.high, entry.half_width, entry.ignorance_low) == (None, None, None, None)
        assert entry.reason == "fewer than ten replications"


def test_ten_replications_are_enough_for_an_interval() -> None:
    ones, ten = [1.0, 0.0] * 5, [2.0] * 10
    entries = [
        fraction(ones, ten, pairs=False),
        ratio(ones, [1.0, 3.0] * 5, "d", pairs=False),
        mean(ones, "d", pairs=False),
        quantile([[float(i)] for i in range(10)], 0.5, "d", pairs=False),
        paired_difference(ones, ten, ten, ten, "d", pairs=False),
    ]

    for entry in entries:
        assert entry.reason is None
        assert entry.half_width is not None and entry.half_width > 0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_value_that_is_not_finite_gives_no_mean_and_a_reason(bad: float) -> None:
    values = [1.0] * 11 + [bad]
    entries = [
        fraction([0.0] * 12, values, pairs=False),
        ratio(values, [1.0] * 12, "d", pairs=True),
        paired_difference([1.0] * 12, [1.0] * 12, values, [1.0] * 12, "d", pairs=False),
        quantile([values] * 12, 0.5, "d", pairs=False),
    ]

    for entry in entries:
        assert entry.mean is None
        assert entry.reason == "a replication has a value that is not a finite number"


def test_half_a_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="11 replications are not whole pairs"):
        mean([1.0] * 11, "d", pairs=True)
    with pytest.raises(ValueError, match="11 replications are not whole pairs"):
        quantile([[1.0]] * 11, 0.5, "d", pairs=True)
