"""Numbers of tables, with as many digits as they deserve."""

from __future__ import annotations

import pytest
from rich.console import Console

from cipsc_sim.cli.printing import narrow_tables, plus_minus


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (94.7, 89.8, 99.6, "94.7 ±4.9"),
        (94.7, 89.3, 99.1, "94.7 ±4.9"),  # hardly to one side
        (-8.2, -20.1, -3.9, "−8.2 −11.9/+4.3"),
        (213.0, 90.0, 520.0, "213 −123/+307"),
        (1_200_000.0, 1_100_000.0, 1_600_000.0, "1.20M −0.10M/+0.40M"),
        (0.0, 0.0, 0.0, "0 ±0"),
        (3.0, None, None, "3.00"),
        (None, None, None, "—"),
    ],
)
def test_an_interval_is_shown_with_both_its_reaches_where_they_differ(
    value: float | None, low: float | None, high: float | None, shown: str
) -> None:
    assert plus_minus(value, low, high) == shown


NAMES = ["−1 d Glucose-stimulated …", " out Residual pluripoten…"]
WIDE = "+0.15 −1.30/+0.58"


def printed(columns: int, width: int = 80) -> list[list[str]]:
    console = Console(width=width)
    found = narrow_tables(["", *("expired, %",) * columns], [[name, *(WIDE,) * columns] for name in NAMES], width)
    shown = []
    for table in found:
        with console.capture() as capture:
            console.print(table)
        shown.append([line.rstrip() for line in capture.get().splitlines()])
    return shown


def test_a_table_that_is_too_wide_goes_on_in_another_with_the_names_again() -> None:
    assert [[line.count(WIDE) for line in lines[2:]] for lines in printed(4)] == [[2, 2], [2, 2]]
    assert all(line.startswith(name) for lines in printed(4) for line, name in zip(lines[2:], NAMES, strict=True))
    assert max(len(line) for lines in printed(4) for line in lines) <= 80


def test_a_table_that_fits_is_one_and_no_column_is_lost_where_not_even_one_does() -> None:
    assert len(printed(2)) == 1
    assert len(printed(4, 120)) == 1
    assert sum(line.count(WIDE[:5]) for lines in printed(3, 30) for line in lines) == 2 * 3
