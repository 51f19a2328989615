from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cipsc_sim.records.rounding import rounded


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_have_the_nine_digits_of_their_decimal_text(value: float) -> None:
    expected = float(f"{value:.9g}")

    result = float(rounded(np.array([value]))[0])

    assert result == expected or (abs(result - expected) <= 1.0000001e-8 * abs(value) and _is_near_a_tie(value))


def _is_near_a_tie(value: float) -> bool:
    """Whether the tenth digit and what follows are a five and next to nothing."""
    digits = f"{abs(value):.16e}".partition("e")[0].replace(".", "")
    return digits[9:14] in ("50000", "49999")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_twice_changes_nothing(value: float) -> None:
    once = rounded(np.array([value]))

    assert rounded(once)[0] == once[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (123456789.4, 123456789.0),
        (0.1234567894, 0.123456789),
        (9.9999999996, 10.0),
        (-2.5e-7, -2.5e-7),
        (1.2345678949e-200, 1.23456789e-200),
        (1.2345678951e300, 1.2345679e300),
        (5e-324, 5e-324),
        (100000000.5, 100000000.0),
        (0.0, 0.0),
    ],
)
def test_numbers_rounded_by_hand(value: float, expected: float) -> None:
    assert rounded(np.array([value]))[0] == expected


def test_zero_has_no_sign_and_what_is_not_finite_stays() -> None:
    result = rounded(np.array([-0.0, np.inf, -np.inf, np.nan]))

    assert str(result[0]) == "0.0"
    assert result[1] == np.inf and result[2] == -np.inf and np.isnan(result[3])
