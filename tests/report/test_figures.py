from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from cipsc_sim.errors import RunError
from cipsc_sim.report.appearance import ticks
from cipsc_sim.report.contents import Contents
from cipsc_sim.report.figures import FIGURES, figure
from cipsc_sim.report.sections.grades import _caution, _draw


def drawn(contents: Contents, name: str) -> Any:
    rest = (contents.scores, contents.scenario)
    return figure(contents.rows, contents.manifest, contents.summary, name, *rest)


def values(axis: Any) -> list[float]:
    return [float(each) for each in axis if isinstance(each, int | float) and each == each]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_a_title_and_data_on_axes_with_titles(contents: Contents, name: str) -> None:
    made = drawn(contents, name)

    assert made.layout.title.text.startswith("<b>")
    assert made.layout.template.layout.colorway and made.layout.height >= 150
    assert sum(len(trace.x) for trace in made.data if trace.x is not None) >= 3
    assert any(values(trace.x) or values(trace.y) for trace in made.data)
    axes = [axis for axis in made.select_xaxes() if axis.title.text]
    assert axes, "no horizontal axis says what it shows"


def test_the_waterfall_falls(contents: Contents) -> None:
    first, lost, anyhow = drawn(contents, "waterfall").data

    assert first.x[0] == 100 and list(first.x) == sorted(first.x, reverse=True)
    for before, here, gone in zip(first.x, first.x[1:], lost.x[1:], strict=False):
        assert before == pytest.approx(here + gone, abs=0.02)
    assert all(late >= early for early, late in zip(first.x, anyhow.x, strict=True))
    assert "Tissue harvest made" not in first.y


def test_the_doses_are_shares_of_all_tested_batches(contents: Contents) -> None:
    made = drawn(contents, "dose")

    for panel in ("x", "x2"):
        assert sum(sum(trace.y) for trace in made.data if trace.xaxis == panel) == pytest.approx(100, abs=0.1)
    assert {line.x0 for line in made.layout.shapes} == {1.49e6, 15000}


def test_the_parts_of_the_calendar_sum_to_all_of_it(contents: Contents) -> None:
    parts = [trace for trace in drawn(contents, "resources").data if trace.xaxis == "x"]

    for shares in zip(*(trace.x for trace in parts), strict=True):
        assert sum(shares) == pytest.approx(100, abs=0.05)


def test_kinds_of_cost_and_what_was_made_cost_the_same(contents: Contents) -> None:
    made = drawn(contents, "costs")
    left, right = (sum(sum(trace.x) for trace in made.data if trace.xaxis == panel) for panel in ("x", "x2"))

    assert left == pytest.approx(contents.estimate("cost_per_treated_order").mean, rel=1e-6)
    assert right == pytest.approx(left, rel=1e-6)


def test_the_timeline_is_of_an_order_that_was_treated_after_a_recovery(contents: Contents) -> None:
    names = {trace.name for trace in drawn(contents, "timeline").data}

    assert {"exists", "step", "test", "recovery", "released"} <= names


def test_a_name_that_is_no_figure_is_refused_with_the_names_there_are(contents: Contents) -> None:
    with pytest.raises(RunError, match=r'no figure "pie"\. There are waterfall, failures'):
        drawn(contents, "pie")


def test_a_figure_that_a_run_has_no_data_for_is_refused(contents: Contents) -> None:
    with pytest.raises(RunError, match='nothing to show in the figure "strongest_inputs"'):
        drawn(replace(contents, scores=None), "strongest_inputs")


def test_plotly_is_not_imported_before_a_figure_is_made() -> None:
    asked = "import sys, cipsc_sim.report.page, cipsc_sim.report.figures; print('plotly' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"


def test_a_share_that_may_be_anything_is_not_given() -> None:
    shares = pd.DataFrame(
        [("C", 8, 0.3, 0.1, 0.45, False), ("D", 216, 3.3, -2.0, 9.0, True)],
        columns=["part", "inputs", "share", "share_low", "share_high", "provisional"],
    )
    said = str(_caution(shares)).replace("\u00a0", " ")

    assert "Grade C, derived 30.0 % (10.0–45.0 %); grade D, judgement: cannot be told yet." in said
    assert "<b>Provisional: </b>" in said
    assert "Provisional" not in _caution(shares.iloc[:1])

    (bars,) = _draw(shares).data
    assert list(bars.x) == [30.0, 0.0]  # no bar for what may be anything
    assert list(bars.error_x.array) == pytest.approx([15.0, 100.0])
    assert bars.customdata[1] == "cannot be told yet"


def test_axes_write_amounts_as_the_text_beside_them_does() -> None:
    assert ticks(4.5e9) == {"exponentformat": "power"}  # 4×10⁹, where SI would write 4G
    assert ticks(4.5e6) == {"tickformat": "~s"}  # 4M
