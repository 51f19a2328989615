from __future__ import annotations

import pytest

from cipsc_sim.report.numerals import (
    counted,
    number,
    percent,
    percent_span,
    points,
    points_span,
    quantity,
    span,
    trimmed,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.01234, "0.0123"),
        (4.556, "4.56"),
        (45.56, "45.6"),
        (192.4, "192"),
        (1488.3, "1,488"),
        (43678, "43.7k"),
        (999_600, "1.00M"),
        (1_488_283, "1.49M"),
        (4.3e9, "4.30×10⁹"),
        (7.2e-7, "7.20×10⁻⁷"),
        (-0.0352, "−0.0352"),
        (None, "—"),
        (float("nan"), "—"),
    ],
)
def test_numbers_have_three_significant_digits(value: float | None, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("fraction", "said"),
    [(0, "0"), (1, "100"), (0.99996, "100"), (0.7268, "72.7"), (0.012, "1.2"), (0.0045, "0.45"), (1e-6, "<0.01")],
)
def test_fractions_are_read_in_per_cent(fraction: float, said: str) -> None:
    assert percent(fraction) == f"{said}\u00a0%"


def test_a_span_has_one_scale_and_one_unit() -> None:
    assert span(2.647e6, 3.18e6, "IEQ") == "2.65–3.18M\u00a0IEQ"
    assert span(980_000, 1_120_000, "USD") == "0.98–1.12M\u00a0USD"
    assert span(0, 43_000) == "0–43.0k"
    assert span(-0.5, 0.25) == "−0.500\u00a0to\u00a00.250"
    assert span(None, 1.0) == span(1.0, float("nan")) == "—"
    assert percent_span(0.691, 0.761) == "69.1–76.1\u00a0%"
    assert percent_span(None, None) == "—"
    assert points_span(-0.002, 0.012) == "−0.20\u00a0to\u00a01.2\u00a0pp"
    assert points(0.04) == "4.0\u00a0pp" and points(None) == points_span(None, 0.1) == "—"


def test_what_somebody_wrote_keeps_no_zeros() -> None:
    assert [trimmed(each) for each in (15000, 0.85, 5e-6, 1.49e6, 100_000, 30)] == [
        "15k",
        "0.85",
        "5×10⁻⁶",
        "1.49M",
        "100k",
        "30",
    ]
    assert trimmed(1.49e6, "IEQ") == "1.49M\u00a0IEQ"


def test_one_is_no_unit() -> None:
    assert (quantity(0.92, "1"), quantity(192, "d")) == ("0.920", "192\u00a0d")


def test_one_is_singular_and_thousands_are_set_apart() -> None:
    assert [counted(n, "pair") for n in (0, 1, 2, 1200)] == ["0 pairs", "1 pair", "2 pairs", "1,200 pairs"]
