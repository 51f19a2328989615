"""How the limit of a specification is written in the table of assays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cipsc_sim.report.contents import Contents
from cipsc_sim.report.readings import readings
from cipsc_sim.report.sections.assays import _limit


@pytest.mark.parametrize(("at_most", "shown"), [(0.0, "not found"), (0.05, "≤\N{NO-BREAK SPACE}0.05")])
def test_a_limit_is_told_even_where_only_nought_and_one_were_reported(
    contents: Contents, at_most: float, shown: str
) -> None:
    sterile = next(each for each in readings(contents.rows, contents.manifest) if each.name == "sterile")
    assert sterile.is_found_or_not
    ours = replace(sterile, limits=replace(sterile.limits, at_most=at_most))
    assert _limit(ours, contents.manifest) == shown
