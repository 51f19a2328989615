"""What is printed of a study over what is not known: inputs that are told from chance, and no others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from rich.console import Console

from cipsc_sim.cli.prior_study import show_prior_study, with_interval
from cipsc_sim.experiment.headline import Headline
from cipsc_sim.experiment.study.results.tables import INDICES, INPUTS, VARIANCE

KEY = "order_treated_fraction"
SHARES = dict.fromkeys(("first", "first_low", "first_high", "total", "total_low", "total_high"), 0.5)


def told(beyond: bool, capsys: pytest.CaptureFixture[str]) -> str:
    of_grade = {"grouping": "grade", "group": "D", "inputs": 2, **SHARES}
    of_section = {"grouping": "section", "group": "procedures.make", "inputs": 2, **SHARES}
    indices = pd.DataFrame([of_grade, of_section]).assign(key=KEY, noise_share=0.01, provisional=False)
    inputs = pd.DataFrame(
        {
            "path": ["procedures.make.steps.grow.effects.cells.scale", "costs.fixed_per_year"],
            "grade": ["D", "C"],
            "correlation": [0.7, 0.2],
            "beyond_chance": [beyond, False],
            "key": KEY,
        }
    )
    swept = SimpleNamespace(
        tables={INDICES: indices, INPUTS: inputs}, study=SimpleNamespace(margins={KEY: 0.02}), manifest=None
    )
    show_prior_study(cast(Any, swept), Console(width=100))
    return capsys.readouterr().out


def test_an_input_beyond_chance_is_named_by_a_short_path(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(True, capsys)
    assert "make.grow.cells.scale" in out and "+0.70" in out
    assert "fixed_per_year" not in out
    assert "section make" in out


def test_a_share_of_nothing_is_not_minus_nothing_and_a_minus_is_one() -> None:
    row = pd.Series({"total": -0.001, "total_low": -0.02, "total_high": 0.05})
    assert with_interval(row, "total") == "0.00 (−0.02 to 0.05)"


def test_where_no_input_is_told_from_chance_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(False, capsys)
    assert "No single input is told from chance" in out
    assert "make.grow" not in out


def test_ignorance_of_a_crossed_design_is_told_with_its_interval_on_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts = pd.DataFrame(
        {
            "variance": [0.0004, 0.0009, 0.0001],
            "variance_low": [0.0001, 0.0004, 0.0],
            "variance_high": [0.0016, 0.0025, 0.0004],
            "share": [0.286, 0.643, 0.071],
        }
    ).assign(key=KEY)
    nothing = parts.assign(key="expired_fraction", variance=0.0)
    swept = SimpleNamespace(
        tables={VARIANCE: pd.concat([parts, nothing])},
        study=SimpleNamespace(margins={}, kind="crossed"),
        manifest=None,
        headlines=(Headline(KEY, "Orders treated", "treated"),),
    )
    show_prior_study(cast(Any, swept), Console(width=80))
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if "Orders" in line or "xpired" in line]
    assert lines == [["Orders", "treated", "2.0", "%", "(1.0–4.0", "%)", "3.0", "%", "1.0", "%", "28.6", "%"]]
